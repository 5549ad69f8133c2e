import { callsIn } from '../c-text.mjs';
import { assignedCall } from '../statement-calls.mjs';

const WAIT =
  'wait_event_timeout|wait_for_completion_timeout|wait_for_completion_io_timeout|wait_event_idle_timeout';
const FAILS = /-(ETIMEDOUT|ETIME|EIO|EBUSY|EAGAIN|ENODEV)\b/;

/** The end of the time is looked for below zero, where it never is. */
export const negativeTimeout = {
  name: 'negative-timeout',
  rule: 'no-misread-timeout',
  mention: /\bwait_(event|for_completion)\w*_timeout\b/,
  *mutants(source) {
    for (const { fn, wait, test, left } of testsOfTimeout(source)) {
      const by = left ? `${left} < 0` : `${source.text.slice(wait.start, wait.end)} < 0`;
      yield {
        fn,
        at: test.start,
        edits: [{ start: test.head.start, end: test.head.end, text: by }],
        note: '< 0',
      };
    }
  },
};

/** The end of the time is taken for success, and the other way round. */
export const invertedTimeout = {
  name: 'inverted-timeout',
  rule: 'no-misread-timeout',
  mention: negativeTimeout.mention,
  *mutants(source) {
    for (const { fn, wait, test, left } of testsOfTimeout(source)) {
      const by = left ?? source.text.slice(wait.start, wait.end);
      yield {
        fn,
        at: test.start,
        edits: [{ start: test.head.start, end: test.head.end, text: by }],
        note: '0 is success',
      };
    }
  },
};

/** `if (!wait_…_timeout(…)) fail;`, and the same by way of a variable. */
function* testsOfTimeout({ code, functions }) {
  for (const fn of functions)
    for (const { list } of fn.lists())
      for (const [index, test] of list.entries()) {
        if (test.kind !== 'if' || !FAILS.test(code.slice(test.body.start, test.body.end))) continue;
        const [inHead] = callsIn(code, test.head.start, test.head.end, WAIT);
        if (inHead && /^!\s*wait_\w+\(/.test(test.head.text) && inHead.end === test.head.end)
          yield { fn, wait: inHead, test };
        const before = assignedCall(code, list[index - 1], WAIT);
        if (
          before &&
          [`!${before.left}`, `${before.left} == 0`, `0 == ${before.left}`].includes(test.head.text)
        )
          yield { fn, wait: before, test, left: before.left };
      }
}

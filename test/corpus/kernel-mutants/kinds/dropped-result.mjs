import { callsIn } from '../c-text.mjs';
import { looksAgain } from '../looks-again.mjs';
import { drop } from '../source.mjs';
import { assignedCall } from '../statement-calls.mjs';

const WAIT =
  'wait_event_interruptible|wait_event_killable|wait_event_freezable|wait_event_interruptible_exclusive|wait_event_interruptible_lock_irq|wait_event_interruptible_locked_irq|wait_event_interruptible_locked|wait_for_completion_interruptible|wait_for_completion_killable';

/** An interruptible wait whose result is tested loses the test. */
export const droppedResult = {
  name: 'dropped-result',
  rule: 'no-ignored-interrupt',
  mention: /\bwait_(event|for_completion)_(interruptible|killable|freezable)/,
  *mutants(source) {
    for (const fn of source.functions) {
      if (/\bsignal_pending\b/.test(fn.code)) continue;
      for (const { list, around } of fn.lists()) {
        if (around.some(({ kind }) => kind === 'loop' || kind === 'do')) continue;
        for (const [index, one] of list.entries()) yield* without(source, fn, one, list[index + 1]);
      }
    }
  },
};

function* without({ text, code }, fn, one, next) {
  const call = assignedCall(code, one, WAIT);
  if (
    call &&
    next?.kind === 'if' &&
    !next.otherwise &&
    isTest(next.head.text, call.left) &&
    leaves(code, next) &&
    !isTestedAgain(code, fn, call)
  ) {
    const bare = { start: one.start, end: call.start, text: '' };
    yield { fn, at: one.start, edits: [bare, drop(text, next)], note: 'result dropped' };
  }
  if (one.kind !== 'if' || one.otherwise || !leaves(code, one)) return;
  const [inHead] = callsIn(code, one.head.start, one.head.end, WAIT);
  if (inHead?.start !== one.head.start || inHead.end !== one.head.end || isTestedAgain(code, fn, inHead))
    return;
  const bare = { start: one.start, end: one.end, text: `${text.slice(inHead.start, inHead.end)};` };
  yield { fn, at: one.start, edits: [bare], note: 'result dropped' };
}

/** The condition is tested again, and the signal does no harm. */
function isTestedAgain(code, fn, { name, args, end }) {
  return /^wait_event/.test(name) && looksAgain(code, args[1]?.text ?? '', end, fn.end);
}

function isTest(condition, left) {
  return [left, `${left} < 0`, `${left} != 0`, `${left} == -ERESTARTSYS`].includes(condition);
}

function leaves(code, { body }) {
  return /\b(return|goto)\b[^;]*;\s*\}?$/.test(code.slice(body.start, body.end));
}

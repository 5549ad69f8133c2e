import { swap } from '../source.mjs';
import { callOf, isLockHeld, REGISTER } from '../statement-calls.mjs';

const STATE = 'set_current_state';

/** The test comes before the registration or the state that it should come after. */
export const lateRegistration = {
  name: 'late-registration',
  rule: 'no-check-then-sleep',
  mention: /\b(prepare_to_wait|set_current_state)/,
  *mutants({ text, code, functions }) {
    for (const fn of functions) {
      for (const { list } of fn.lists()) {
        for (const [index, first] of list.entries()) {
          if (!isRegistration(code, first) || isLockHeld(code, fn, first.start)) continue;
          const edits = edited({ text, code }, first, list.slice(index + 1));
          if (edits) yield { fn, at: first.start, edits, note: 'test before registration' };
        }
      }
    }
  },
};

function isRegistration(code, statement) {
  const call = callOf(code, statement, `${REGISTER}|${STATE}`);
  return call !== undefined && /prepare_to|TASK_(UN)?INTERRUPTIBLE/.test(code.slice(call.start, call.end));
}

function edited({ text, code }, first, [test, ...rest]) {
  if (test?.kind !== 'if' || test.otherwise || !isDecisive(test.head.text)) return undefined;
  const sleepsThen = isSleep(code, rest[0]) || (isHarmless(code, rest[0]) && isSleep(code, rest[1]));
  const body = code.slice(test.body.start, test.body.end);
  if (/\b(break|goto \w+|return\b[^;]*);\s*\}?$/.test(body) && !/\bunlock|schedule/.test(body))
    return sleepsThen ? swap(text, first, test) : undefined;
  // if (!condition) schedule();
  if (!callOf(code, test.body, 'schedule')) return undefined;
  return [
    { start: first.start, end: first.end, text: ';' },
    { start: test.body.start, end: test.body.start, text: `{ ${text.slice(first.start, first.end)} ` },
    { start: test.body.end, end: test.body.end, text: ' }' },
  ];
}

/** Not what gives back a lock: the test would be covered by it, and a registration before that is in time. */
function isHarmless(code, statement) {
  return (
    statement?.kind === 'simple' &&
    !/unlock|release|\bup\w*\(/.test(code.slice(statement.start, statement.end))
  );
}

/** A sleep that nobody ends for the time: a missed wake-up would be no more than a delay. */
function isSleep(code, statement) {
  if (statement?.kind !== 'simple') return false;
  return /\b(schedule|io_schedule)\(\)|\bschedule_timeout\((MAX_SCHEDULE_TIMEOUT|[a-z]\w*)\)/.test(
    code.slice(statement.start, statement.end),
  );
}

/** A signal keeps schedule() from sleeping, wherever it is asked for; the end of the time is no news either. */
function isDecisive(condition) {
  if (/\bsignal_pending/.test(condition)) return /\|\|/.test(condition);
  return !/^!?\w*(timeo\w*|ret|err|rc)\b[^&|]*$/.test(condition);
}

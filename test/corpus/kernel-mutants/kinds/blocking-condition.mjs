import { callsIn } from '../c-text.mjs';

/** The condition of a wait calls a function of the file that takes a mutex. */
export const blockingCondition = {
  name: 'blocking-condition',
  rule: 'no-blocking-condition',
  mention: /\bwait_event\w*\([^]*\bmutex_lock\b|\bmutex_lock\b[^]*\bwait_event\w*\(/,
  *mutants({ code, functions }) {
    const helper = functions.find((fn) => isStaticWithResult(code, fn) && takesMutex(code, fn));
    if (!helper) return;
    for (const fn of functions)
      for (const { args } of callsIn(
        code,
        fn.open,
        fn.end,
        'wait_event(?:_interruptible|_killable|_timeout|_interruptible_timeout)?',
      )) {
        const condition = args[1];
        if (!condition || fn === helper) continue;
        const by = `(${condition.text}) && ${helper.name}(${emptyArguments(code, helper)})`;
        const edits = [{ start: condition.start, end: condition.end, text: by }];
        yield { fn, at: condition.start, edits, note: `&& ${helper.name}()` };
      }
  },
};

function isStaticWithResult(code, fn) {
  return /^static\s+(?!.*\bvoid\s+\w+\s*\()/.test(code.slice(fn.start, fn.open));
}

/** Always, not on one way only. */
function takesMutex(code, fn) {
  const lock = fn
    .body()
    .statements.find(
      ({ kind, start, end }) => kind === 'simple' && /^mutex_lock\(/.test(code.slice(start, end)),
    );
  const before = lock && code.slice(fn.open, lock.start);
  return lock !== undefined && !/\b(return|goto)\b|\bsched_annotate_sleep\b/.test(before);
}

function emptyArguments(code, fn) {
  const head = code.slice(fn.start, fn.open);
  return head
    .split(',')
    .map(() => '0')
    .join(', ');
}

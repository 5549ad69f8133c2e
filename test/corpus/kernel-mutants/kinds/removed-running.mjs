import { drop } from '../source.mjs';
import { callOf } from '../statement-calls.mjs';

const STATE = 'set_current_state|__set_current_state';

/** The state stays a sleeping one behind a loop that is left when the condition holds. */
export const removedRunning = {
  name: 'removed-running',
  rule: 'require-finish-wait',
  mention: /TASK_RUNNING/,
  *mutants({ text, code, functions }) {
    for (const fn of functions) {
      if (fn.code.match(/\bTASK_RUNNING\b/g)?.length !== 1 || /\bfinish_wait\b/.test(fn.code)) continue;
      for (const { list } of fn.lists()) {
        const index = list.findIndex((one) => callOf(code, one, STATE)?.args[0]?.text === 'TASK_RUNNING');
        if (index < 1 || !isLeftAsleep(code, list[index - 1])) continue;
        yield { fn, at: list[index].start, edits: [drop(text, list[index])], note: 'TASK_RUNNING taken out' };
      }
    }
  },
};

/** `for (;;) { set_current_state(TASK_…); … break; … schedule(); }` */
function isLeftAsleep(code, loop) {
  if (loop.kind !== 'loop' && loop.kind !== 'do') return false;
  const body = code.slice(loop.body.start, loop.body.end);
  return /set_current_state\(TASK_\w+\)[^]*\bbreak;[^]*\bschedule(_timeout)?\(/.test(body);
}

import { callsIn } from '../c-text.mjs';
import { drop } from '../source.mjs';
import { callOf, memberOf, WAKE } from '../statement-calls.mjs';
import { namesAndBits, updatedName } from '../updates.mjs';

/** The wake-up behind an update that a wait of the file tests on the same queue is taken out. */
export const removedWake = {
  name: 'removed-wake',
  rule: 'no-missing-wake',
  mention: /\bwake_up\w*\([^]*\bwait_event|\bwait_event[^]*\bwake_up\w*\(/,
  *mutants({ text, code, functions }) {
    const tested = testedByQueue(code);
    for (const fn of functions)
      for (const { list } of fn.lists())
        for (const [index, wake] of list.entries()) {
          const call = callOf(code, wake, WAKE);
          const queue = call && memberOf(call.args[0]?.text ?? '');
          const updated = updatedName(code, list[index - 1]);
          if (!queue || !updated || !tested.get(queue)?.has(updated)) continue;
          if (callsIn(code, fn.open, fn.end, '\\w*wake_up\\w*').length !== 1) continue;
          yield { fn, at: wake.start, edits: [drop(text, wake)], note: 'wake-up taken out' };
        }
  },
};

function testedByQueue(code) {
  const tested = new Map();
  for (const { args } of callsIn(code, 0, code.length, 'wait_event\\w*')) {
    const queue = memberOf(args[0]?.text ?? '');
    const names = tested.get(queue) ?? new Set();
    for (const name of namesAndBits(args[1]?.text ?? '')) names.add(name);
    tested.set(queue, names);
  }
  return tested;
}

import { swap } from '../source.mjs';
import { callOf, isLockHeld, WAKE } from '../statement-calls.mjs';
import { awaitedNames, updatedName } from '../updates.mjs';

/** The wake-up changes places with the update before it, which a wait of the same file tests. */
export const earlyWake = {
  name: 'early-wake',
  rule: 'wake-after-update',
  mention: /\b(wake_up|complete)\w*\(/,
  *mutants(source) {
    const { text, code, functions } = source;
    const names = awaitedNames(source);
    for (const fn of functions)
      for (const { list } of fn.lists())
        for (const [index, update] of list.entries()) {
          const wake = list[index + 1];
          const call = callOf(code, wake, `${WAKE}|complete|complete_all`);
          if (!call || isLockHeld(code, fn, wake.start)) continue;
          const awaited = /^complete/.test(call.name) ? names.answered : names.tested;
          if (!awaited.has(updatedName(code, update))) continue;
          yield { fn, at: update.start, edits: swap(text, update, wake), note: 'wake-up before update' };
        }
  },
};

import type { WaitEntry } from './entry.js';
import { WOKEN } from './flags.js';
import { removeNode } from './node.js';
import { tryToWakeUp } from './sleeper.js';
import type { TaskState } from './state.js';

/**
 * What a wake-up calls for each entry it passes (`wait_queue_func_t`), whatever the state of who waits.
 *
 * Truthy means it woke somebody, which counts for an exclusive entry; a negative number ends the wake-up.
 * It may take entries off the queue but must not wake the queue it is called from.
 *
 * @param mode the states the wake-up is for
 * @param sync the waker is about to sleep
 * @param key what `wakeUpKey` was given
 */
export type WakeFunction = (
  entry: WaitEntry,
  mode: TaskState,
  sync: boolean,
  key: unknown,
) => boolean | number;

/** Wakes the entry's sleeper if the mode includes its state; the entry stays (`default_wake_function`). */
export function defaultWakeFunction(entry: WaitEntry, mode: TaskState): boolean {
  return tryToWakeUp(entry.sleeper, mode);
}

/** The same, and takes the entry off the queue if it did (`autoremove_wake_function`). */
export function autoremoveWakeFunction(entry: WaitEntry, mode: TaskState): boolean {
  const woke = defaultWakeFunction(entry, mode);
  if (woke) removeNode(entry);
  return woke;
}

/** Also notes that a wake-up came, for `waitWoken` (`woken_wake_function`). */
export function wokenWakeFunction(entry: WaitEntry, mode: TaskState): boolean {
  entry.flags |= WOKEN;
  return defaultWakeFunction(entry, mode);
}

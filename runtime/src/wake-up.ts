import { watch } from './attention.js';
import type { WaitQueue } from './queue.js';
import { refuseQueue } from './refuse-queue.js';
import { TASK_INTERRUPTIBLE, TASK_NORMAL } from './state.js';
import { wake } from './wake.js';

/**
 * Wakes every non-exclusive waiter and at most one exclusive one (`wake_up`). Update the condition first.
 *
 * The articles say it wakes one process: that is so only when all wait exclusively.
 *
 * @returns how many exclusive waiters it woke, as all wake-ups do
 */
export function wakeUp(queue: WaitQueue): number {
  // What `wake` does, once more: a call that every hand-off is spared. The number is written out as in `WaitQueue.wait`.
  try {
    return watch !== undefined
      ? wake(queue, 3 satisfies typeof TASK_NORMAL, 1)
      : queue.walk(3 satisfies typeof TASK_NORMAL, 1);
  } catch (error) {
    return refuseQueue(queue, error);
  }
}

/** Wakes every non-exclusive waiter and at most `nr` exclusive ones; 0 means all (`wake_up_nr`). */
export function wakeUpNr(queue: WaitQueue, nr: number): number {
  return wake(queue, TASK_NORMAL, count(nr));
}

/** Wakes every waiter (`wake_up_all`). */
export function wakeUpAll(queue: WaitQueue): number {
  return wake(queue, TASK_NORMAL, 0);
}

/** Wakes like `wakeUp` and tells the wake functions that the waker is about to sleep (`wake_up_sync`). */
export function wakeUpSync(queue: WaitQueue): number {
  return wake(queue, TASK_NORMAL, 1, { sync: true });
}

/** Wakes like `wakeUp` and hands a key to the wake functions (`wake_up_poll`). */
export function wakeUpKey(queue: WaitQueue, key: unknown): number {
  return wake(queue, TASK_NORMAL, 1, { key });
}

/** Wakes like `wakeUp` while the caller holds `queue.lock` (`wake_up_locked`). Throws if nobody holds it. */
export function wakeUpLocked(queue: WaitQueue): number {
  return wake(locked(queue), TASK_NORMAL, 1);
}

/** Wakes like `wakeUpAll` while the caller holds `queue.lock` (`wake_up_all_locked`). Throws if nobody does. */
export function wakeUpAllLocked(queue: WaitQueue): number {
  return wake(locked(queue), TASK_NORMAL, 0);
}

/** Wakes like `wakeUp`, interruptible sleepers only (`wake_up_interruptible`). */
export function wakeUpInterruptible(queue: WaitQueue): number {
  return wake(queue, TASK_INTERRUPTIBLE, 1);
}

/** Wakes like `wakeUpNr`, interruptible sleepers only (`wake_up_interruptible_nr`). */
export function wakeUpInterruptibleNr(queue: WaitQueue, nr: number): number {
  return wake(queue, TASK_INTERRUPTIBLE, count(nr));
}

/** Wakes every interruptible sleeper (`wake_up_interruptible_all`). */
export function wakeUpInterruptibleAll(queue: WaitQueue): number {
  return wake(queue, TASK_INTERRUPTIBLE, 0);
}

/** Wakes like `wakeUpSync`, interruptible sleepers only (`wake_up_interruptible_sync`). */
export function wakeUpInterruptibleSync(queue: WaitQueue): number {
  return wake(queue, TASK_INTERRUPTIBLE, 1, { sync: true });
}

function count(nr: number): number {
  if (Number.isInteger(nr) && nr >= 0) return nr;
  throw new RangeError(`The number of waiters to wake must be 0 or a positive integer, got ${String(nr)}`);
}

function locked(queue: WaitQueue): WaitQueue {
  if (queue.lock.held) return queue;
  throw new Error(`The lock of queue '${queue.name}' is not held`);
}

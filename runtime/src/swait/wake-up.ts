import { watch } from '../attention.js';
import type { SimpleWaitQueue } from './queue.js';
import { removeWaiter } from './waiter.js';

/**
 * Wakes exactly one waiter, the first, and takes it off the queue (`swake_up_one`). Update the condition first.
 *
 * @returns whether there was one
 */
export function swakeUp(queue: SimpleWaitQueue): boolean {
  watch?.simpleWake(queue, queue.head ? [queue.head] : []);
  return wakeFirst(queue);
}

/** Today's name of `swakeUp` (`swake_up_one`). */
export const swakeUpOne: (queue: SimpleWaitQueue) => boolean = swakeUp;

/** `swakeUp` for a caller that holds the queue's lock; one thread needs none (`swake_up_locked`). */
export const swakeUpLocked: (queue: SimpleWaitQueue) => boolean = swakeUp;

/** Wakes every waiter (`swake_up_all`). Returns how many there were. */
export function swakeUpAll(queue: SimpleWaitQueue): number {
  watch?.simpleWake(queue, queue.view().waiters);
  let count = 0;
  while (wakeFirst(queue)) count++;
  return count;
}

function wakeFirst({ head }: SimpleWaitQueue): boolean {
  if (!head) return false;
  removeWaiter(head);
  head.wake();
  return true;
}

import type { SimpleWaitQueue } from './queue.js';
import { removeWaiter } from './waiter.js';

/**
 * Wakes exactly one waiter, the first, and takes it off the queue (`swake_up_one`). Update the condition first.
 *
 * @returns whether there was one
 */
export function swakeUp(queue: SimpleWaitQueue): boolean {
  const waiter = queue.head;
  if (!waiter) return false;
  removeWaiter(waiter);
  waiter.wake();
  return true;
}

/** Today's name of `swakeUp` (`swake_up_one`). */
export const swakeUpOne: (queue: SimpleWaitQueue) => boolean = swakeUp;

/** `swakeUp` for a caller that holds the queue's lock; one thread needs none (`swake_up_locked`). */
export const swakeUpLocked: (queue: SimpleWaitQueue) => boolean = swakeUp;

/** Wakes every waiter (`swake_up_all`). Returns how many there were. */
export function swakeUpAll(queue: SimpleWaitQueue): number {
  let count = 0;
  while (swakeUp(queue)) count++;
  return count;
}

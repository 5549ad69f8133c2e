import type { WaitQueue } from './queue.js';
import { assertQueue } from './queue.js';

/** Whether anybody is queued (`waitqueue_active`). On one thread it needs none of the kernel's barriers. */
export function waitQueueActive(queue: WaitQueue): boolean {
  assertQueue(queue);
  return queue.lone !== undefined || queue.ring !== undefined;
}

/** The same: the kernel's has the memory barrier that `waitqueue_active` lacks (`wq_has_sleeper`). */
export function wqHasSleeper(queue: WaitQueue): boolean {
  return waitQueueActive(queue);
}

/** Whether exactly one waiter is queued (`wq_has_single_sleeper`). */
export function wqHasSingleSleeper(queue: WaitQueue): boolean {
  // A lone waiter is in no ring.
  return waitQueueActive(queue) && queue.ring?.next === queue.ring;
}

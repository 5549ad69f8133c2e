import type { Lockable } from '../lock.js';
import type { Condition } from '../options.js';
import { TASK_INTERRUPTIBLE, TASK_UNINTERRUPTIBLE } from '../state.js';
import { EXCLUSIVE } from './layout.js';
import type { InterruptibleBy, WaitBy } from './options.js';
import type { SharedWaitQueue } from './queue.js';
import { lockedMemoryOf } from './queue.js';
import { waitOn } from './wait-on.js';

/**
 * Sleeps until the condition holds, with a lock around it that the caller holds (`wait_event_lock_irq`). It is
 * held at each test and on return, however the wait ends, and released while asleep.
 */
export function waitEventLock(
  queue: SharedWaitQueue,
  condition: Condition,
  lock: Lockable,
  options?: WaitBy,
): Promise<void> {
  return waitOn(queue, condition, { ...options, lock }, TASK_UNINTERRUPTIBLE, 0);
}

/** The same; `before` is called each time the lock was released, before sleeping (`wait_event_lock_irq_cmd`). */
export function waitEventLockCmd(
  queue: SharedWaitQueue,
  condition: Condition,
  lock: Lockable,
  before: () => unknown,
  options?: WaitBy,
): Promise<void> {
  return waitOn(queue, condition, { ...options, lock, before }, TASK_UNINTERRUPTIBLE, 0);
}

/** The same with a time; resolves to the milliseconds left (`wait_event_lock_irq_timeout`). */
export function waitEventLockTimeout(
  queue: SharedWaitQueue,
  condition: Condition,
  lock: Lockable,
  ms: number,
  options?: WaitBy,
): Promise<number> {
  return waitOn(queue, condition, { ...options, lock, timeoutMs: ms }, TASK_UNINTERRUPTIBLE, 0);
}

/** `waitEventLock`, interruptible (`wait_event_interruptible_lock_irq`). */
export function waitEventInterruptibleLock(
  queue: SharedWaitQueue,
  condition: Condition,
  lock: Lockable,
  options?: InterruptibleBy,
): Promise<void> {
  return waitOn(queue, condition, { ...options, lock }, TASK_INTERRUPTIBLE, 0);
}

/** `waitEventLockCmd`, interruptible (`wait_event_interruptible_lock_irq_cmd`). */
export function waitEventInterruptibleLockCmd(
  queue: SharedWaitQueue,
  condition: Condition,
  lock: Lockable,
  before: () => unknown,
  options?: InterruptibleBy,
): Promise<void> {
  return waitOn(queue, condition, { ...options, lock, before }, TASK_INTERRUPTIBLE, 0);
}

/** `waitEventLockTimeout`, interruptible (`wait_event_interruptible_lock_irq_timeout`). */
export function waitEventInterruptibleLockTimeout(
  queue: SharedWaitQueue,
  condition: Condition,
  lock: Lockable,
  ms: number,
  options?: InterruptibleBy,
): Promise<number> {
  return waitOn(queue, condition, { ...options, lock, timeoutMs: ms }, TASK_INTERRUPTIBLE, 0);
}

/**
 * Sleeps until the condition holds; the lock is the queue's own (`wait_event_interruptible_locked`). Rejects with an
 * Error when this thread does not hold `queue.lock`.
 */
export function waitEventInterruptibleLocked(
  queue: SharedWaitQueue,
  condition: Condition,
  options?: InterruptibleBy,
): Promise<void> {
  return waitLocked(queue, condition, options, 0);
}

/** The same as an exclusive waiter (`wait_event_interruptible_exclusive_locked`). */
export function waitEventInterruptibleExclusiveLocked(
  queue: SharedWaitQueue,
  condition: Condition,
  options?: InterruptibleBy,
): Promise<void> {
  return waitLocked(queue, condition, options, EXCLUSIVE);
}

async function waitLocked(
  queue: SharedWaitQueue,
  condition: Condition,
  options: InterruptibleBy | undefined,
  flags: number,
): Promise<void> {
  lockedMemoryOf(queue);
  return waitOn(queue, condition, { ...options, lock: queue.lock }, TASK_INTERRUPTIBLE, flags);
}

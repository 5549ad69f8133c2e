import type { Condition } from '../options.js';
import { TASK_INTERRUPTIBLE, TASK_UNINTERRUPTIBLE } from '../state.js';
import { EXCLUSIVE } from './layout.js';
import type { SyncLockable } from './lock.js';
import type { WaitBy } from './options.js';
import type { SharedWaitQueue } from './queue.js';
import { lockedMemoryOf } from './queue.js';
import { waitOnSync } from './wait-on-sync.js';

/**
 * Blocks the thread until the condition holds, with a lock around it that the caller holds (`wait_event_lock_irq`). It is
 * held at each test and on return, however the wait ends, and released while asleep.
 */
export function waitEventLockSync(
  queue: SharedWaitQueue,
  condition: Condition,
  lock: SyncLockable,
  options?: WaitBy,
): void {
  return waitOnSync(queue, condition, { ...options, lock }, TASK_UNINTERRUPTIBLE, 0);
}

/** The same; `before` is called each time the lock was released, before sleeping (`wait_event_lock_irq_cmd`). */
export function waitEventLockCmdSync(
  queue: SharedWaitQueue,
  condition: Condition,
  lock: SyncLockable,
  before: () => unknown,
  options?: WaitBy,
): void {
  return waitOnSync(queue, condition, { ...options, lock, before }, TASK_UNINTERRUPTIBLE, 0);
}

/** The same with a time; returns the milliseconds left (`wait_event_lock_irq_timeout`). */
export function waitEventLockTimeoutSync(
  queue: SharedWaitQueue,
  condition: Condition,
  lock: SyncLockable,
  ms: number,
  options?: WaitBy,
): number {
  return waitOnSync(queue, condition, { ...options, lock, timeoutMs: ms }, TASK_UNINTERRUPTIBLE, 0);
}

/** `waitEventLockSync`, interruptible (`wait_event_interruptible_lock_irq`). */
export function waitEventInterruptibleLockSync(
  queue: SharedWaitQueue,
  condition: Condition,
  lock: SyncLockable,
  options?: WaitBy,
): void {
  return waitOnSync(queue, condition, { ...options, lock }, TASK_INTERRUPTIBLE, 0);
}

/** `waitEventLockCmdSync`, interruptible (`wait_event_interruptible_lock_irq_cmd`). */
export function waitEventInterruptibleLockCmdSync(
  queue: SharedWaitQueue,
  condition: Condition,
  lock: SyncLockable,
  before: () => unknown,
  options?: WaitBy,
): void {
  return waitOnSync(queue, condition, { ...options, lock, before }, TASK_INTERRUPTIBLE, 0);
}

/** `waitEventLockTimeoutSync`, interruptible (`wait_event_interruptible_lock_irq_timeout`). */
export function waitEventInterruptibleLockTimeoutSync(
  queue: SharedWaitQueue,
  condition: Condition,
  lock: SyncLockable,
  ms: number,
  options?: WaitBy,
): number {
  return waitOnSync(queue, condition, { ...options, lock, timeoutMs: ms }, TASK_INTERRUPTIBLE, 0);
}

/**
 * Blocks the thread until the condition holds; the lock is the queue's own (`wait_event_interruptible_locked`). Throws an
 * Error when this thread does not hold `queue.lock`.
 */
export function waitEventInterruptibleLockedSync(
  queue: SharedWaitQueue,
  condition: Condition,
  options?: WaitBy,
): void {
  return waitLocked(queue, condition, options, 0);
}

/** The same as an exclusive waiter (`wait_event_interruptible_exclusive_locked`). */
export function waitEventInterruptibleExclusiveLockedSync(
  queue: SharedWaitQueue,
  condition: Condition,
  options?: WaitBy,
): void {
  return waitLocked(queue, condition, options, EXCLUSIVE);
}

function waitLocked(
  queue: SharedWaitQueue,
  condition: Condition,
  options: WaitBy | undefined,
  flags: number,
): void {
  lockedMemoryOf(queue);
  return waitOnSync(queue, condition, { ...options, lock: queue.lock }, TASK_INTERRUPTIBLE, flags);
}

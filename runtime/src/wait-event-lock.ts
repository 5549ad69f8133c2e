import { EXCLUSIVE, TAIL } from './flags.js';
import type { Lockable } from './lock.js';
import type { Condition } from './options.js';
import type { WaitQueue } from './queue.js';
import { TASK_INTERRUPTIBLE, TASK_UNINTERRUPTIBLE } from './state.js';
import type { InterruptibleBy, WaitBy } from './wait-event.js';
import { waitOn } from './wait-on.js';

/**
 * Sleeps until the condition holds, with a lock around it that the caller holds (`wait_event_lock_irq`). It is
 * held at each test and on return, however the wait ends, and released while asleep. The test is redone under
 * the lock, so what the condition says is still so when the caller goes on.
 */
export function waitEventLock(
  queue: WaitQueue,
  condition: Condition,
  lock: Lockable,
  options?: WaitBy,
): Promise<void> {
  return waitOn(queue, condition, { ...options, lock }, TASK_UNINTERRUPTIBLE, 0);
}

/** The same; `before` is called each time the lock was released, before sleeping (`wait_event_lock_irq_cmd`). */
export function waitEventLockCmd(
  queue: WaitQueue,
  condition: Condition,
  lock: Lockable,
  before: () => unknown,
  options?: WaitBy,
): Promise<void> {
  return waitOn(queue, condition, { ...options, lock, before }, TASK_UNINTERRUPTIBLE, 0);
}

/** The same with a time; resolves to the milliseconds left (`wait_event_lock_irq_timeout`). */
export function waitEventLockTimeout(
  queue: WaitQueue,
  condition: Condition,
  lock: Lockable,
  ms: number,
  options?: WaitBy,
): Promise<number> {
  return waitOn(queue, condition, { ...options, lock, timeoutMs: ms }, TASK_UNINTERRUPTIBLE, 0);
}

/** `waitEventLock`, interruptible (`wait_event_interruptible_lock_irq`). */
export function waitEventInterruptibleLock(
  queue: WaitQueue,
  condition: Condition,
  lock: Lockable,
  options?: InterruptibleBy,
): Promise<void> {
  return waitOn(queue, condition, { ...options, lock }, TASK_INTERRUPTIBLE, 0);
}

/** `waitEventLockCmd`, interruptible (`wait_event_interruptible_lock_irq_cmd`). */
export function waitEventInterruptibleLockCmd(
  queue: WaitQueue,
  condition: Condition,
  lock: Lockable,
  before: () => unknown,
  options?: InterruptibleBy,
): Promise<void> {
  return waitOn(queue, condition, { ...options, lock, before }, TASK_INTERRUPTIBLE, 0);
}

/** `waitEventLockTimeout`, interruptible (`wait_event_interruptible_lock_irq_timeout`). */
export function waitEventInterruptibleLockTimeout(
  queue: WaitQueue,
  condition: Condition,
  lock: Lockable,
  ms: number,
  options?: InterruptibleBy,
): Promise<number> {
  return waitOn(queue, condition, { ...options, lock, timeoutMs: ms }, TASK_INTERRUPTIBLE, 0);
}

/**
 * Sleeps until the condition holds; the lock is the queue's own, and the waiter queues last
 * (`wait_event_interruptible_locked`). Rejects with an Error when nobody holds `queue.lock`.
 */
export function waitEventInterruptibleLocked(
  queue: WaitQueue,
  condition: Condition,
  options?: InterruptibleBy,
): Promise<void> {
  return waitLocked(queue, condition, options, TAIL);
}

/** The same as an exclusive waiter (`wait_event_interruptible_exclusive_locked`). */
export function waitEventInterruptibleExclusiveLocked(
  queue: WaitQueue,
  condition: Condition,
  options?: InterruptibleBy,
): Promise<void> {
  return waitLocked(queue, condition, options, EXCLUSIVE);
}

async function waitLocked(
  queue: WaitQueue,
  condition: Condition,
  options: InterruptibleBy | undefined,
  flags: number,
): Promise<void> {
  const { lock } = queue;
  if (!lock.held) throw new Error(`The lock of queue '${queue.name}' is not held`);
  return waitOn(queue, condition, { ...options, lock }, TASK_INTERRUPTIBLE, flags);
}

import type { Condition } from '../options.js';
import type { TaskState } from '../state.js';
import { TASK_IDLE, TASK_INTERRUPTIBLE, TASK_KILLABLE, TASK_UNINTERRUPTIBLE } from '../state.js';
import { EXCLUSIVE } from './layout.js';
import type { InterruptibleBy, WaitBy, WaitOptions } from './options.js';
import type { SharedWaitQueue } from './queue.js';
import { waitOn } from './wait-on.js';

/**
 * Sleeps until the condition holds (`wait_event`). The condition is tested before sleeping and each time the
 * queue is woken, so whoever changes what it reads calls `wakeUp` afterwards. Both go by `Atomics`: other
 * threads' plain writes may be seen late.
 *
 * Without options the sleep ends with the condition only. With `timeoutMs` the wait resolves to the milliseconds
 * left, 0 when the time ran out with the condition still false; with `timeoutNs` the nanoseconds. A true
 * condition beats both a signal and the end of the time. A condition that throws or returns a promise takes the
 * waiter off the queue.
 *
 * @throws SharedMemoryError ERR_FULL
 */
export function waitEvent(
  queue: SharedWaitQueue,
  condition: Condition,
  options: WaitOptions & { readonly timeoutMs: number },
): Promise<number>;
export function waitEvent(
  queue: SharedWaitQueue,
  condition: Condition,
  options: WaitOptions & { readonly timeoutNs: bigint },
): Promise<bigint>;
export function waitEvent(queue: SharedWaitQueue, condition: Condition, options?: WaitOptions): Promise<void>;
export function waitEvent(
  queue: SharedWaitQueue,
  condition: Condition,
  options?: WaitOptions,
): Promise<unknown> {
  return waitOn(queue, condition, options, undefined, 0);
}

/** The same, interrupted by the task's signals and by `signal`: rejects with `InterruptedError` (`wait_event_interruptible`). */
export function waitEventInterruptible(
  queue: SharedWaitQueue,
  condition: Condition,
  options?: InterruptibleBy,
): Promise<void> {
  return waitOn(queue, condition, options, TASK_INTERRUPTIBLE, 0);
}

/** The same, interrupted by SIGKILL and by `signal` only (`wait_event_killable`). */
export function waitEventKillable(
  queue: SharedWaitQueue,
  condition: Condition,
  options?: InterruptibleBy,
): Promise<void> {
  return waitOn(queue, condition, options, TASK_KILLABLE, 0);
}

/** The same as `waitEvent`, for a sleep that is no sign of trouble (`wait_event_idle`). */
export function waitEventIdle(queue: SharedWaitQueue, condition: Condition, options?: WaitBy): Promise<void> {
  return waitOn(queue, condition, options, TASK_IDLE, 0);
}

/** The same in the given state (`wait_event_state`). */
export function waitEventState(
  queue: SharedWaitQueue,
  condition: Condition,
  state: TaskState,
  options?: InterruptibleBy,
): Promise<void> {
  return waitOn(queue, condition, options, state, 0);
}

/** The same as an exclusive waiter (the kernel has no such name). */
export function waitEventExclusive(
  queue: SharedWaitQueue,
  condition: Condition,
  options?: WaitBy,
): Promise<void> {
  return waitOn(queue, condition, options, TASK_UNINTERRUPTIBLE, EXCLUSIVE);
}

/** The same, interruptible (`wait_event_interruptible_exclusive`). */
export function waitEventInterruptibleExclusive(
  queue: SharedWaitQueue,
  condition: Condition,
  options?: InterruptibleBy,
): Promise<void> {
  return waitOn(queue, condition, options, TASK_INTERRUPTIBLE, EXCLUSIVE);
}

/** The same, killable (`wait_event_killable_exclusive`). */
export function waitEventKillableExclusive(
  queue: SharedWaitQueue,
  condition: Condition,
  options?: InterruptibleBy,
): Promise<void> {
  return waitOn(queue, condition, options, TASK_KILLABLE, EXCLUSIVE);
}

/** The same, idle (`wait_event_idle_exclusive`). */
export function waitEventIdleExclusive(
  queue: SharedWaitQueue,
  condition: Condition,
  options?: WaitBy,
): Promise<void> {
  return waitOn(queue, condition, options, TASK_IDLE, EXCLUSIVE);
}

/** Calls `before` and `after` around each sleep (`wait_event_cmd`). */
export function waitEventCmd(
  queue: SharedWaitQueue,
  condition: Condition,
  before: () => unknown,
  after: () => unknown,
  options?: WaitBy,
): Promise<void> {
  return waitOn(queue, condition, { ...options, before, after }, TASK_UNINTERRUPTIBLE, 0);
}

/** The same as an exclusive waiter (`wait_event_exclusive_cmd`). */
export function waitEventExclusiveCmd(
  queue: SharedWaitQueue,
  condition: Condition,
  before: () => unknown,
  after: () => unknown,
  options?: WaitBy,
): Promise<void> {
  return waitOn(queue, condition, { ...options, before, after }, TASK_UNINTERRUPTIBLE, EXCLUSIVE);
}

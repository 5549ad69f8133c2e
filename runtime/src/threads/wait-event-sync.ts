import type { Condition } from '../options.js';
import type { TaskState } from '../state.js';
import { TASK_IDLE, TASK_INTERRUPTIBLE, TASK_KILLABLE, TASK_UNINTERRUPTIBLE } from '../state.js';
import { EXCLUSIVE } from './layout.js';
import type { SyncWaitOptions, WaitBy } from './options.js';
import type { SharedWaitQueue } from './queue.js';
import { waitOnSync } from './wait-on-sync.js';

/**
 * Blocks the thread until the condition holds (`wait_event`). The condition is tested before sleeping and each time the
 * queue is woken, so whoever changes what it reads calls `wakeUp` afterwards. Both go by `Atomics`: other
 * threads' plain writes may be seen late.
 *
 * Without options the sleep ends with the condition only. With `timeoutMs` the wait returns the milliseconds
 * left, 0 when the time ran out with the condition still false; with `timeoutNs` the nanoseconds. A true
 * condition beats both a signal and the end of the time. A condition that throws or returns a promise takes the
 * waiter off the queue.
 *
 * @throws TypeError where blocking is forbidden, as on the main thread of a web page; SharedMemoryError ERR_FULL
 */
export function waitEventSync(
  queue: SharedWaitQueue,
  condition: Condition,
  options: SyncWaitOptions & { readonly timeoutMs: number },
): number;
export function waitEventSync(
  queue: SharedWaitQueue,
  condition: Condition,
  options: SyncWaitOptions & { readonly timeoutNs: bigint },
): bigint;
export function waitEventSync(queue: SharedWaitQueue, condition: Condition, options?: SyncWaitOptions): void;
export function waitEventSync(
  queue: SharedWaitQueue,
  condition: Condition,
  options?: SyncWaitOptions,
): unknown {
  return waitOnSync(queue, condition, options, undefined, 0);
}

/** The same, interrupted by the task's signals: throws `InterruptedError` (`wait_event_interruptible`). */
export function waitEventInterruptibleSync(
  queue: SharedWaitQueue,
  condition: Condition,
  options?: WaitBy,
): void {
  return waitOnSync(queue, condition, options, TASK_INTERRUPTIBLE, 0);
}

/** The same, interrupted by SIGKILL only (`wait_event_killable`). */
export function waitEventKillableSync(queue: SharedWaitQueue, condition: Condition, options?: WaitBy): void {
  return waitOnSync(queue, condition, options, TASK_KILLABLE, 0);
}

/** The same as `waitEventSync`, for a sleep that is no sign of trouble (`wait_event_idle`). */
export function waitEventIdleSync(queue: SharedWaitQueue, condition: Condition, options?: WaitBy): void {
  return waitOnSync(queue, condition, options, TASK_IDLE, 0);
}

/** The same in the given state (`wait_event_state`). */
export function waitEventStateSync(
  queue: SharedWaitQueue,
  condition: Condition,
  state: TaskState,
  options?: WaitBy,
): void {
  return waitOnSync(queue, condition, options, state, 0);
}

/** The same as an exclusive waiter (the kernel has no such name). */
export function waitEventExclusiveSync(queue: SharedWaitQueue, condition: Condition, options?: WaitBy): void {
  return waitOnSync(queue, condition, options, TASK_UNINTERRUPTIBLE, EXCLUSIVE);
}

/** The same, interruptible (`wait_event_interruptible_exclusive`). */
export function waitEventInterruptibleExclusiveSync(
  queue: SharedWaitQueue,
  condition: Condition,
  options?: WaitBy,
): void {
  return waitOnSync(queue, condition, options, TASK_INTERRUPTIBLE, EXCLUSIVE);
}

/** The same, killable (`wait_event_killable_exclusive`). */
export function waitEventKillableExclusiveSync(
  queue: SharedWaitQueue,
  condition: Condition,
  options?: WaitBy,
): void {
  return waitOnSync(queue, condition, options, TASK_KILLABLE, EXCLUSIVE);
}

/** The same, idle (`wait_event_idle_exclusive`). */
export function waitEventIdleExclusiveSync(
  queue: SharedWaitQueue,
  condition: Condition,
  options?: WaitBy,
): void {
  return waitOnSync(queue, condition, options, TASK_IDLE, EXCLUSIVE);
}

/** Calls `before` and `after` around each sleep (`wait_event_cmd`). */
export function waitEventCmdSync(
  queue: SharedWaitQueue,
  condition: Condition,
  before: () => unknown,
  after: () => unknown,
  options?: WaitBy,
): void {
  return waitOnSync(queue, condition, { ...options, before, after }, TASK_UNINTERRUPTIBLE, 0);
}

/** The same as an exclusive waiter (`wait_event_exclusive_cmd`). */
export function waitEventExclusiveCmdSync(
  queue: SharedWaitQueue,
  condition: Condition,
  before: () => unknown,
  after: () => unknown,
  options?: WaitBy,
): void {
  return waitOnSync(queue, condition, { ...options, before, after }, TASK_UNINTERRUPTIBLE, EXCLUSIVE);
}

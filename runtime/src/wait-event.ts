import { attend } from './attention.js';
import type { UNINTERRUPTIBLE_TESTING } from './flags.js';
import { EXCLUSIVE } from './flags.js';
import type { Condition, WaitOptions } from './options.js';
import type { WaitQueue } from './queue.js';
import { refused } from './refuse-queue.js';
import type { TaskState } from './state.js';
import { TASK_IDLE, TASK_INTERRUPTIBLE, TASK_KILLABLE, TASK_UNINTERRUPTIBLE } from './state.js';
import type { Task } from './task.js';
import { waitAs, waitOn } from './wait-on.js';

/** What the named waits take besides what their name says. */
export interface WaitBy {
  /** Who waits. Default: the task that `spawn` runs, if any. */
  readonly task?: Task;
}

/** The same for waits that can be interrupted. */
export interface InterruptibleBy extends WaitBy {
  /** Interrupts the wait, which then rejects with `InterruptedError`. */
  readonly signal?: AbortSignal;
}

/**
 * Sleeps until the condition holds (`wait_event`). The condition is tested before sleeping and each time the
 * queue is woken, so whoever changes what it reads calls `wakeUp` afterwards.
 *
 * Without options the sleep is uninterruptible and ends with the condition only. With `timeoutMs` the wait
 * resolves to the milliseconds left, 0 when the time ran out with the condition still false; with `timeoutNs`
 * to the nanoseconds. A true condition beats both a signal and the end of the time. A condition that throws or
 * returns a promise takes the waiter off the queue and rejects.
 */
export function waitEvent(
  queue: WaitQueue,
  condition: Condition,
  options: WaitOptions & { readonly timeoutMs: number },
): Promise<number>;
export function waitEvent(
  queue: WaitQueue,
  condition: Condition,
  options: WaitOptions & { readonly timeoutNs: bigint },
): Promise<bigint>;
export function waitEvent(queue: WaitQueue, condition: Condition, options?: WaitOptions): Promise<void>;
export function waitEvent(queue: WaitQueue, condition: Condition, options?: WaitOptions): Promise<unknown> {
  try {
    return attend !== undefined || options !== undefined
      ? (attend ?? waitAs)(queue, condition, options, 0)
      : queue.wait(condition, undefined, 0x248 satisfies typeof UNINTERRUPTIBLE_TESTING);
  } catch {
    return refused(queue); // a look at it before the call would cost each hand-off a hundredth
  }
}

/** The same, interrupted by the task's signals and by `signal` (`wait_event_interruptible`). */
export function waitEventInterruptible(
  queue: WaitQueue,
  condition: Condition,
  options?: InterruptibleBy,
): Promise<void> {
  return waitOn(queue, condition, options, TASK_INTERRUPTIBLE, 0);
}

/** The same, interrupted by SIGKILL and by `signal` only (`wait_event_killable`). */
export function waitEventKillable(
  queue: WaitQueue,
  condition: Condition,
  options?: InterruptibleBy,
): Promise<void> {
  return waitOn(queue, condition, options, TASK_KILLABLE, 0);
}

/** The same as `waitEvent`, for a sleep that is no sign of trouble (`wait_event_idle`). */
export function waitEventIdle(queue: WaitQueue, condition: Condition, options?: WaitBy): Promise<void> {
  return waitOn(queue, condition, options, TASK_IDLE, 0);
}

/** The same in the given state (`wait_event_state`). */
export function waitEventState(
  queue: WaitQueue,
  condition: Condition,
  state: TaskState,
  options?: InterruptibleBy,
): Promise<void> {
  return waitOn(queue, condition, options, state, 0);
}

/** Sleeps until the condition holds, as an exclusive waiter (the kernel has no such name). */
export function waitEventExclusive(queue: WaitQueue, condition: Condition, options?: WaitBy): Promise<void> {
  return waitOn(queue, condition, options, TASK_UNINTERRUPTIBLE, EXCLUSIVE);
}

/** The same, interruptible (`wait_event_interruptible_exclusive`). */
export function waitEventInterruptibleExclusive(
  queue: WaitQueue,
  condition: Condition,
  options?: InterruptibleBy,
): Promise<void> {
  return waitOn(queue, condition, options, TASK_INTERRUPTIBLE, EXCLUSIVE);
}

/** The same, killable (`wait_event_killable_exclusive`). */
export function waitEventKillableExclusive(
  queue: WaitQueue,
  condition: Condition,
  options?: InterruptibleBy,
): Promise<void> {
  return waitOn(queue, condition, options, TASK_KILLABLE, EXCLUSIVE);
}

/** The same, idle (`wait_event_idle_exclusive`). */
export function waitEventIdleExclusive(
  queue: WaitQueue,
  condition: Condition,
  options?: WaitBy,
): Promise<void> {
  return waitOn(queue, condition, options, TASK_IDLE, EXCLUSIVE);
}

/** Sleeps until the condition holds and calls `before` and `after` around each sleep (`wait_event_cmd`). */
export function waitEventCmd(
  queue: WaitQueue,
  condition: Condition,
  before: () => unknown,
  after: () => unknown,
  options?: WaitBy,
): Promise<void> {
  return waitOn(queue, condition, { ...options, before, after }, TASK_UNINTERRUPTIBLE, 0);
}

/** The same as an exclusive waiter (`wait_event_exclusive_cmd`). */
export function waitEventExclusiveCmd(
  queue: WaitQueue,
  condition: Condition,
  before: () => unknown,
  after: () => unknown,
  options?: WaitBy,
): Promise<void> {
  return waitOn(queue, condition, { ...options, before, after }, TASK_UNINTERRUPTIBLE, EXCLUSIVE);
}

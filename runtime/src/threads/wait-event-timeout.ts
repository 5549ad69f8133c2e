import type { Condition } from '../options.js';
import { TASK_IDLE, TASK_INTERRUPTIBLE, TASK_KILLABLE, TASK_UNINTERRUPTIBLE } from '../state.js';
import { EXCLUSIVE } from './layout.js';
import type { InterruptibleBy, WaitBy } from './options.js';
import type { SharedWaitQueue } from './queue.js';
import { waitOn } from './wait-on.js';

/**
 * Sleeps until the condition holds or the time is over (`wait_event_timeout`).
 *
 * @param ms milliseconds, which need not be whole; `0` and below test and do not sleep, `Infinity` never ends
 * @returns the milliseconds left, at least 1; 0 when the time ran out and the condition is still false
 * @throws RangeError for NaN
 */
export function waitEventTimeout(
  queue: SharedWaitQueue,
  condition: Condition,
  ms: number,
  options?: WaitBy,
): Promise<number> {
  return waitOn(queue, condition, { ...options, timeoutMs: ms }, TASK_UNINTERRUPTIBLE, 0);
}

/** The same, interruptible (`wait_event_interruptible_timeout`). */
export function waitEventInterruptibleTimeout(
  queue: SharedWaitQueue,
  condition: Condition,
  ms: number,
  options?: InterruptibleBy,
): Promise<number> {
  return waitOn(queue, condition, { ...options, timeoutMs: ms }, TASK_INTERRUPTIBLE, 0);
}

/** The same, killable (`wait_event_killable_timeout`). */
export function waitEventKillableTimeout(
  queue: SharedWaitQueue,
  condition: Condition,
  ms: number,
  options?: InterruptibleBy,
): Promise<number> {
  return waitOn(queue, condition, { ...options, timeoutMs: ms }, TASK_KILLABLE, 0);
}

/** The same, idle (`wait_event_idle_timeout`). */
export function waitEventIdleTimeout(
  queue: SharedWaitQueue,
  condition: Condition,
  ms: number,
  options?: WaitBy,
): Promise<number> {
  return waitOn(queue, condition, { ...options, timeoutMs: ms }, TASK_IDLE, 0);
}

/** The same, idle and exclusive (`wait_event_idle_exclusive_timeout`). */
export function waitEventIdleExclusiveTimeout(
  queue: SharedWaitQueue,
  condition: Condition,
  ms: number,
  options?: WaitBy,
): Promise<number> {
  return waitOn(queue, condition, { ...options, timeoutMs: ms }, TASK_IDLE, EXCLUSIVE);
}

/**
 * Sleeps until the condition holds or the time is over (`wait_event_hrtimeout`, which returns 0 for success
 * and -ETIME for out of time instead).
 *
 * @returns the nanoseconds left, at least 1n; 0n when the time ran out and the condition is still false
 */
export function waitEventHrtimeout(
  queue: SharedWaitQueue,
  condition: Condition,
  ns: bigint,
  options?: WaitBy,
): Promise<bigint> {
  return waitOn(queue, condition, { ...options, timeoutNs: ns }, TASK_UNINTERRUPTIBLE, 0);
}

/** The same, interruptible (`wait_event_interruptible_hrtimeout`). */
export function waitEventInterruptibleHrtimeout(
  queue: SharedWaitQueue,
  condition: Condition,
  ns: bigint,
  options?: InterruptibleBy,
): Promise<bigint> {
  return waitOn(queue, condition, { ...options, timeoutNs: ns }, TASK_INTERRUPTIBLE, 0);
}

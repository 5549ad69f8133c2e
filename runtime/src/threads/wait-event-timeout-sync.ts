import type { Condition } from '../options.js';
import { TASK_IDLE, TASK_INTERRUPTIBLE, TASK_KILLABLE, TASK_UNINTERRUPTIBLE } from '../state.js';
import { EXCLUSIVE } from './layout.js';
import type { WaitBy } from './options.js';
import type { SharedWaitQueue } from './queue.js';
import { waitOnSync } from './wait-on-sync.js';

/**
 * Blocks the thread until the condition holds or the time is over (`wait_event_timeout`).
 *
 * @param ms milliseconds, which need not be whole; `0` and below test and do not sleep, `Infinity` never ends
 * @returns the milliseconds left, at least 1; 0 when the time ran out and the condition is still false
 * @throws RangeError for NaN
 */
export function waitEventTimeoutSync(
  queue: SharedWaitQueue,
  condition: Condition,
  ms: number,
  options?: WaitBy,
): number {
  return waitOnSync(queue, condition, { ...options, timeoutMs: ms }, TASK_UNINTERRUPTIBLE, 0);
}

/** The same, interruptible (`wait_event_interruptible_timeout`). */
export function waitEventInterruptibleTimeoutSync(
  queue: SharedWaitQueue,
  condition: Condition,
  ms: number,
  options?: WaitBy,
): number {
  return waitOnSync(queue, condition, { ...options, timeoutMs: ms }, TASK_INTERRUPTIBLE, 0);
}

/** The same, killable (`wait_event_killable_timeout`). */
export function waitEventKillableTimeoutSync(
  queue: SharedWaitQueue,
  condition: Condition,
  ms: number,
  options?: WaitBy,
): number {
  return waitOnSync(queue, condition, { ...options, timeoutMs: ms }, TASK_KILLABLE, 0);
}

/** The same, idle (`wait_event_idle_timeout`). */
export function waitEventIdleTimeoutSync(
  queue: SharedWaitQueue,
  condition: Condition,
  ms: number,
  options?: WaitBy,
): number {
  return waitOnSync(queue, condition, { ...options, timeoutMs: ms }, TASK_IDLE, 0);
}

/** The same, idle and exclusive (`wait_event_idle_exclusive_timeout`). */
export function waitEventIdleExclusiveTimeoutSync(
  queue: SharedWaitQueue,
  condition: Condition,
  ms: number,
  options?: WaitBy,
): number {
  return waitOnSync(queue, condition, { ...options, timeoutMs: ms }, TASK_IDLE, EXCLUSIVE);
}

/**
 * Sleeps until the condition holds or the time is over (`wait_event_hrtimeout`, which returns 0 for success
 * and -ETIME for out of time instead).
 *
 * @returns the nanoseconds left, at least 1n; 0n when the time ran out and the condition is still false
 */
export function waitEventHrtimeoutSync(
  queue: SharedWaitQueue,
  condition: Condition,
  ns: bigint,
  options?: WaitBy,
): bigint {
  return waitOnSync(queue, condition, { ...options, timeoutNs: ns }, TASK_UNINTERRUPTIBLE, 0);
}

/** The same, interruptible (`wait_event_interruptible_hrtimeout`). */
export function waitEventInterruptibleHrtimeoutSync(
  queue: SharedWaitQueue,
  condition: Condition,
  ns: bigint,
  options?: WaitBy,
): bigint {
  return waitOnSync(queue, condition, { ...options, timeoutNs: ns }, TASK_INTERRUPTIBLE, 0);
}

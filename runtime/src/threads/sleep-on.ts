import { TASK_INTERRUPTIBLE, TASK_UNINTERRUPTIBLE } from '../state.js';
import { finishWait, prepareToWait, WaitEntry } from './entry.js';
import type { WaitBy } from './options.js';
import type { SharedWaitQueue } from './queue.js';
import { schedule, scheduleSync, scheduleTimeout, scheduleTimeoutSync } from './schedule.js';

/**
 * Sleeps until the next wake-up (`sleep_on`, gone from the kernel since 3.15).
 *
 * @deprecated It registers after the caller's test: a wake-up of another thread between the two is lost, and
 * nothing tests the condition after waking. Use `await waitEvent(queue, () => condition)`.
 */
export function sleepOn(queue: SharedWaitQueue): Promise<void> {
  return sleepOnce(queue, TASK_UNINTERRUPTIBLE, {}, schedule);
}

/**
 * The same, also ended by a signal to the task (`interruptible_sleep_on`).
 *
 * @deprecated Use `await waitEventInterruptible(queue, () => condition)`.
 */
export function interruptibleSleepOn(queue: SharedWaitQueue, options: WaitBy = {}): Promise<void> {
  return sleepOnce(queue, TASK_INTERRUPTIBLE, options, schedule);
}

/**
 * The same with a time in milliseconds; resolves to the milliseconds left (`sleep_on_timeout`).
 *
 * @deprecated Use `await waitEventTimeout(queue, () => condition, ms)`.
 */
export function sleepOnTimeout(queue: SharedWaitQueue, ms: number): Promise<number> {
  return sleepOnce(queue, TASK_UNINTERRUPTIBLE, {}, (entry) => scheduleTimeout(entry, ms));
}

/**
 * The same with a time, also ended by a signal (`interruptible_sleep_on_timeout`).
 *
 * @deprecated Use `await waitEventInterruptibleTimeout(queue, () => condition, ms)`.
 */
export function interruptibleSleepOnTimeout(
  queue: SharedWaitQueue,
  ms: number,
  options: WaitBy = {},
): Promise<number> {
  return sleepOnce(queue, TASK_INTERRUPTIBLE, options, (entry) => scheduleTimeout(entry, ms));
}

/**
 * Blocks the thread until the next wake-up (`sleep_on`).
 *
 * @deprecated Use `waitEventSync(queue, () => condition)`.
 */
export function sleepOnSync(queue: SharedWaitQueue): void {
  const entry = blindEntry(queue);
  try {
    scheduleSync(entry);
  } finally {
    finishWait(queue, entry);
  }
}

/**
 * The same with a time in milliseconds; returns the milliseconds left (`sleep_on_timeout`).
 *
 * @deprecated Use `waitEventTimeoutSync(queue, () => condition, ms)`.
 */
export function sleepOnTimeoutSync(queue: SharedWaitQueue, ms: number): number {
  const entry = blindEntry(queue);
  try {
    return scheduleTimeoutSync(entry, ms);
  } finally {
    finishWait(queue, entry);
  }
}

async function sleepOnce<Result>(
  queue: SharedWaitQueue,
  state: number,
  options: WaitBy,
  sleep: (entry: WaitEntry) => Promise<Result>,
): Promise<Result> {
  const entry = blindEntry(queue, state, options);
  try {
    return await sleep(entry);
  } finally {
    finishWait(queue, entry);
  }
}

/** In line, with no test to follow. */
function blindEntry(queue: SharedWaitQueue, state?: number, options?: WaitBy): WaitEntry {
  const entry = new WaitEntry(options);
  prepareToWait(queue, entry, state);
  entry.waiter?.story?.isBlind();
  return entry;
}

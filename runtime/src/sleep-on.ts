import { WaitEntry } from './entry.js';
import { finishWait, prepareToWait } from './prepare-to-wait.js';
import type { WaitQueue } from './queue.js';
import { schedule, scheduleTimeout } from './schedule.js';
import { TASK_INTERRUPTIBLE, TASK_UNINTERRUPTIBLE } from './state.js';

/**
 * Sleeps until the next wake-up (`sleep_on`, gone from the kernel since 3.15).
 *
 * @deprecated It registers after the caller's test: a wake-up between the two is lost, and nothing tests the
 * condition after waking. Use `await waitEvent(queue, () => condition)`.
 */
export function sleepOn(queue: WaitQueue): Promise<void> {
  return sleepOnce(queue, TASK_UNINTERRUPTIBLE, schedule);
}

/**
 * The same, also ended by a signal (`interruptible_sleep_on`); like the kernel's it does not say by which.
 *
 * @deprecated Use `await waitEventInterruptible(queue, () => condition)`.
 */
export function interruptibleSleepOn(queue: WaitQueue): Promise<void> {
  return sleepOnce(queue, TASK_INTERRUPTIBLE, schedule);
}

/**
 * The same with a time in milliseconds; resolves to the milliseconds left (`sleep_on_timeout`).
 *
 * @deprecated Use `await waitEventTimeout(queue, () => condition, ms)`.
 */
export function sleepOnTimeout(queue: WaitQueue, ms: number): Promise<number> {
  return sleepOnce(queue, TASK_UNINTERRUPTIBLE, (entry) => scheduleTimeout(entry, ms));
}

/**
 * The same with a time, also ended by a signal (`interruptible_sleep_on_timeout`).
 *
 * @deprecated Use `await waitEventInterruptibleTimeout(queue, () => condition, ms)`.
 */
export function interruptibleSleepOnTimeout(queue: WaitQueue, ms: number): Promise<number> {
  return sleepOnce(queue, TASK_INTERRUPTIBLE, (entry) => scheduleTimeout(entry, ms));
}

async function sleepOnce<Left>(
  queue: WaitQueue,
  state: number,
  sleep: (entry: WaitEntry) => Promise<Left>,
): Promise<Left> {
  const entry = new WaitEntry();
  prepareToWait(queue, entry, state);
  try {
    return await sleep(entry);
  } finally {
    finishWait(queue, entry);
  }
}

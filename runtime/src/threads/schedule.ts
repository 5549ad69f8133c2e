import { checkMs } from '../time.js';
import { FLAGS } from './layout.js';
import type { WaitEntry } from './entry.js';
import { pendingSignal } from './signals.js';
import { assertMayBlock, sleep, sleepSync } from './sleep.js';
import type { Waiter } from './waiter.js';
import { rouseSlot } from './wake-slots.js';

/**
 * Sleeps until a wake-up or a signal comes (`schedule`), without blocking the thread. Returns at once when one
 * has come since `prepareToWait`.
 *
 * @throws Error (rejects) when the entry is not on a queue
 */
export async function schedule(entry: WaitEntry): Promise<void> {
  const [waiter, word] = toSleep(entry);
  if (!hasSignal(entry, waiter)) await sleep(waiter, word);
}

/** Blocks the thread until a wake-up or a signal comes. Throws as `schedule` does, or where blocking is forbidden. */
export function scheduleSync(entry: WaitEntry): void {
  scheduleTimeoutSync(entry, Infinity);
}

/**
 * The same as `schedule` with a time (`schedule_timeout`).
 *
 * @param ms milliseconds, which need not be whole; 0 and below do not sleep
 * @returns the milliseconds left, 0 when the time ran out
 */
export async function scheduleTimeout(entry: WaitEntry, ms: number): Promise<number> {
  const [waiter] = toSleep(entry);
  const end = performance.now() + checkMs(ms);
  if (ms <= 0) return 0;
  let expired = false;
  const rouse = (): void => {
    expired = true;
    if (waiter.slot) rouseSlot(waiter.memory, waiter.slot);
  };
  const timer = ms < Infinity ? setTimeout(rouse, Math.min(Math.ceil(ms), 2 ** 31 - 1)) : undefined;
  try {
    await schedule(entry);
  } finally {
    clearTimeout(timer);
  }
  return expired ? 0 : left(end);
}

/** The same, blocking the thread. */
export function scheduleTimeoutSync(entry: WaitEntry, ms: number): number {
  const [waiter, word] = toSleep(entry);
  const end = performance.now() + checkMs(ms);
  assertMayBlock(waiter.memory, 'scheduleSync()', 'await schedule()');
  if (ms <= 0) return 0;
  if (!hasSignal(entry, waiter)) sleepSync(waiter, word, ms);
  return performance.now() >= end ? 0 : left(end);
}

function toSleep({ waiter, word }: WaitEntry): readonly [Waiter, number] {
  if (waiter && word !== undefined) return [waiter, word];
  throw new Error('The entry is on no queue, so nobody could wake it: call prepareToWait() first');
}

function hasSignal(entry: WaitEntry, { memory, slot }: Waiter): boolean {
  return (
    !!entry.task && pendingSignal(entry.task, memory.atomics.get(memory.words, slot + FLAGS)) !== undefined
  );
}

function left(end: number): number {
  return Math.max(1, Math.ceil(end - performance.now()));
}

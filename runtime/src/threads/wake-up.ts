import { TASK_INTERRUPTIBLE, TASK_NORMAL } from '../state.js';
import { ASLEEP, statusOf } from './status.js';
import { FLAGS, FOR_LOCK, HEADER, STRIDE } from './layout.js';
import type { Memory } from './memory.js';
import { usedWords } from './memory.js';
import type { SharedWaitQueue } from './queue.js';
import { lockedMemoryOf, memoryOf } from './queue.js';
import { wakeSlots } from './wake-slots.js';

/**
 * Wakes every non-exclusive waiter and at most one exclusive one, the one that has waited longest (`wake_up`).
 * Update the condition first. It never blocks.
 *
 * @returns how many exclusive waiters it woke, as all wake-ups do
 */
export function wakeUp(queue: SharedWaitQueue): number {
  return wakeSlots(memoryOf(queue), TASK_NORMAL, 1);
}

/** Wakes every non-exclusive waiter and at most `nr` exclusive ones; 0 means all (`wake_up_nr`). */
export function wakeUpNr(queue: SharedWaitQueue, nr: number): number {
  return wakeSlots(memoryOf(queue), TASK_NORMAL, count(nr));
}

/** Wakes every waiter (`wake_up_all`). */
export function wakeUpAll(queue: SharedWaitQueue): number {
  return wakeSlots(memoryOf(queue), TASK_NORMAL, 0);
}

/** Wakes like `wakeUp` while this thread holds `queue.lock` (`wake_up_locked`). Throws if it does not. */
export function wakeUpLocked(queue: SharedWaitQueue): number {
  return wakeSlots(lockedMemoryOf(queue), TASK_NORMAL, 1);
}

/** Wakes like `wakeUpAll` while this thread holds `queue.lock` (`wake_up_all_locked`). Throws if it does not. */
export function wakeUpAllLocked(queue: SharedWaitQueue): number {
  return wakeSlots(lockedMemoryOf(queue), TASK_NORMAL, 0);
}

/** Wakes like `wakeUp`, interruptible sleepers only (`wake_up_interruptible`). */
export function wakeUpInterruptible(queue: SharedWaitQueue): number {
  return wakeSlots(memoryOf(queue), TASK_INTERRUPTIBLE, 1);
}

/** Wakes like `wakeUpNr`, interruptible sleepers only (`wake_up_interruptible_nr`). */
export function wakeUpInterruptibleNr(queue: SharedWaitQueue, nr: number): number {
  return wakeSlots(memoryOf(queue), TASK_INTERRUPTIBLE, count(nr));
}

/** Wakes every interruptible sleeper (`wake_up_interruptible_all`). */
export function wakeUpInterruptibleAll(queue: SharedWaitQueue): number {
  return wakeSlots(memoryOf(queue), TASK_INTERRUPTIBLE, 0);
}

/** Whether anybody is in line (`waitqueue_active`). Other threads may change that at any moment. */
export function waitQueueActive(queue: SharedWaitQueue): boolean {
  return waiting(memoryOf(queue)) > 0;
}

/** The same: a shared queue needs no barrier before it (`wq_has_sleeper`). */
export function wqHasSleeper(queue: SharedWaitQueue): boolean {
  return waitQueueActive(queue);
}

/** Whether exactly one waiter is in line (`wq_has_single_sleeper`). */
export function wqHasSingleSleeper(queue: SharedWaitQueue): boolean {
  return waiting(memoryOf(queue)) === 1;
}

function waiting(memory: Memory): number {
  const { atomics } = memory;
  let waiters = 0;
  const end = usedWords(memory);
  for (let slot = HEADER; slot < end; slot += STRIDE) {
    if (statusOf(atomics.load(memory.words, slot)) !== ASLEEP) continue;
    if (!(atomics.get(memory.words, slot + FLAGS) & FOR_LOCK)) waiters++;
  }
  return waiters;
}

function count(nr: number): number {
  if (Number.isInteger(nr) && nr >= 0) return nr;
  throw new RangeError(`The number of waiters to wake must be 0 or a positive integer, got ${String(nr)}`);
}

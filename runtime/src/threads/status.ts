/**
 * The word a waiter sleeps on: its status in the low bits, above them a number that grows with every change by
 * the waiter itself. Whoever wakes it exchanges the very word he read, so he never wakes a later wait that got
 * the same slot, and `Atomics.wait` on an old word returns at once.
 */

/** Not in line. */
export const IDLE = 0;
/** In line, asleep or about to. */
export const ASLEEP = 1;
/** Chosen by a wake-up, and out of the line. */
export const PICKED = 2;
/** The same by a wake-up of interruptible sleepers only. */
export const PICKED_INTERRUPTIBLE = 3;
/** To look again, for a signal or the end of its time; keeps its place. */
export const ROUSED = 4;

const STATUS = 7;

export function statusOf(word: number): number {
  return word & STATUS;
}

export function isPicked(word: number): boolean {
  const status = word & STATUS;
  return status === PICKED || status === PICKED_INTERRUPTIBLE;
}

/** The same wait in another status: what a waker writes. */
export function withStatus(word: number, status: number): number {
  return (word & ~STATUS) | status;
}

/** The next wait in this slot: what the waiter writes. */
export function nextWord(word: number, status: number): number {
  return ((word & ~STATUS) + STATUS + 1) | status | 0;
}

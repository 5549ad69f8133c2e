import { later } from './later.js';

/** Whether there is room for one more. */
export type Budget = () => boolean;

export interface Allowance {
  /** So many at the beginning, */
  readonly first: number;
  /** then so many in each window of 20 ms, */
  readonly perWindow: number;
  /** and beyond that one in so many: a power of two. */
  readonly oneIn: number;
}

/** Milliseconds. A loop that never lets a timer run stays in one window. */
const WINDOW = 20;

/** Allows what is expensive often enough to be of use and too seldom to be felt; needs no look at the clock. */
export function createBudget({ first, perWindow, oneIn }: Allowance): Budget {
  let left = first;
  let refused = 0;
  let isOpen = false;
  const close = (): void => {
    isOpen = false;
    left = Math.max(left, perWindow);
  };
  return () => {
    if (!isOpen) {
      isOpen = true;
      later(close, WINDOW);
    }
    if (left > 0) {
      left--;
      return true;
    }
    return (++refused & (oneIn - 1)) === 0;
  };
}

/**
 * Whether there is room for one more of so many a second, and at first of so many; for threads that let no timer run.
 * `now` in milliseconds.
 */
export function createRate(perSecond: number, first = perSecond): (now: number) => boolean {
  let left = first;
  let countedAt = 0;
  return (now) => {
    left = Math.min(first, left + ((now - countedAt) * perSecond) / 1000);
    countedAt = now;
    if (left < 1) return false;
    left--;
    return true;
  };
}

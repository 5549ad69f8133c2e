import { checkMs } from '../time.js';
import type { Platform } from './platform.js';

/** When a wait gives up. */
export class Deadline {
  readonly #exact: boolean;
  readonly #at: number;
  readonly #clock: () => number;

  /** @param exact Counts in nanoseconds, as bigint; otherwise in milliseconds. */
  constructor(ms: number, exact: boolean, clock: () => number) {
    this.#exact = exact;
    this.#clock = clock;
    this.#at = clock() + ms;
  }

  /** Milliseconds from now, 0 or less when the time is over. */
  get ms(): number {
    return this.#at - this.#clock();
  }

  /** What the wait gives: the time left, at least one unit; nothing when it ran `out` of time. */
  left(out: boolean): number | bigint {
    const ms = out ? 0 : this.ms;
    const least = out ? 0 : 1;
    return this.#exact ? BigInt(Math.max(least, Math.floor(ms * 1e6))) : Math.max(least, Math.ceil(ms));
  }
}

export interface TimeOptions {
  readonly timeoutMs?: number;
  readonly timeoutNs?: bigint;
}

/** Throws a TypeError or RangeError for what is no time. */
export function deadline(
  { timeoutMs, timeoutNs }: TimeOptions,
  { monotonic }: Platform,
): Deadline | undefined {
  if (timeoutNs !== undefined) {
    if (typeof timeoutNs === 'bigint') return new Deadline(Number(timeoutNs) / 1e6, true, monotonic);
    throw new TypeError(`A time in nanoseconds is a bigint, got ${String(timeoutNs)}`);
  }
  return timeoutMs === undefined ? undefined : new Deadline(checkMs(timeoutMs), false, monotonic);
}

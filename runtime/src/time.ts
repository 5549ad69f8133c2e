import type { WaitOptions } from './options.js';

/** The longest time a timer takes, in milliseconds; a longer wait sets it again. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** The time a wait has, from now on. */
export class Countdown {
  /** Whether the time is over. Set by the timer, so that a wait never ends between two timers. */
  expired: boolean;
  readonly #exact: boolean;
  readonly #deadline: number;
  #timer: ReturnType<typeof setTimeout> | undefined = undefined;

  /** @param exact Counts in nanoseconds, as bigint; otherwise in milliseconds. */
  constructor(ms: number, exact: boolean) {
    this.#exact = exact;
    this.#deadline = performance.now() + ms;
    this.expired = ms <= 0;
  }

  /** What the wait resolves to: the time left, at least one unit; nothing when it ran `out` of time. */
  left(out = false): number | bigint {
    const ms = out ? 0 : this.#deadline - performance.now();
    if (this.#exact) return BigInt(Math.max(out ? 0 : 1, Math.floor(ms * 1e6)));
    return Math.max(out ? 0 : 1, Math.ceil(ms));
  }

  start(onEnd: () => void): void {
    const ms = this.#deadline - performance.now();
    if (ms === Infinity) return;
    const whole = ms <= LONGEST_TIMER;
    const next = (): void => {
      this.expired = whole;
      if (whole) onEnd();
      else this.start(onEnd);
    };
    this.#timer = setTimeout(next, whole ? Math.ceil(ms) : LONGEST_TIMER);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

/** The countdown the options ask for, if any. Throws a TypeError or RangeError for what is no time. */
export function countdown({ timeoutMs, timeoutNs }: WaitOptions): Countdown | undefined {
  if (timeoutNs !== undefined) {
    if (typeof timeoutNs === 'bigint') return new Countdown(Number(timeoutNs) / 1e6, true);
    throw new TypeError(`A time in nanoseconds is a bigint, got ${String(timeoutNs)}`);
  }
  return timeoutMs === undefined ? undefined : new Countdown(checkMs(timeoutMs), false);
}

/** Throws a TypeError for what is no number and a RangeError for NaN. */
export function checkMs(ms: number): number {
  if (typeof ms !== 'number') throw new TypeError(`A time in milliseconds is a number, got ${String(ms)}`);
  if (Number.isNaN(ms)) throw new RangeError('A time in milliseconds cannot be NaN');
  return ms;
}

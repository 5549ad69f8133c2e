import type { WaitOptions } from './options.js';

/** The longest time a timer takes, in milliseconds; a longer wait sets it again. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** The time a wait has, from now on. */
export class Countdown {
  /** Whether the time is over. Set by the timer, so that a wait never ends between two timers. */
  expired: boolean;
  /** What a wait that ran out of time resolves to; as bigint it counts in nanoseconds, else in milliseconds. */
  readonly none: 0 | 0n;
  readonly #deadline: number;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(ms: number, none: 0 | 0n = 0) {
    this.expired = ms <= 0;
    this.none = none;
    this.#deadline = performance.now() + ms;
  }

  /** What a wait with its condition resolves to: the time left, at least one unit. */
  left(): number | bigint {
    const ms = this.#deadline - performance.now();
    return this.none === 0 ? Math.max(1, Math.ceil(ms)) : BigInt(Math.max(1, Math.floor(ms * 1e6)));
  }

  start(onEnd: () => void): void {
    const ms = this.#deadline - performance.now();
    if (ms === Infinity) return;
    this.#timer = setTimeout(
      () => {
        this.expired = ms <= LONGEST_TIMER;
        if (this.expired) onEnd();
        else this.start(onEnd);
      },
      Math.min(Math.ceil(ms), LONGEST_TIMER),
    );
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

/** The countdown the options ask for, if any. Throws a TypeError or RangeError for what is no time. */
export function countdown({ timeoutMs, timeoutNs }: WaitOptions): Countdown | undefined {
  if (timeoutNs !== undefined) return new Countdown(Number(check(timeoutNs, 'bigint')) / 1e6, 0n);
  return timeoutMs === undefined ? undefined : new Countdown(checkMs(timeoutMs));
}

/** Throws a TypeError for what is no number and a RangeError for NaN. */
export function checkMs(ms: number): number {
  return check(ms, 'number');
}

function check<Time>(time: Time, type: string): Time {
  if (typeof time === type && !Object.is(time, NaN)) return time;
  const message = `A time must be a ${type}, got ${String(time)}`;
  throw typeof time === type ? new RangeError(message) : new TypeError(message);
}

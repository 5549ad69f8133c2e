import { whenIdle } from './later.js';

/** Milliseconds since the epoch, fractions included. */
export type Clock = () => number;

/** Faster than this (milliseconds an event) and not every event is worth a look at the clock. */
const HOT = 0.004;
/** So many events then share one look. */
const SHARED = 3;

/**
 * A clock for events. A look at the real one costs half a hand-off, so in a burst of more than 250,000 events a
 * second up to four share one; the first event after anything else had a turn looks again.
 */
export function createClock(): Clock {
  const { timeOrigin } = performance;
  let last = 0;
  let credit = 0;
  let used = 1;
  let armed = false;
  const expire = (): void => {
    armed = false;
    credit = 0;
  };
  const arm = (): void => {
    armed = true;
    whenIdle(expire);
  };

  return () => {
    if (credit > 0) {
      credit--;
      return last;
    }
    const now = timeOrigin + performance.now();
    const hot = now - last < HOT * used;
    credit = hot ? SHARED : 0;
    used = credit + 1;
    if (hot && !armed) arm();
    return (last = now);
  };
}

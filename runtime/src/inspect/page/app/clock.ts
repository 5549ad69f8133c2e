/** The time of running programs, as they tell it: an editor's window may be on another machine than they are. */
export interface Clock {
  /** A picture of this time, in milliseconds since the epoch, has come. */
  heard(at: number): void;
  /** Milliseconds since the epoch. */
  now(): number;
}

export function createClock(monotonic: () => number = () => performance.now()): Clock {
  let offset = -Infinity;
  return {
    // The message that was under way for the shortest time is the nearest to the truth.
    heard: (at) => void (offset = Math.max(offset, at - monotonic())),
    now: () => (offset === -Infinity ? 0 : monotonic() + offset),
  };
}

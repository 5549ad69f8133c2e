/** What the tormented threads share. */
export const CELL = {
  tokens: 0,
  produced: 1,
  taken: 2,
  /** The number of the round; negative: the end. */
  round: 3,
  /** The round whose sleepers are to give up. */
  over: 4,
  /** How many threads have come to rest since this round began. */
  resting: 5,
  inside: 6,
  intruders: 7,
};

/** Random integers below a bound, the same for the same seed (mulberry32). */
export function random(seed) {
  let state = seed | 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
}

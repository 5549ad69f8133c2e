/** The locks that may be held, at most; with `KEPT`, a path has given back none of the caller's. */
export type Held = number;

/** Their number. */
export const COUNT = 7;
export const KEPT = 8;
/** More locks than anybody takes: from there on they are not counted. */
export const MANY = 4;
/** Behind a jump. */
export const NOWHERE: Held = -1;

/** What may be held where two ways meet. */
export function join(a: Held, b: Held): Held {
  if (a < 0 || b < 0) return Math.max(a, b);
  return Math.max(a & COUNT, b & COUNT) | ((a | b) & KEPT);
}

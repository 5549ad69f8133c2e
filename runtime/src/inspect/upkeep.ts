/** How much of the program's time goes to those who watch it. */

/** Of all time, at most. */
const SHARE = 0.1;
/** So much may be spent at once before the share is minded (milliseconds). */
const CREDIT = 200;

let spent = 0;
let countedAt = 0;

/** Whether watching has had its share for now: whoever asks comes again later. */
export function isOverspent(): boolean {
  const now = performance.now();
  spent = Math.max(0, spent - (now - countedAt) * SHARE);
  countedAt = now;
  return spent > CREDIT;
}

/** Does something for those who watch, at the expense of their share. */
export function spend<Result>(work: () => Result): Result {
  const begin = performance.now();
  try {
    return work();
  } finally {
    spent += performance.now() - begin;
  }
}

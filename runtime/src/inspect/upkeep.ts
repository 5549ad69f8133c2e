/** Of the program's time, at most, for each client. */
const SHARE = 0.05;
/** So much may be spent at once before the share is minded (milliseconds). */
const CREDIT = 300;

/** How much of the program's time goes to one who watches it. */
export class Upkeep {
  #spent = 0;
  #countedAt = performance.now();

  /** Whether the share is used up for now: whoever asks comes again later. */
  get isOverspent(): boolean {
    const now = performance.now();
    this.#spent = Math.max(0, this.#spent - (now - this.#countedAt) * SHARE);
    this.#countedAt = now;
    return this.#spent > CREDIT;
  }

  /** Does something at the expense of the share. */
  spend<Result>(work: () => Result): Result {
    const begin = performance.now();
    try {
      return work();
    } finally {
      this.#spent += performance.now() - begin;
    }
  }
}

import type { Waiter } from './waiter.js';

/**
 * Waits of a task that already sleeps in another one. A wait does not say here that it is over, its flags do; those that
 * are over are dropped now and then, so that as many are kept at most as sleep at once, twice.
 */
export class OtherWaits {
  readonly #waits = new Set<Waiter>();
  #most = 8;

  add(waiter: Waiter): void {
    this.#waits.add(waiter);
    if (this.#waits.size <= this.#most) return;
    for (const other of this.#waits) if (isOver(other)) this.#waits.delete(other);
    this.#most = Math.max(8, 2 * this.#waits.size);
  }

  /** How many it keeps, over or not. */
  get room(): number {
    return this.#waits.size;
  }

  /** Those that are not over, the oldest first. */
  all(): Waiter[] {
    return [...this.#waits].filter((waiter) => !isOver(waiter));
  }
}

export function isOver(waiter: Waiter): boolean {
  return waiter.flags === 0;
}

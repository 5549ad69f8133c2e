import { watch } from './attention.js';

/** What the `…Lock` waits take: `acquire` and `release` may answer at once or with a promise. */
export interface Lockable {
  acquire(): unknown;
  release(): unknown;
}

/** A lock for async tasks: one holder, the others in the order they came. */
export class Lock implements Lockable {
  /** What the live view calls it. */
  readonly name: string;
  #held = false;
  readonly #queued: (() => void)[] = [];

  constructor(name = '') {
    this.name = name;
  }

  /** Whether somebody holds it. */
  get held(): boolean {
    return this.#held;
  }

  /** Resolves when the caller holds the lock. */
  acquire(): Promise<void> {
    if (this.tryAcquire()) return Promise.resolve();
    watch?.lock(this, 'wanted');
    return new Promise((resolve) => this.#queued.push(resolve));
  }

  /** Takes the lock if nobody holds it. */
  tryAcquire(): boolean {
    if (this.#held) return false;
    watch?.lock(this, 'taken');
    return (this.#held = true);
  }

  /**
   * Hands the lock to the next in the queue, or frees it.
   *
   * @throws Error when nobody holds it.
   */
  release(): void {
    if (!this.#held) throw new Error('Lock.release: the lock is not held');
    watch?.lock(this, 'released');
    const next = this.#queued.shift();
    if (next) next();
    else this.#held = false;
  }
}

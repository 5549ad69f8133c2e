import type { WaitOptions } from './options.js';

/** The sleep of a waiter that lets a lock go meanwhile, or has something to run before and after it. */
export class Interlude {
  readonly #options: WaitOptions;
  #wake: (() => void) | undefined = undefined;
  /** From releasing the lock until it is held again. */
  running = false;

  constructor(options: WaitOptions) {
    this.#options = options;
  }

  /** Resolves once the waiter was woken and holds its lock again. */
  async sleep(waiter: { readonly sleeping: boolean }): Promise<void> {
    const { lock, before, after } = this.#options;
    this.running = true;
    try {
      await lock?.release();
      try {
        await before?.();
        if (waiter.sleeping) await new Promise<void>((resolve) => (this.#wake = resolve));
        await after?.();
      } finally {
        await lock?.acquire();
      }
    } finally {
      this.running = false;
    }
  }

  wake(): void {
    this.#wake?.();
  }
}

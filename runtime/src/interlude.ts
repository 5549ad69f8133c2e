import type { WaitOptions } from './options.js';
import type { TaskState } from './state.js';
import { TASK_RUNNING } from './state.js';

/** The sleep of a waiter that lets a lock go meanwhile, or has something to run before and after it. */
export class Interlude {
  readonly #options: WaitOptions;
  #wake: (() => void) | undefined = undefined;

  constructor(options: WaitOptions) {
    this.#options = options;
  }

  /** Resolves once the waiter was woken and holds its lock again. */
  async sleep(waiter: { readonly state: TaskState }): Promise<void> {
    const { lock, before, after } = this.#options;
    await lock?.release();
    try {
      await before?.();
      if (waiter.state !== TASK_RUNNING) await new Promise<void>((resolve) => (this.#wake = resolve));
      await after?.();
    } finally {
      await lock?.acquire();
    }
  }

  wake(): void {
    this.#wake?.();
  }
}

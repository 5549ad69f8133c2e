import { checkSlots } from './checks.js';
import { regionBytes } from './layout.js';
import { Memory } from './memory.js';
import type { SharedHandle } from './region.js';
import { handleOf } from './region.js';

/** What a `SharedWaitQueue` and a `SharedLock` have in common: a region of shared memory that all threads know. */
export class SharedRegion {
  /** @internal */
  readonly memory: Memory;

  /** @internal Use `create` or `attach`. */
  constructor(memory: Memory) {
    if (!(memory instanceof Memory)) {
      const { name } = new.target;
      throw new TypeError(`Make one with ${name}.create() or attach to one with ${name}.attach()`);
    }
    this.memory = memory;
  }

  /** The bytes that one with so many slots takes in a buffer; a multiple of 8. Throws `SharedMemoryError` ERR_SLOTS. */
  static byteLength(slots: number): number {
    return regionBytes(checkSlots('slots', slots, 1));
  }

  get name(): string {
    return this.memory.name;
  }

  /** For `attach` in another thread; `postMessage` and `workerData` take it. */
  get handle(): SharedHandle {
    return handleOf(this.memory);
  }
}

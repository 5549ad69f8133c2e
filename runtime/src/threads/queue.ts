import { KIND_QUEUE } from './layout.js';
import { SharedLock } from './lock.js';
import type { Memory } from './memory.js';
import type { SharedHandle, SharedOptions } from './region.js';
import { attachRegion, createRegion } from './region.js';
import { SharedRegion } from './shared-region.js';

/**
 * A wait queue for threads, in shared memory. One thread makes it, the others attach to it by its handle:
 *
 * ```js
 * const queue = SharedWaitQueue.create({ name: 'jobs' });
 * new Worker(file, { workerData: { queue: queue.handle } });
 * // there:
 * const queue = SharedWaitQueue.attach(workerData.queue);
 * ```
 */
export class SharedWaitQueue extends SharedRegion {
  #lock: SharedLock | undefined = undefined;

  /**
   * Makes a queue that no other thread knows yet. In a buffer of one's own several may live side by side:
   * `byteLength` says how much each takes.
   *
   * @throws SharedMemoryError ERR_SLOTS, ERR_NOT_SHARED, ERR_OFFSET, ERR_TOO_SMALL, ERR_OVERLAP
   */
  static create(options: SharedOptions = {}): SharedWaitQueue {
    return new SharedWaitQueue(createRegion(KIND_QUEUE, options));
  }

  /**
   * The queue that another thread made, or this one.
   *
   * @throws SharedMemoryError ERR_HANDLE, ERR_VERSION, ERR_NOT_SHARED, ERR_OFFSET, ERR_TOO_SMALL
   */
  static attach(handle: SharedHandle): SharedWaitQueue {
    return new SharedWaitQueue(attachRegion(KIND_QUEUE, handle));
  }

  /** The queue's own lock, which the `…Locked` waits and wake-ups want held. */
  get lock(): SharedLock {
    return (this.#lock ??= new SharedLock(this.memory));
  }
}

/** Its memory. Throws a TypeError for what is no shared queue, as a copy of one. */
export function memoryOf(queue: SharedWaitQueue): Memory {
  if (queue instanceof SharedWaitQueue) return queue.memory;
  throw new TypeError(
    'Not a SharedWaitQueue: in another thread than the one that made it, use SharedWaitQueue.attach(handle)',
  );
}

/** The memory of a queue whose lock this thread holds; throws an Error when it does not. */
export function lockedMemoryOf(queue: SharedWaitQueue): Memory {
  const memory = memoryOf(queue);
  if (queue.lock.heldHere) return memory;
  throw new Error(`The lock of queue '${queue.name}' is not held by this thread`);
}

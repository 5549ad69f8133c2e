import { watch } from './attention.js';
import type { WaitQueue } from './queue.js';
import { refuseQueue } from './refuse-queue.js';
import type { TaskState } from './state.js';

/** What a wake-up can say beyond its mode and number. */
export interface WakeDetails {
  /** Handed to the wake functions. */
  readonly key?: unknown;
  /** The waker is about to sleep; handed to the wake functions. */
  readonly sync?: boolean;
  /** Passes over the entries that are not exclusive. */
  readonly exclusive?: boolean;
}

/**
 * Every wake-up (`__wake_up`).
 *
 * @returns how many exclusive entries it woke
 */
export function wake(queue: WaitQueue, mode: TaskState, nr: number, details?: WakeDetails): number {
  if (!queue?.walk) refuseQueue(queue);
  watch?.wake(queue, mode, nr, details);
  return queue.walk(mode, nr, details);
}

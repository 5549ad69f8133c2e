import { watch } from './attention.js';
import { ASLEEP, CALLBACK, EXCLUSIVE, STATE_SHIFT, TESTING } from './flags.js';
import type { WaitQueue } from './queue.js';
import { refuseQueue } from './refuse-queue.js';
import { isIdle, makeReady } from './run-queue.js';
import type { TaskState } from './state.js';
import type { Waiter } from './waiter.js';

/** What a wake-up can say beyond its mode and number. */
export interface WakeDetails {
  /** Handed to the wake functions. */
  readonly key?: unknown;
  /** The waker is about to sleep; handed to the wake functions. */
  readonly sync?: boolean;
  /** Passes over the entries that are not exclusive. */
  readonly exclusiveOnly?: boolean;
}

/** The flags that set a waiter apart from the plain one in a hand-off, and that one's. */
const KIND = ASLEEP | CALLBACK | TESTING | EXCLUSIVE;
const PLAIN = ASLEEP;
/** Of this module, for the engine knows its value: an imported one it looks up at every use. */
const SHIFT = STATE_SHIFT;

/**
 * Every wake-up: the walk over the queue, or, where one plain waiter is all there is, as in every hand-off, the
 * same in short.
 *
 * @returns how many exclusive entries it woke
 */
export function wake(queue: WaitQueue, mode: TaskState, nr: number, details?: WakeDetails): number {
  if (queue?.view === undefined) refuseQueue(queue);
  watch?.wake(queue, mode, nr, details);
  const { head } = queue;
  if (head === undefined) return 0;
  const { flags } = head;
  if (head.next !== head || (flags & KIND) !== PLAIN || !(flags & (mode << SHIFT))) {
    return queue.walk(head, mode, nr, details);
  }
  queue.head = head.next = head.prev = undefined;
  head.flags = flags - PLAIN;
  if (!(isIdle() && (head as Waiter).endsAtOnce())) makeReady(head as Waiter);
  return 0;
}

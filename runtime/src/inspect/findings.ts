/** What looks wrong in the running program, each with what shows it. */

import type { Place } from './snapshot.js';

/** One live lint. */
export interface Finding {
  readonly kind: FindingKind;
  /** What goes wrong, then what to do, in words that name queue and task. */
  readonly message: string;
  /** What was seen, in the order it happened. */
  readonly evidence: readonly Evidence[];
  /** The queue it is about. */
  readonly queue?: number;
  /** The waiter it is about. */
  readonly waiter?: number;
  /** Of one that several threads may find: the same in each of them, and no other's of its kind. */
  readonly key?: string;
}

/**
 * - `lost-wake-up`: a condition holds and its waiter is still asleep. Only conditions that were asked to be
 *   evaluated are judged.
 * - `wake-up-of-nobody`: a wake-up found nobody, then a wait began on that queue, and nobody has woken it since.
 * - `herd`: a waiter was woken again and again and its condition was false each time.
 * - `wake-up-to-leaver`: an exclusive wake-up went to a waiter that left by timeout or signal, or whose thread has ended;
 *   the queue still has sleepers.
 * - `old-waiter`: a wait older than the threshold.
 * - `lock-cycle`: tasks or threads that each hold a lock the next one wants.
 * - `all-asleep`: every task that is known sleeps, and nothing is left to run that could wake one.
 */
export type FindingKind =
  | 'lost-wake-up'
  | 'wake-up-of-nobody'
  | 'herd'
  | 'wake-up-to-leaver'
  | 'old-waiter'
  | 'lock-cycle'
  | 'all-asleep';

/** One thing that was seen. */
export interface Evidence {
  /** In words, as `wakeUp found nobody`. */
  readonly what: string;
  /** When, in milliseconds since the epoch, where that is known. */
  readonly at?: number;
  readonly queue?: number;
  readonly waiter?: number;
  /** The name of the task that did it or to whom it happened. */
  readonly task?: string;
  /** The call, as `file:line:column`, where it was recorded. */
  readonly site?: string;
  readonly place?: Place;
}

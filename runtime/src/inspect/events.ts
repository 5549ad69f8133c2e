/** What happens on queues, for a timeline. Events may be dropped; states come from snapshots and changed queues. */

import type { LockSnapshot, QueueSnapshot } from './snapshot.js';

/** What has changed since the last delta or snapshot. */
export interface Delta {
  readonly version: 1;
  /** It goes on after the snapshot or delta of this number; a client that has another one asks for a snapshot. */
  readonly from: number;
  /** Where it ends: the `from` of the next. */
  readonly sequence: number;
  /** When it was made, in milliseconds since the epoch. */
  readonly at: number;
  /** In the order they happened. */
  readonly events: readonly QueueEvent[];
  /** How many events between `from` and `sequence` are not among them: the oldest are the first to go. */
  readonly dropped: number;
  /** The queues on which anything has happened, whole, as they are at `sequence`; new ones are among them. */
  readonly queues: readonly QueueSnapshot[];
  /** All locks that somebody holds or wants; only if anything has happened to any. */
  readonly locks?: readonly LockSnapshot[];
  /** The ids of queues that are no more. */
  readonly gone: readonly number[];
}

/** One thing that happened. */
export type QueueEvent = WaiterEvent | WakeEvent | WokenEvent | TestEvent | QueueLifeEvent | LockEvent;

export type EventKind = QueueEvent['kind'];

interface Happening {
  /** Unique in the program and growing; not without gaps. */
  readonly sequence: number;
  /** When, in milliseconds since the epoch, fractions included. */
  readonly at: number;
}

/**
 * A waiter `register`s, goes to `sleep`, `resume`s when its turn comes after it was woken, and leaves: by
 * `finish` (its condition held, or it gave up by itself), `timeout`, or `interrupt`.
 */
export interface WaiterEvent extends Happening {
  readonly kind: 'register' | 'sleep' | 'resume' | 'finish' | 'timeout' | 'interrupt';
  readonly queue: number;
  readonly waiter: number;
  /** The name of its task; empty where the wait names none. */
  readonly task: string;
  /** The thread that waits, on a shared queue. */
  readonly threadId?: number;
}

/** A waiter has tested its condition. */
export interface TestEvent extends Happening {
  readonly kind: 'test';
  readonly queue: number;
  readonly waiter: number;
  readonly task: string;
  readonly result: boolean;
  /** The thread that waits, on a shared queue. */
  readonly threadId?: number;
}

/** A wake-up; those it chose follow as `woken`: so many as `found`, but for those that are counted only. */
export interface WakeEvent extends Happening {
  readonly kind: 'wake';
  readonly queue: number;
  /** The task that called it; empty where none is known. */
  readonly task: string;
  /** How many it woke; 0: nobody it was for was there. */
  readonly found: number;
  /** The thread that called it, on a shared queue. */
  readonly threadId?: number;
  /** The call, as `file:line:column`; only where it was recorded. */
  readonly site?: string;
}

/** A wake-up chose this waiter. */
export interface WokenEvent extends Happening {
  readonly kind: 'woken';
  readonly queue: number;
  readonly waiter: number;
  readonly task: string;
  /** The number of the wake-up. */
  readonly wake: number;
  /** The thread that waits, on a shared queue. */
  readonly threadId?: number;
}

export interface QueueLifeEvent extends Happening {
  readonly kind: 'queue-created' | 'queue-gone';
  readonly queue: number;
}

/** A `Lock` or `SharedLock` was taken, asked for while another held it, or released. */
export interface LockEvent extends Happening {
  readonly kind: 'lock-taken' | 'lock-wanted' | 'lock-released';
  /** The lock, numbered apart from queues. */
  readonly lock: number;
  /** Its name, as snapshots have it; missing where a recording is played. */
  readonly name?: string;
  /** Who took it, asks for it, or held it, as snapshots name them; empty where that is not known. */
  readonly task: string;
}

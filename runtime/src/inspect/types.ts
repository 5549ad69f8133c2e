/** What the live view reads: a picture of every live queue of the program, and the hook that takes it. */

/** Every live queue at one moment. `JSON.stringify` of it is complete. */
export interface Snapshot {
  readonly version: 1;
  /** Grows by one with each snapshot taken. */
  readonly sequence: number;
  /** When it was taken, in milliseconds since the epoch. */
  readonly at: number;
  /** Oldest queue first. */
  readonly queues: readonly QueueSnapshot[];
}

/** One live queue and those who wait on it. */
export interface QueueSnapshot {
  /** Unique in the program, never used again. */
  readonly id: number;
  /** The name given to its constructor, or `queue N`. */
  readonly name: string;
  readonly kind: QueueKind;
  /** In wake order: the first is the first a wake-up passes. */
  readonly waiters: readonly WaiterSnapshot[];
}

/** `full` is `WaitQueue`, `simple` is `SimpleWaitQueue`, `shared` is `SharedWaitQueue`. */
export type QueueKind = 'full' | 'simple' | 'shared';

/** One entry on a queue. */
export interface WaiterSnapshot {
  /** Unique among all waiters of the program, never used again. */
  readonly id: number;
  /** The name of the waiting task, or an empty string where the wait names none. */
  readonly task: string;
  /** The state it sleeps in, as the kernel names it: `interruptible`, `uninterruptible`, `killable`, `idle`. */
  readonly state: string;
  /** Whether one wake-up wakes at most one of its kind. */
  readonly exclusive: boolean;
  /** False between registering and sleeping: the waiter is running and about to test its condition. */
  readonly sleeping: boolean;
  /** The source text of the condition function. */
  readonly condition?: string;
  /** When the wait began, in milliseconds since the epoch; only if recording was on at that time. */
  readonly since?: number;
  /** The call that waits, as a line of a stack trace (`file:line:column`); only if recording was on then. */
  readonly site?: string;
}

/** What a debugger finds at `globalThis[Symbol.for('waitq.inspect')]` once the program has made a queue. */
export interface InspectHook {
  snapshot(): Snapshot;
  /**
   * The condition function of a waiter, so that a debugger can read its `[[FunctionLocation]]`; `undefined`
   * when the waiter has gone or tests its condition itself (`prepareToWait`).
   */
  conditionOf(waiterId: number): (() => unknown) | undefined;
}

import type { Lockable } from '../lock.js';
import type { TaskState } from '../state.js';
import type { SyncLockable } from './lock.js';
import type { SharedTask } from './task.js';

/** What every wait takes, whether it blocks or not. */
export interface CommonOptions {
  /** The state to sleep in. Default: uninterruptible, or interruptible when there is a `signal`. */
  readonly state?: TaskState;
  /** At most one exclusive waiter is woken by a `wakeUp`; it queues last. */
  readonly exclusive?: boolean;
  /**
   * Gives up after so many milliseconds, which need not be whole; the wait then gives the milliseconds left.
   * `0` and below test the condition and do not sleep, `Infinity` never gives up, `NaN` is a `RangeError`.
   */
  readonly timeoutMs?: number;
  /** The same in nanoseconds; the wait then gives the nanoseconds left. */
  readonly timeoutNs?: bigint;
  /** Who waits, so that `kill` reaches the sleeper from any thread. */
  readonly task?: SharedTask;
}

/** Every combination of the `waitEvent…` family. */
export interface WaitOptions extends CommonOptions {
  /** Interrupts the wait, which then rejects with `InterruptedError`. */
  readonly signal?: AbortSignal;
  /** Held at each test and on return, however the wait ends; released while asleep. */
  readonly lock?: Lockable;
  /** Called before each sleep; the lock is released by then. It may return a promise. */
  readonly before?: () => unknown;
  /** Called after each sleep; the lock is not held yet. It may return a promise. */
  readonly after?: () => unknown;
}

/** Every combination of the `waitEvent…Sync` family. Nobody can abort a signal while its thread is blocked. */
export interface SyncWaitOptions extends CommonOptions {
  /** Held at each test and on return, however the wait ends; released while asleep. */
  readonly lock?: SyncLockable;
  /** Called before each sleep; the lock is released by then. */
  readonly before?: () => unknown;
  /** Called after each sleep; the lock is not held yet. */
  readonly after?: () => unknown;
}

/** What the named waits take besides what their name says. */
export interface WaitBy {
  /** Who waits. */
  readonly task?: SharedTask;
}

/** The same for waits that do not block and can be interrupted. */
export interface InterruptibleBy extends WaitBy {
  /** Interrupts the wait, which then rejects with `InterruptedError`. */
  readonly signal?: AbortSignal;
}

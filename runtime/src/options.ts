import type { Lockable } from './lock.js';
import type { TaskState } from './state.js';
import type { Task } from './task.js';

/**
 * What a wait waits for: read each time the waiter is woken, true ends the wait.
 *
 * Between the test that found it true and the code after the `await`, tasks that are ready already may run.
 * Who takes something by waiting takes it in the condition: `() => free > 0 && free-- > 0`.
 */
export type Condition = () => unknown;

/** Every combination of the `waitEvent…` family. */
export interface WaitOptions {
  /** The state to sleep in. Default: uninterruptible, or interruptible when there is a `signal`. */
  readonly state?: TaskState;
  /** At most one exclusive waiter is woken by a `wakeUp`; it queues last. */
  readonly exclusive?: boolean;
  /**
   * Gives up after so many milliseconds; the wait then resolves to the milliseconds left. `0` and below test
   * the condition and do not sleep, `Infinity` never gives up, `NaN` is a `RangeError`.
   */
  readonly timeoutMs?: number;
  /** The same in nanoseconds; the wait then resolves to the nanoseconds left. Sleeps in whole milliseconds. */
  readonly timeoutNs?: bigint;
  /** Interrupts the wait, which then rejects with `InterruptedError`. */
  readonly signal?: AbortSignal;
  /** Who waits. Default: the task that `spawn` runs, if any. */
  readonly task?: Task;
  /** Held at each test and on return, however the wait ends; released while asleep. */
  readonly lock?: Lockable;
  /** Called before each sleep; the lock is released by then. */
  readonly before?: () => unknown;
  /** Called after each sleep; the lock is not held yet. */
  readonly after?: () => unknown;
}

/**
 * Whether the options say who waits, and nothing else. Each is asked for by its name: where all waits give the same few, as
 * nearly all do, that costs nothing, and going over the names there are takes as long as a wait.
 */
export function saysTaskOnly(options: WaitOptions | undefined): boolean {
  return (
    options?.task?.enter !== undefined && // a value that is no task is refused elsewhere
    options.state === undefined &&
    options.exclusive === undefined &&
    options.timeoutMs === undefined &&
    options.timeoutNs === undefined &&
    options.signal === undefined &&
    options.lock === undefined &&
    options.before === undefined &&
    options.after === undefined
  );
}

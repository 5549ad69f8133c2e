import type { Lock } from '../lock.js';
import type { Condition, WaitOptions } from '../options.js';
import type { WaitQueue } from '../queue.js';
import type { TaskState } from '../state.js';
import type { WakeDetails } from '../wake.js';
import type { Memory } from '../threads/memory.js';
import type { Viewable, ViewableQueue } from './registry.js';
import type { ThreadWatch } from './thread-watch.js';

/** What the queues tell while they are watched; each does one check for it where nobody watches. */
export interface Watch {
  /** Waits in place of `waitAttended`; `undefined` for a condition that is watched already. */
  wait<Outcome>(
    queue: WaitQueue,
    condition: Condition,
    options: WaitOptions | undefined,
    kind: number,
  ): Promise<Outcome> | undefined;
  /** A wake-up begins. */
  wake(queue: WaitQueue, mode: TaskState, nr: number, details: WakeDetails | undefined): void;
  /** A wait on a simple queue begins; answers the condition to test in its stead. */
  begin(queue: ViewableQueue, condition: Condition): Condition;
  /** A wait that `begin` was told of ends without its condition: with this error, or out of time. */
  end(condition: Condition, error: Error | undefined): void;
  /** A wake-up of a simple queue chose this waiter, or nobody was there. */
  simpleWake(queue: ViewableQueue, chosen: readonly Viewable[]): void;
  /** Somebody who tests by himself has queued, or left. */
  queued(queue: ViewableQueue, waiter: Viewable): void;
  left(queue: ViewableQueue, waiter: Viewable, how?: 'interrupt'): void;
  /** Where shared queues are told of; `given` is another thread's. `undefined` for what is none. */
  journal(given: SharedArrayBuffer | undefined): ThreadWatch | undefined;
  /** This thread has made a shared queue or lock, or attached to it. */
  region(memory: Memory): void;
  lock(lock: Lock, what: 'taken' | 'wanted' | 'released'): void;
}

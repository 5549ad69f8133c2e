import { ASLEEP, EXCLUSIVE, PICKED, STATE_SHIFT, TAIL, TESTING } from './flags.js';
import type { QueueNode } from './node.js';
import type { Condition } from './options.js';
import type { WaitQueue } from './queue.js';
import type { Runnable } from './run-queue.js';
import { makeReady } from './run-queue.js';
import type { TaskState } from './state.js';
import { TASK_NORMAL } from './state.js';
import { isTruthy } from './truth.js';
import { wake } from './wake.js';

// What each hand-off reads is a constant of this module: the engine knows its value, while it looks up an
// imported one at every use.
const SHIFT = STATE_SHIFT;
const SLEEPS = ASLEEP;
const TESTED = ~TESTING;
const NOT_WOKEN = ~(TESTING | PICKED);

/** Somebody in a `waitEvent…` call that nothing but its condition ends. */
export class Waiter implements QueueNode, Runnable {
  declare next: QueueNode | undefined;
  declare prev: QueueNode | undefined;
  declare queue: WaitQueue;
  declare flags: number;
  declare readonly condition: Condition;
  /** Resolves the promise that the call returned. */
  declare settle: ((outcome: unknown) => void) | undefined;

  constructor(queue: WaitQueue, condition: Condition, state: TaskState, flags: number) {
    this.next = undefined;
    this.prev = undefined;
    this.queue = queue;
    this.flags = flags | (state << SHIFT);
    this.condition = condition;
    this.settle = undefined;
  }

  /** Its turn after a wake-up. */
  run(): void {
    this.turn();
  }

  /** One turn of the wait loop: register, test, and leave or sleep; `end` says how it ends without the condition. */
  turn(end?: () => unknown): void {
    if (end) this.queue.remove(this);
    else this.register();
    try {
      this.flags |= TESTING;
      if (holds(this.condition)) this.leave();
      else if (end) this.fail(end());
      else this.sleep();
    } catch (error) {
      this.fail(Promise.reject(error));
    }
  }

  /** Queues it, if it is not queued yet, and sets the sleeping state. */
  register(): void {
    this.flags |= ASLEEP;
    if (!this.next) this.queue.add(this, (this.flags & (EXCLUSIVE | TAIL)) !== 0);
  }

  /**
   * Ends the wait if the condition holds: for the waker that woke this one alone and spares it a turn. The
   * waiter is off the queue and running.
   */
  endsAtOnce(): boolean {
    try {
      if (!holds(this.condition)) return false;
      const { settle } = this;
      settle!(undefined);
    } catch (error) {
      this.fail(Promise.reject(error));
    }
    return true;
  }

  /** Goes to sleep after the test, unless the test itself woke it. */
  sleep(): void {
    const { flags } = this;
    const asleep = flags & SLEEPS;
    this.flags = flags & (asleep ? NOT_WOKEN : TESTED);
    if (!asleep) makeReady(this);
  }

  /** Ends the wait; without an outcome, because the condition holds. */
  leave(outcome?: unknown): void {
    if (this.next) this.queue.remove(this);
    this.flags &= ~SLEEPS;
    const { settle } = this;
    settle!(outcome);
  }

  /** An exclusive waiter that leaves without what it was woken for wakes the next in its stead. */
  fail(outcome: unknown): void {
    const picked = this.flags & PICKED;
    this.leave(outcome);
    if (picked) wake(this.queue, TASK_NORMAL, 1, { exclusiveOnly: true });
  }
}

/** Here and not imported, as this module's constants are. */
function holds(condition: Condition): boolean {
  const value = condition();
  return value === true || (value !== false && isTruthy(value));
}

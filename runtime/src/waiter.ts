import { ASLEEP, EXCLUSIVE, PICKED, TAIL, TESTING } from './flags.js';
import type { QueueNode } from './node.js';
import { addNode, addNodeTail, isQueued, removeNode } from './node.js';
import type { Condition } from './options.js';
import type { WaitQueue } from './queue.js';
import type { Runnable } from './run-queue.js';
import { makeReady } from './run-queue.js';
import type { TaskState } from './state.js';
import { TASK_NORMAL } from './state.js';
import type { Task } from './task.js';
import { isTrue } from './truth.js';
import { wake } from './wake.js';

/** The state it sleeps in lies above the flags: a waiter of few fields makes a fast hand-off. */
export const STATE_SHIFT = 8;

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
    this.flags = flags | (state << STATE_SHIFT);
    this.condition = condition;
    this.settle = undefined;
  }

  get sleepState(): TaskState {
    return this.flags >> STATE_SHIFT;
  }

  get sleeping(): boolean {
    return (this.flags & ASLEEP) !== 0;
  }

  get task(): Task | undefined {
    return undefined;
  }

  /** One turn of the wait loop: register, test, and leave or sleep. */
  run(): void {
    this.register();
    try {
      if (this.test()) this.succeed();
      else this.sleep();
    } catch (error) {
      this.fail(Promise.reject(error));
    }
  }

  /** Queues it, if it is not queued yet, and sets the sleeping state. */
  register(): void {
    this.flags |= ASLEEP;
    if (isQueued(this)) return;
    if (this.flags & (EXCLUSIVE | TAIL)) addNodeTail(this.queue, this);
    else addNode(this.queue, this);
  }

  /** Tests the condition after registering. */
  test(): boolean {
    this.flags |= TESTING;
    return isTrue(this.condition());
  }

  /**
   * Ends the wait if the condition holds: for the waker that woke this one alone and spares it a turn. The
   * waiter is off the queue and running.
   */
  endsAtOnce(): boolean {
    try {
      if (!isTrue(this.condition())) return false;
      this.settle!(undefined);
    } catch (error) {
      this.fail(Promise.reject(error));
    }
    return true;
  }

  /** Goes to sleep after the test, unless the test itself woke it. */
  sleep(): void {
    if (this.flags & ASLEEP) {
      this.flags &= ~(TESTING | PICKED);
    } else {
      this.flags &= ~TESTING;
      makeReady(this);
    }
  }

  succeed(): void {
    this.leave(undefined);
  }

  /** An exclusive waiter that leaves without what it was woken for wakes the next in its stead. */
  fail(outcome: unknown): void {
    const picked = this.flags & PICKED;
    this.leave(outcome);
    if (picked) wake(this.queue, TASK_NORMAL, 1, { exclusiveOnly: true });
  }

  protected leave(outcome: unknown): void {
    removeNode(this);
    this.flags &= ~ASLEEP;
    this.settle!(outcome);
  }
}

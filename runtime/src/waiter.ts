import { EXCLUSIVE, PICKED, TAIL, TESTING } from './flags.js';
import type { Limits } from './limits.js';
import type { QueueNode } from './node.js';
import { addNode, addNodeTail, isQueued, removeNode } from './node.js';
import type { Condition } from './options.js';
import type { WaitQueue } from './queue.js';
import type { Runnable } from './run-queue.js';
import { makeReady } from './run-queue.js';
import type { TaskState } from './state.js';
import { TASK_NORMAL, TASK_RUNNING } from './state.js';
import type { Task, TaskWait } from './task.js';
import { wake } from './wake.js';

/** The sleeping state shares a field with the flags: a smaller waiter is a faster hand-off. */
const STATE_SHIFT = 8;

/** Somebody in a `waitEvent…` call. */
export class Waiter implements QueueNode, Runnable, TaskWait {
  next: QueueNode | undefined = undefined;
  prev: QueueNode | undefined = undefined;
  queue: WaitQueue;
  state: TaskState = TASK_RUNNING;
  flags: number;
  readonly condition: Condition;
  private readonly settle: (outcome: unknown) => void;
  private readonly limits: Limits | undefined;

  constructor(
    queue: WaitQueue,
    condition: Condition,
    settle: (outcome: unknown) => void,
    state: TaskState,
    flags: number,
    limits: Limits | undefined,
  ) {
    this.queue = queue;
    this.condition = condition;
    this.settle = settle;
    this.flags = flags | (state << STATE_SHIFT);
    this.limits = limits;
  }

  get sleepState(): TaskState {
    return this.flags >> STATE_SHIFT;
  }

  get sleeping(): boolean {
    return this.state !== TASK_RUNNING;
  }

  get task(): Task | undefined {
    return this.limits?.task;
  }

  /** One turn of the wait loop: register, test, and leave or sleep. */
  turn(): void {
    const stop = this.limits?.interruption(this.queue.name);
    if (stop) removeNode(this);
    else this.register();
    this.flags |= TESTING;
    try {
      if (isTrue(this.condition())) this.succeed();
      else if (stop) this.fail(Promise.reject(stop));
      else if (this.limits?.countdown?.expired) this.fail(this.limits.countdown.left(true));
      else this.sleep();
    } catch (error) {
      this.fail(Promise.reject(error));
    }
  }

  /** Its turn, some time after it was woken. */
  run(): void {
    const { interlude } = this.limits ?? {};
    if (interlude) interlude.wake();
    else this.turn();
  }

  /** A signal, or the end of its time: it stays on the queue and looks again. */
  rouse(): void {
    if (this.state === TASK_RUNNING) return;
    this.state = TASK_RUNNING;
    if (!(this.flags & TESTING)) makeReady(this);
  }

  /** Leaves if the condition holds: for the waker that woke this one alone and spares it a turn. */
  leavesAtOnce(): boolean {
    if (this.limits?.interlude) return false;
    try {
      if (!isTrue(this.condition())) return false;
      this.succeed();
    } catch (error) {
      this.fail(Promise.reject(error));
    }
    return true;
  }

  private register(): void {
    this.state = this.sleepState;
    if (isQueued(this)) return;
    if (this.flags & (EXCLUSIVE | TAIL)) addNodeTail(this.queue, this);
    else addNode(this.queue, this);
  }

  private sleep(): void {
    const { interlude } = this.limits ?? {};
    const woken = this.state === TASK_RUNNING; // by its own condition
    this.flags &= woken ? ~TESTING : ~(TESTING | PICKED);
    if (interlude) {
      interlude.sleep(this).then(
        () => this.turn(),
        (error: unknown) => this.fail(Promise.reject(error)),
      );
    } else if (woken) {
      makeReady(this);
    }
  }

  private succeed(): void {
    this.leave(this.limits?.countdown?.left());
  }

  /** An exclusive waiter that leaves without what it was woken for wakes the next in its stead. */
  private fail(outcome: unknown): void {
    const picked = this.flags & PICKED;
    this.leave(outcome);
    if (picked) wake(this.queue, TASK_NORMAL, 1, { exclusiveOnly: true });
  }

  private leave(outcome: unknown): void {
    removeNode(this);
    this.state = TASK_RUNNING;
    this.limits?.unwatch();
    this.settle(outcome);
  }
}

/** Whether the condition holds. Throws a TypeError for a promise, which would always count as true. */
export function isTrue(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return Boolean(value);
  if (typeof (value as PromiseLike<unknown>).then !== 'function') return true;
  throw new TypeError('The condition returned a promise, which is always true: it must not be async');
}

import type { Condition } from '../options.js';
import { makeReady } from '../run-queue.js';
import type { TaskState } from '../state.js';
import { TASK_RUNNING } from '../state.js';
import { isTrue } from '../truth.js';
import type { SimpleWaitQueue } from './queue.js';
import { SimpleWaiter, swaitPrepare } from './waiter.js';
import { swakeUp } from './wake-up.js';

const ALREADY_TRUE = Promise.resolve();

/** The wait loop (`___swait_event`) that nothing but its condition ends. */
export function swaitUntil(queue: SimpleWaitQueue, condition: Condition, state: TaskState): Promise<void> {
  try {
    if (isTrue(condition())) return ALREADY_TRUE;
    const waiter = new UntilWaiter(condition, state);
    return new Promise((resolve) => {
      waiter.settle = resolve as () => void;
      waiter.turn(queue);
    });
  } catch (error) {
    return Promise.reject(error);
  }
}

/** A waiter that tests its condition in its own turn: no loop is kept waiting for it. */
class UntilWaiter extends SimpleWaiter {
  /** Resolves the promise of the call; `undefined` once it has. */
  settle: ((outcome?: never) => void) | undefined = undefined;

  constructor(condition: Condition, state: TaskState) {
    super(condition);
    this.sleepState = state;
  }

  override wake(): void {
    this.state = TASK_RUNNING;
    makeReady(this);
  }

  override run(): void {
    if (this.settle) this.turn(this.queue!);
  }

  turn(queue: SimpleWaitQueue): void {
    swaitPrepare(queue, this, this.sleepState);
    try {
      if (isTrue(this.condition!())) this.#leave();
    } catch (error) {
      this.#leave(Promise.reject(error));
      swakeUp(queue); // it may have been woken, and leaves without what it was woken for
    }
  }

  #leave(outcome?: Promise<never>): void {
    const settle = this.settle;
    this.settle = undefined;
    this[Symbol.dispose]();
    settle?.(outcome as never);
  }
}

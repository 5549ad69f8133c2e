import { watch } from '../attention.js';
import { EXCLUSIVE } from '../flags.js';
import type { Condition } from '../options.js';
import { makeReady } from '../run-queue.js';
import type { TaskState } from '../state.js';
import { TASK_IDLE, TASK_UNINTERRUPTIBLE } from '../state.js';
import { isTrue } from '../truth.js';
import type { SimpleWaitQueue } from './queue.js';
import type { SimpleNode } from './waiter.js';
import { addWaiter, removeWaiter } from './waiter.js';
import { swakeUp } from './wake-up.js';

const ALREADY_TRUE = Promise.resolve();

/** The wait loop (`___swait_event`) that nothing but its condition ends. */
export function swaitUntil(queue: SimpleWaitQueue, condition: Condition, idle: boolean): Promise<void> {
  if (watch) condition = watch.begin(queue, condition);
  try {
    if (isTrue(condition)) return ALREADY_TRUE;
    const waiter = idle ? new IdleWaiter(queue, condition) : new UntilWaiter(queue, condition);
    return new Promise((resolve) => {
      waiter.settle = resolve as () => void;
      waiter.turn();
    });
  } catch (error) {
    return Promise.reject(error);
  }
}

/**
 * A waiter that tests its condition in its own turn: no loop is kept waiting for it. It has no state of its
 * own, for it sleeps while it is queued and only then.
 */
class UntilWaiter implements SimpleNode {
  next: SimpleNode | undefined = undefined;
  prev: SimpleNode | undefined = undefined;
  readonly queue: SimpleWaitQueue;
  readonly condition: Condition;
  /** Resolves the promise of the call; `undefined` once it has. */
  settle: ((outcome?: never) => void) | undefined = undefined;

  constructor(queue: SimpleWaitQueue, condition: Condition) {
    this.queue = queue;
    this.condition = condition;
  }

  get sleepState(): TaskState {
    return TASK_UNINTERRUPTIBLE;
  }

  get sleeping(): boolean {
    return this.next !== undefined;
  }

  get flags(): number {
    return EXCLUSIVE;
  }

  get task(): undefined {
    return undefined;
  }

  wake(): void {
    makeReady(this, run);
  }

  run(): void {
    if (this.settle) this.turn();
  }

  turn(): void {
    if (!this.sleeping) addWaiter(this.queue, this);
    try {
      if (isTrue(this.condition)) leave(this);
    } catch (error) {
      leave(this, Promise.reject(error));
      swakeUp(this.queue); // it may have been woken, and leaves without what it was woken for
    }
  }
}

class IdleWaiter extends UntilWaiter {
  override get sleepState(): TaskState {
    return TASK_IDLE;
  }
}

/** No private method: that would cost each waiter a field. */
function leave(waiter: UntilWaiter, outcome?: Promise<never>): void {
  const settle = waiter.settle;
  waiter.settle = undefined;
  removeWaiter(waiter);
  settle?.(outcome as never);
}

function run(waiter: UntilWaiter): void {
  waiter.run();
}

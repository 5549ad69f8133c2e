import { watch } from '../attention.js';
import { EXCLUSIVE } from '../flags.js';
import type { Viewable } from '../inspect/registry.js';
import { makeReady } from '../run-queue.js';
import type { TaskState } from '../state.js';
import { TASK_RUNNING, TASK_UNINTERRUPTIBLE } from '../state.js';
import type { SimpleWaitQueue } from './queue.js';

/** What hangs on a simple queue: a `SimpleWaiter`, or the waiter of a `swaitEvent` call. */
export interface SimpleNode extends Viewable {
  next: SimpleNode | undefined;
  prev: SimpleNode | undefined;
  readonly queue: SimpleWaitQueue | undefined;
  /** Lets it go on when its turn comes; it is off the queue by then. */
  wake(): void;
}

/**
 * One waiter on a simple queue (`struct swait_queue`). Declared with `using` before the loop, it finishes on
 * every way out.
 */
export class SimpleWaiter implements SimpleNode {
  /** @internal */
  next: SimpleNode | undefined = undefined;
  /** @internal */
  prev: SimpleNode | undefined = undefined;
  /** @internal */
  queue: SimpleWaitQueue | undefined = undefined;
  /** @internal */
  state: TaskState = TASK_RUNNING;
  /** @internal */
  sleepState: TaskState = TASK_RUNNING;
  /** @internal */
  readonly condition: (() => unknown) | undefined;
  #resume: (() => void) | undefined = undefined;

  constructor(condition?: () => unknown) {
    this.condition = condition;
  }

  /** Sleeps until woken; a wake-up since it was prepared counts. */
  sleep(): Promise<void> {
    return this.state === TASK_RUNNING
      ? Promise.resolve()
      : new Promise((resolve) => (this.#resume = resolve));
  }

  /** @internal Sets it running, and on its way when it sleeps. */
  wake(): void {
    this.state = TASK_RUNNING;
    if (this.#resume) makeReady(this, run);
  }

  /** @internal Its turn after a wake-up. */
  run(): void {
    const resume = this.#resume;
    this.#resume = undefined;
    resume?.();
  }

  /** @internal Every one of them is exclusive to `swakeUp`. */
  get flags(): number {
    return EXCLUSIVE;
  }

  /** @internal A simple waiter is nobody's. */
  get task(): undefined {
    return undefined;
  }

  /** @internal */
  get sleeping(): boolean {
    return this.state !== TASK_RUNNING;
  }

  /** Leaves the queue (`finish_swait`), for `using`. */
  [Symbol.dispose](): void {
    this.state = TASK_RUNNING;
    removeWaiter(this);
    if (this.queue) watch?.left(this.queue, this);
  }
}

/**
 * Queues the waiter last, if it is not queued yet, and sets the sleeping state (`prepare_to_swait_event`, which
 * the article calls `swait_prepare`). Test the condition after it, then `await waiter.sleep()`.
 *
 * @throws Error when the waiter is on another queue.
 */
export function swaitPrepare(
  queue: SimpleWaitQueue,
  waiter: SimpleWaiter,
  state: TaskState = TASK_UNINTERRUPTIBLE,
): void {
  if (waiter.next === undefined) {
    waiter.queue = queue;
    addWaiter(queue, waiter);
    watch?.queued(queue, waiter);
  } else if (waiter.queue !== queue) {
    throw new Error(`The waiter is on queue '${waiter.queue?.name}', not on '${queue.name}'`);
  }
  waiter.sleepState = waiter.state = state;
}

/** The same: all waiters of a simple queue are exclusive to `swakeUp` (`prepare_to_swait_exclusive`). */
export function swaitPrepareExclusive(
  queue: SimpleWaitQueue,
  waiter: SimpleWaiter,
  state: TaskState = TASK_UNINTERRUPTIBLE,
): void {
  swaitPrepare(queue, waiter, state);
}

/**
 * Leaves the queue and sets the state to running (`finish_swait`). Harmless when the waiter has left already.
 *
 * @throws Error when the waiter is on another queue; it leaves that one all the same.
 */
export function swaitFinish(queue: SimpleWaitQueue, waiter: SimpleWaiter): void {
  const other = waiter.next && waiter.queue !== queue ? waiter.queue : undefined;
  waiter[Symbol.dispose]();
  if (other) throw new Error(`The waiter is on queue '${other.name}', not on '${queue.name}'`);
}

/** Takes the waiter off its queue. Tells whether it was on one. */
export function removeWaiter(waiter: SimpleNode): boolean {
  const { next, prev, queue } = waiter;
  if (!next) return false;
  prev!.next = next;
  next.prev = prev;
  if (queue!.head === waiter) queue!.head = next === waiter ? undefined : next;
  waiter.next = waiter.prev = undefined;
  return true;
}

/** Queues the waiter last. */
export function addWaiter(queue: SimpleWaitQueue, waiter: SimpleNode): void {
  const head = (queue.head ??= waiter);
  waiter.next = head;
  waiter.prev = head.prev ?? waiter;
  waiter.prev.next = head.prev = waiter;
}

function run(waiter: SimpleWaiter): void {
  waiter.run();
}

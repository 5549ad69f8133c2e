import type { QueueView } from './inspect/registry.js';
import { registerQueue } from './inspect/registry.js';
import type { LAST, STATE_SHIFT } from './flags.js';
import { Lock } from './lock.js';
import type { QueueNode } from './node.js';
import type { LoneWaiter } from './lone-waiter.js';
import { createLoneWaiter, endsLoneWait, endTest, failLone, fullWaiter, wokenWaiter } from './lone-waiter.js';
import { addNode, nodesInOrder, removeNode } from './node.js';
import type { TaskState } from './state.js';
import type { Condition } from './options.js';
import type { Task } from './task.js';
import { isTrue } from './truth.js';
import type { WakeDetails } from './wake.js';
import { refuseQueue } from './refuse-queue.js';
import { last, settled } from './run-queue.js';
import { joinQueue, promiseOf, ready } from './waiter.js';
import { walk } from './walk.js';

/**
 * A wait queue: who waits for something to become true (`struct wait_queue_head`, include/linux/wait.h).
 *
 * A queue is its identity. A copy of one (`{ ...queue }`, `structuredClone(queue)`) would be a queue nobody
 * wakes, so the functions refuse it.
 */
export class WaitQueue {
  /** What errors and the live view call it. */
  readonly name: string;
  /** @internal The entry a wake-up passes first, where it is no lone waiter; its `prev` is the last one. */
  ring: QueueNode | undefined = undefined;
  /** @internal The only one there is, if it is that. */
  lone: LoneWaiter | undefined = undefined;
  /** @internal Where a walk goes on: a node, `null` after the last one, `undefined` while nobody walks. */
  cursor: QueueNode | null | undefined = undefined;
  #lock: Lock | undefined = undefined;

  constructor(name = '') {
    this.name = name;
    registerQueue(this);
  }

  /** The queue's own lock, for the `…Locked` functions (`wait_queue_head.lock`). */
  get lock(): Lock {
    return (this.#lock ??= new Lock(this.name));
  }

  /** @internal The entry a wake-up passes first: a lone waiter becomes a full one. */
  get head(): QueueNode | undefined {
    const { lone } = this;
    if (lone === undefined) return this.ring;
    this.lone = undefined;
    const waiter = fullWaiter(this, lone);
    return (this.ring = waiter.next = waiter.prev = waiter);
  }

  /** @internal Queues the node where its flags say. */
  add(node: QueueNode): void {
    addNode(this, node);
  }

  /** @internal Takes the node off; does nothing when it is on no queue. */
  remove(node: QueueNode): void {
    removeNode(node);
  }

  /**
   * @internal A wait that nothing but its condition ends (`___wait_event`): test, and if false register, test and sleep
   * until a test is true.
   *
   * It is kept short, for then the engine inlines it into its caller and the condition into it. All that a hand-off
   * inlines may be some 900 bytes of bytecode, so numbers are written out: an imported one takes six. It is a method,
   * as is all that a hand-off calls, where it can be: that takes one look at the queue, a function one each.
   *
   * @param flags of the waiter, asleep and testing, with its state above them
   */
  wait<Outcome>(condition: Condition, task: Task | undefined, flags: number): Promise<Outcome> {
    let lone: LoneWaiter | undefined;
    try {
      if (isTrue(condition)) return settled as Promise<never>;
      if (task !== undefined && task.at !== this) task.goTo(this);
      if (this.lone !== undefined || this.ring !== undefined || flags & (0x81 satisfies typeof LAST)) {
        return joinQueue(this, condition, task, flags);
      }
      this.lone = lone = createLoneWaiter(condition, flags, task);
      const isOver = isTrue(condition);
      if (isOver || this.lone !== lone) return endTest(this, lone, isOver);
    } catch (error) {
      return failLone(this, lone, error);
    }
    return promiseOf(lone);
  }

  /**
   * @internal See `wake`: the walk over the queue, or, where a lone waiter is all there is, as in every hand-off, the
   * same in short. Numbers are written out as in `wait`.
   */
  walk(mode: TaskState, nr: number, details?: WakeDetails): number {
    const { lone } = this;
    if (
      lone === undefined ||
      details !== undefined ||
      lone.settle === undefined || // it is testing, and this the test
      !(lone.flags & (mode << (8 satisfies typeof STATE_SHIFT)))
    ) {
      return walk(this, mode, nr, details);
    }
    this.lone = undefined;
    if (last !== undefined || !endsLoneWait(lone)) ready(wokenWaiter(this, lone));
    return 0;
  }

  /** @internal */
  view(): QueueView {
    return { kind: 'full', waiters: nodesInOrder(this) };
  }
}

/**
 * @internal Throws for anything that is not a queue, a copy of one above all: a copy lacks what lies on the
 * prototype. A getter there, or `instanceof`, would cost a hand-off a tenth.
 */
export function assertQueue(queue: WaitQueue): void {
  if ((queue as Partial<WaitQueue> | undefined)?.view === undefined) refuseQueue(queue);
}

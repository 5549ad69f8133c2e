import type { QueueView } from './inspect/registry.js';
import { registerQueue } from './inspect/registry.js';
import type { ASLEEP, KIND, LAST, STATE_SHIFT } from './flags.js';
import { Lock } from './lock.js';
import type { QueueNode } from './node.js';
import { addNode, nodesInOrder, removeNode } from './node.js';
import type { TaskState } from './state.js';
import type { WakeDetails } from './wake.js';
import { refuseQueue } from './refuse-queue.js';
import { isIdle, makeReady } from './run-queue.js';
import type { Waiter } from './waiter.js';
import { endsAtOnce } from './waiter.js';
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
  /** @internal The entry a wake-up passes first; its `prev` is the last one. */
  head: QueueNode | undefined = undefined;
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

  /** @internal Queues the node where its flags say. Short, for an empty queue is what a hand-off finds. */
  add(node: QueueNode): void {
    if (this.head === undefined) this.head = node.next = node.prev = node;
    else addNode(this, node, node.flags & (0x81 satisfies typeof LAST));
  }

  /** @internal Takes the node off; does nothing when it is on no queue. */
  remove(node: QueueNode): void {
    removeNode(node);
  }

  /**
   * @internal See `wake`: the walk over the queue, or, where one plain waiter is all there is, as in every
   * hand-off, the same in short. Numbers are written out as in `waitAs`.
   */
  walk(mode: TaskState, nr: number, details?: WakeDetails): number {
    const { head } = this;
    if (head === undefined) return 0;
    const { flags } = head;
    const isPlain = (flags & (0x59 satisfies typeof KIND)) === (0x40 satisfies typeof ASLEEP);
    if (!isPlain || !(flags & (mode << (8 satisfies typeof STATE_SHIFT))) || head.next !== head) {
      return walk(this, head, mode, nr, details);
    }
    this.head = head.next = head.prev = undefined;
    head.flags = flags - (0x40 satisfies typeof ASLEEP);
    if (!(isIdle() && endsAtOnce(head as Waiter))) makeReady(head as Waiter);
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

import { CALLBACK, LAST, PRIORITY } from './flags.js';
import type { Viewable } from './inspect/registry.js';
import type { WaitQueue } from './queue.js';
import type { Waiter } from './waiter.js';

/**
 * What hangs on a queue: a `WaitEntry`, or the waiter of a `waitEvent…` call.
 *
 * The nodes of a queue form a ring through `next` and `prev`, with `queue.ring` the first. A ring without a
 * sentinel costs a hand-off one store to an old object where a sentinel costs two.
 */
export interface QueueNode extends Viewable {
  next: QueueNode | undefined;
  prev: QueueNode | undefined;
  /** The queue it is or was last on. */
  queue: WaitQueue | undefined;
  flags: number;
}

/** Puts the node `last`, or before all others but the priority entries. */
export function addNode(queue: WaitQueue, node: QueueNode, last = node.flags & LAST): void {
  const { head } = queue;
  node.queue = queue;
  if (head === undefined) {
    node.next = node.prev = queue.ring = node;
    return;
  }
  if (head.next === head) keep(head);
  keep(node);
  let before = head;
  if (!last) {
    while (before.flags & PRIORITY && before.next !== head) before = before.next!;
    if (before.flags & PRIORITY) before = head;
    else if (before === head) queue.ring = node;
  }
  const prev = before.prev!;
  node.next = before;
  node.prev = prev;
  prev.next = before.prev = node;
}

/** A waiter that is not alone on its queue is kept by its task, which looks for it there no more. */
function keep(node: QueueNode): void {
  if (!(node.flags & CALLBACK)) (node as Waiter).task?.enter(node as Waiter);
}

/** Takes the node off its queue; does nothing when it is on none. */
export function removeNode(node: QueueNode): void {
  const { next, prev, queue } = node;
  if (next === undefined) return;
  const { ring, cursor } = queue!;
  if (cursor === node) queue!.cursor = next === ring ? null : next;
  if (ring === node) queue!.ring = next === node ? undefined : next;
  next.prev = prev;
  prev!.next = next;
  node.next = node.prev = undefined;
}

export function isQueued(node: QueueNode): boolean {
  return node.next !== undefined;
}

/** Every node of the queue in wake order. */
export function nodesInOrder(queue: WaitQueue): QueueNode[] {
  const nodes: QueueNode[] = [];
  let node = queue.head;
  while (node !== undefined) {
    nodes.push(node);
    node = node.next === queue.head ? undefined : node.next;
  }
  return nodes;
}

import { PRIORITY } from './flags.js';
import type { Viewable } from './inspect/registry.js';
import type { WaitQueue } from './queue.js';

/**
 * What hangs on a queue: a `WaitEntry`, or the waiter of a `waitEvent…` call.
 *
 * The nodes of a queue form a ring through `next` and `prev`, with `queue.head` the first. A ring without a
 * sentinel costs a hand-off one store to an old object where a sentinel costs two.
 */
export interface QueueNode extends Viewable {
  next: QueueNode | undefined;
  prev: QueueNode | undefined;
  /** The queue it is or was last on. */
  queue: WaitQueue | undefined;
  flags: number;
}

/** Puts the node where its flags say: priority in order, then the others, newest first. */
export function addNode(queue: WaitQueue, node: QueueNode): void {
  const head = queue.head;
  node.queue = queue;
  if (head === undefined) {
    node.next = node.prev = queue.head = node;
    return;
  }
  let before = head;
  while (before.flags & PRIORITY) {
    before = before.next!;
    if (before === head) return link(node, head);
  }
  link(node, before);
  if (before === head) queue.head = node;
}

/** Puts the node last. */
export function addNodeTail(queue: WaitQueue, node: QueueNode): void {
  node.queue = queue;
  if (queue.head === undefined) node.next = node.prev = queue.head = node;
  else link(node, queue.head);
}

/** Takes the node off its queue; does nothing when it is on none. */
export function removeNode(node: QueueNode): void {
  const next = node.next;
  if (next === undefined) return;
  const queue = node.queue!;
  if (queue.cursor === node) queue.cursor = next === queue.head ? null : next;
  if (next === node) {
    queue.head = undefined;
  } else {
    const prev = node.prev!;
    prev.next = next;
    next.prev = prev;
    if (queue.head === node) queue.head = next;
  }
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

function link(node: QueueNode, before: QueueNode): void {
  const prev = before.prev!;
  node.next = before;
  node.prev = prev;
  prev.next = before.prev = node;
}

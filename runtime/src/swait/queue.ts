import type { QueueView } from '../inspect/registry.js';
import { registerQueue } from '../inspect/registry.js';
import type { SimpleNode } from './waiter.js';

/** A simple wait queue (`struct swait_queue_head`): first in, first out; no callbacks, no exclusive mix. */
export class SimpleWaitQueue {
  /** What errors and the live view call it. */
  readonly name: string;
  /** @internal The waiter that is woken next; its `prev` is the last one. */
  head: SimpleNode | undefined = undefined;

  constructor(name = '') {
    this.name = name;
    registerQueue(this);
  }

  /** @internal */
  view(): QueueView {
    const waiters: SimpleNode[] = [];
    for (let next = this.head; next; next = next.next === this.head ? undefined : next.next)
      waiters.push(next);
    return { kind: 'simple', waiters };
  }
}

/** Whether anybody is queued (`swait_active`). */
export function swaitActive(queue: SimpleWaitQueue): boolean {
  return queue.head !== undefined;
}

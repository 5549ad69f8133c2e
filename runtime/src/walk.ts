import type { WaitEntry } from './entry.js';
import { ASLEEP, CALLBACK, EXCLUSIVE, PICKED, STATE_SHIFT, TESTING } from './flags.js';
import type { QueueNode } from './node.js';
import { removeNode } from './node.js';
import type { WaitQueue } from './queue.js';
import { last as lastReady } from './run-queue.js';
import type { TaskState } from './state.js';
import type { Waiter } from './waiter.js';
import { endsAtOnce, ready } from './waiter.js';
import type { WakeDetails } from './wake.js';

/**
 * The walk that every wake-up is (`__wake_up_common`): from the head, the wake function of each entry, until
 * `nr` exclusive ones were woken (0: no end) or a function says to stop.
 *
 * The last one woken need not go through the run queue if that is empty: the waker tests its condition for it,
 * and the hand-off takes one microtask instead of two.
 *
 * @returns how many exclusive entries it woke
 */
export function walk(queue: WaitQueue, mode: TaskState, nr: number, details?: WakeDetails): number {
  const { head } = queue;
  if (head === undefined) return 0;
  if (queue.cursor !== undefined)
    throw new Error(`A wake function of queue '${queue.name}' wakes that queue`);
  const last = head.prev;
  let exclusive = 0;
  let node: QueueNode | null | undefined = head;
  let woken: Waiter | undefined;
  try {
    do {
      const { flags }: QueueNode = node;
      const isExclusive = flags & EXCLUSIVE;
      let result = 0;
      queue.cursor = node === last ? null : node.next!;
      if (isExclusive || !details?.exclusive) {
        if (flags & CALLBACK) {
          if (woken) ready(woken);
          woken = undefined;
          result = callWakeFunction(node as WaitEntry, mode, details);
        } else if (flags & ASLEEP && flags & (mode << STATE_SHIFT)) {
          if (woken) ready(woken);
          woken = setRunning(node as Waiter);
          result = 1;
        }
      }
      if (result < 0 || (result && isExclusive && ++exclusive === nr)) break;
      node = queue.cursor;
    } while (node);
  } finally {
    queue.cursor = undefined;
    if (woken && (lastReady || !endsAtOnce(woken))) ready(woken);
  }
  return exclusive;
}

/** What `autoremove_wake_function` does. Gives the waiter back unless it is up and testing. */
function setRunning(waiter: Waiter): Waiter | undefined {
  const { flags } = waiter;
  removeNode(waiter);
  waiter.flags = (flags & ~ASLEEP) | (flags & EXCLUSIVE && PICKED);
  return flags & TESTING ? undefined : waiter;
}

function callWakeFunction(entry: WaitEntry, mode: TaskState, details?: WakeDetails): number {
  return Number(entry.wake(entry, mode, details?.sync ?? false, details?.key));
}

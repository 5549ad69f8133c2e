import type { WaitEntry } from './entry.js';
import { CALLBACK, EXCLUSIVE, PICKED, TESTING } from './flags.js';
import type { QueueNode } from './node.js';
import { removeNode } from './node.js';
import type { WaitQueue } from './queue.js';
import { assertQueue } from './queue.js';
import { isIdle, makeReady } from './run-queue.js';
import type { TaskState } from './state.js';
import { TASK_RUNNING } from './state.js';
import type { Waiter } from './waiter.js';

/** What a wake-up can say beyond its mode and number. */
export interface WakeDetails {
  /** Handed to the wake functions. */
  readonly key?: unknown;
  /** The waker is about to sleep; handed to the wake functions. */
  readonly sync?: boolean;
  /** Passes over the entries that are not exclusive. */
  readonly exclusiveOnly?: boolean;
}

const NO_DETAILS: WakeDetails = {};

/**
 * The walk that every wake-up is (`__wake_up_common`): from the head, the wake function of each entry, until
 * `nr` exclusive ones were woken (0: no end) or a function says to stop.
 *
 * @returns how many exclusive entries it woke
 */
export function wake(queue: WaitQueue, mode: TaskState, nr: number, details = NO_DETAILS): number {
  assertQueue(queue);
  let node: QueueNode | null | undefined = queue.head;
  if (node === undefined) return 0;
  if (queue.cursor !== undefined)
    throw new Error(`A wake function of queue '${queue.name}' wakes that queue`);
  const last = node.prev;
  let exclusive = 0;
  let woken: Waiter | undefined;
  try {
    do {
      const { flags }: QueueNode = node;
      let result = 0;
      queue.cursor = node === last ? null : node.next!;
      if (details.exclusiveOnly && !(flags & EXCLUSIVE)) {
        result = 0;
      } else if (flags & CALLBACK) {
        woken = goOn(woken);
        result = callWakeFunction(node as WaitEntry, mode, details);
      } else if ((node as Waiter).state & mode) {
        goOn(woken);
        woken = setRunning(node as Waiter);
        result = 1;
      }
      if (result < 0 || (result && flags & EXCLUSIVE && ++exclusive === nr)) break;
      node = queue.cursor;
    } while (node);
  } finally {
    queue.cursor = undefined;
    // Woken alone, it need not go through the run queue: the waker tests its condition for it, and a hand-off
    // takes one microtask instead of two.
    if (woken && !(isIdle() && woken.leavesAtOnce())) makeReady(woken);
  }
  return exclusive;
}

/** What `autoremove_wake_function` does, for a waiter whose state the mode includes. */
function setRunning(waiter: Waiter): Waiter | undefined {
  removeNode(waiter);
  waiter.state = TASK_RUNNING;
  if (waiter.flags & EXCLUSIVE) waiter.flags |= PICKED;
  return waiter.flags & TESTING ? undefined : waiter;
}

function goOn(woken: Waiter | undefined): undefined {
  if (woken) makeReady(woken);
}

function callWakeFunction(entry: WaitEntry, mode: TaskState, { sync = false, key }: WakeDetails): number {
  return Number(entry.wake(entry, mode, sync, key));
}

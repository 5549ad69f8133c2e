import type { WaitEntry } from './entry.js';
import { ASLEEP, CALLBACK, EXCLUSIVE, PICKED, TESTING } from './flags.js';
import type { QueueNode } from './node.js';
import { removeNode } from './node.js';
import type { WaitQueue } from './queue.js';
import { assertQueue } from './queue.js';
import { isIdle, makeReady } from './run-queue.js';
import type { TaskState } from './state.js';
import type { Waiter } from './waiter.js';
import { STATE_SHIFT } from './waiter.js';

/** What a wake-up can say beyond its mode and number. */
export interface WakeDetails {
  /** Handed to the wake functions. */
  readonly key?: unknown;
  /** The waker is about to sleep; handed to the wake functions. */
  readonly sync?: boolean;
  /** Passes over the entries that are not exclusive. */
  readonly exclusiveOnly?: boolean;
}

/** The flags that set a waiter apart from the plain one in a hand-off, and that one's. */
const KIND = ASLEEP | CALLBACK | TESTING | EXCLUSIVE;
const PLAIN = ASLEEP;

/**
 * The walk that every wake-up is (`__wake_up_common`): from the head, the wake function of each entry, until
 * `nr` exclusive ones were woken (0: no end) or a function says to stop.
 *
 * @returns how many exclusive entries it woke
 */
export function wake(queue: WaitQueue, mode: TaskState, nr: number, details?: WakeDetails): number {
  assertQueue(queue);
  const { head } = queue;
  if (head === undefined) return 0;
  const { flags } = head;
  if (head.next !== head || (flags & KIND) !== PLAIN || !(flags & (mode << STATE_SHIFT))) {
    return walk(queue, head, mode, nr, details);
  }
  // The only waiter there is, as in every hand-off: the walk in short.
  queue.head = head.next = head.prev = undefined;
  head.flags = flags - PLAIN;
  if (!isIdle() || !(head as Waiter).endsAtOnce()) makeReady(head as Waiter);
  return 0;
}

function walk(queue: WaitQueue, head: QueueNode, mode: TaskState, nr: number, details?: WakeDetails): number {
  if (queue.cursor !== undefined)
    throw new Error(`A wake function of queue '${queue.name}' wakes that queue`);
  const last = head.prev;
  let exclusive = 0;
  let node: QueueNode | null | undefined = head;
  let woken: Waiter | undefined;
  try {
    do {
      const { flags }: QueueNode = node;
      let result = 0;
      queue.cursor = node === last ? null : node.next!;
      if (details?.exclusiveOnly && !(flags & EXCLUSIVE)) {
        result = 0;
      } else if (flags & CALLBACK) {
        woken = goOn(woken);
        result = callWakeFunction(node as WaitEntry, mode, details);
      } else if (isAsleep(flags, mode)) {
        goOn(woken);
        setRunning(node as Waiter);
        woken = flags & TESTING ? undefined : (node as Waiter);
        result = 1;
      }
      if (result < 0 || (result && flags & EXCLUSIVE && ++exclusive === nr)) break;
      node = queue.cursor;
    } while (node);
  } finally {
    queue.cursor = undefined;
    if (woken) goOnAlone(woken);
  }
  return exclusive;
}

function isAsleep(flags: number, mode: TaskState): boolean {
  return (flags & ASLEEP) !== 0 && (flags & (mode << STATE_SHIFT)) !== 0;
}

/** What `autoremove_wake_function` does. */
function setRunning(waiter: Waiter): void {
  removeNode(waiter);
  waiter.flags = waiter.flags & EXCLUSIVE ? (waiter.flags & ~ASLEEP) | PICKED : waiter.flags & ~ASLEEP;
}

/**
 * The last one woken need not go through the run queue if that is empty: the waker tests its condition for it,
 * and the hand-off takes one microtask instead of two.
 */
function goOnAlone(woken: Waiter): void {
  if (!isIdle() || !woken.endsAtOnce()) makeReady(woken);
}

function goOn(woken: Waiter | undefined): undefined {
  if (woken) makeReady(woken);
}

function callWakeFunction(entry: WaitEntry, mode: TaskState, details?: WakeDetails): number {
  return Number(entry.wake(entry, mode, details?.sync ?? false, details?.key));
}

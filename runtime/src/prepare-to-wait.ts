import { watch } from './attention.js';
import type { WaitEntry } from './entry.js';
import { EXCLUSIVE, PRIORITY } from './flags.js';
import { InterruptedError } from './interrupted-error.js';
import { addNode, isQueued, removeNode } from './node.js';
import type { WaitQueue } from './queue.js';
import { assertQueue } from './queue.js';
import type { TaskState } from './state.js';
import { TASK_RUNNING, TASK_UNINTERRUPTIBLE } from './state.js';

/**
 * Queues the entry, if it is not queued yet, and sets the sleeping state (`prepare_to_wait`). Test the
 * condition after it, then sleep; a wake-up from here on is not lost.
 *
 * @throws Error when the entry is on another queue.
 */
export function prepareToWait(
  queue: WaitQueue,
  entry: WaitEntry,
  state: TaskState = TASK_UNINTERRUPTIBLE,
): void {
  entry.flags &= ~EXCLUSIVE;
  register(queue, entry, state);
}

/**
 * The same for an exclusive waiter, which queues last (`prepare_to_wait_exclusive`).
 *
 * @returns whether it is the first on the queue
 */
export function prepareToWaitExclusive(
  queue: WaitQueue,
  entry: WaitEntry,
  state: TaskState = TASK_UNINTERRUPTIBLE,
): boolean {
  entry.flags |= EXCLUSIVE;
  const first = queue.head === undefined;
  register(queue, entry, state);
  return first;
}

/**
 * The same for an entry as it was last queued; when a signal is pending that the state lets through, the entry
 * leaves the queue and the state stays as it is (`prepare_to_wait_event`). The condition may still be true.
 *
 * @returns the error to throw if it is not
 */
export function prepareToWaitEvent(
  queue: WaitQueue,
  entry: WaitEntry,
  state: TaskState,
): InterruptedError | undefined {
  const signal = entry.task?.pendingSignal(state);
  if (signal === undefined) return void register(queue, entry, state);
  leave(entry, 'interrupt');
  return new InterruptedError(`Task '${entry.task?.name}' got ${signal}`, { cause: signal });
}

/**
 * Leaves the queue and sets the state to running (`finish_wait`). Harmless when the entry has left already.
 *
 * @throws Error when the entry is on another queue; it leaves that one all the same.
 */
export function finishWait(queue: WaitQueue, entry: WaitEntry): void {
  entry.sleeper.state = TASK_RUNNING;
  removeWaitQueue(queue, entry);
}

/** Queues the entry without touching the state (`add_wait_queue`). Throws when it is queued already. */
export function addWaitQueue(queue: WaitQueue, entry: WaitEntry): void {
  add(queue, entry, 0);
}

/** Queues an exclusive entry last (`add_wait_queue_exclusive`). Throws when it is queued already. */
export function addWaitQueueExclusive(queue: WaitQueue, entry: WaitEntry): void {
  add(queue, entry, EXCLUSIVE);
}

/**
 * Queues an exclusive entry before all that are not priority entries (`add_wait_queue_priority`). Throws when
 * it is queued already.
 */
export function addWaitQueuePriority(queue: WaitQueue, entry: WaitEntry): void {
  add(queue, entry, EXCLUSIVE | PRIORITY);
}

/**
 * Takes the entry off the queue (`remove_wait_queue`). Unlike the kernel's it may be repeated.
 *
 * @throws Error when the entry is on another queue; it leaves that one all the same.
 */
export function removeWaitQueue(queue: WaitQueue, entry: WaitEntry): void {
  assertQueue(queue);
  const other = isQueued(entry) && entry.queue !== queue ? entry.queue : undefined;
  leave(entry);
  if (other) throw new Error(`The entry waits on queue '${other.name}', not on '${queue.name}'`);
}

function leave(entry: WaitEntry, how?: 'interrupt'): void {
  removeNode(entry);
  if (entry.queue) watch?.left(entry.queue, entry, how);
}

function register(queue: WaitQueue, entry: WaitEntry, state: TaskState): void {
  assertQueue(queue);
  if (!isQueued(entry)) {
    addNode(queue, entry, entry.flags & EXCLUSIVE);
    watch?.queued(queue, entry);
  } else if (entry.queue !== queue) {
    throw new Error(`The entry waits on queue '${entry.queue?.name}' already, not on '${queue.name}'`);
  }
  entry.sleepState = entry.sleeper.state = state;
}

function add(queue: WaitQueue, entry: WaitEntry, flags: number): void {
  assertQueue(queue);
  if (isQueued(entry)) throw new Error(`The entry waits on queue '${entry.queue?.name}' already`);
  entry.flags = (entry.flags & ~(EXCLUSIVE | PRIORITY)) | flags;
  addNode(queue, entry, Number(flags === EXCLUSIVE));
  watch?.queued(queue, entry);
}

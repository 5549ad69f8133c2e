import { InterruptedError } from '../interrupted-error.js';
import type { TaskState } from '../state.js';
import { TASK_UNINTERRUPTIBLE } from '../state.js';
import { EXCLUSIVE, INTERRUPTED } from './layout.js';
import type { Memory } from './memory.js';
import { isSameRegion } from './memory.js';
import type { SharedWaitQueue } from './queue.js';
import { memoryOf } from './queue.js';
import { pendingSignal } from './signals.js';
import type { SharedTask } from './task.js';
import { assertCovers } from './task.js';
import { ownerId } from './thread-id.js';
import { leaveLine, standInLine, Waiter } from './waiter.js';

export interface WaitEntryOptions {
  /** Who waits, so that `kill` reaches the sleeper. */
  readonly task?: SharedTask;
}

/**
 * One waiter of this thread on a shared queue, for waits that no `waitEvent…` fits (`DEFINE_WAIT`). A wake-up
 * takes it out of the line. Declared with `using` before the loop, it finishes on every way out.
 */
export class WaitEntry {
  readonly task: SharedTask | undefined;
  /** @internal Its place in line, if any. */
  waiter: Waiter | undefined = undefined;
  /** @internal The word to sleep on; `undefined`: it is not about to sleep. */
  word: number | undefined = undefined;

  constructor({ task }: WaitEntryOptions = {}) {
    this.task = task;
  }

  /** Leaves the queue (`finish_wait`), for `using`. */
  [Symbol.dispose](): void {
    finish(this);
  }
}

/**
 * Queues the entry and sets the sleeping state (`prepare_to_wait`). Test the condition after it, and sleep by
 * `schedule` or `scheduleSync`.
 *
 * @throws Error when the entry is on another queue; `SharedMemoryError` ERR_FULL
 */
export function prepareToWait(
  queue: SharedWaitQueue,
  entry: WaitEntry,
  state: TaskState = TASK_UNINTERRUPTIBLE,
): void {
  prepare(queue, entry, state);
}

/** The same as an exclusive waiter (`prepare_to_wait_exclusive`). */
export function prepareToWaitExclusive(
  queue: SharedWaitQueue,
  entry: WaitEntry,
  state: TaskState = TASK_UNINTERRUPTIBLE,
): void {
  prepare(queue, entry, state | EXCLUSIVE);
}

/**
 * The same, but when a signal is pending that the state lets through, the entry leaves the queue and the error
 * to throw is returned (`prepare_to_wait_event`).
 */
export function prepareToWaitEvent(
  queue: SharedWaitQueue,
  entry: WaitEntry,
  state: TaskState,
): InterruptedError | undefined {
  prepare(queue, entry, state);
  const pending = entry.task && pendingSignal(entry.task, state);
  if (!pending) return undefined;
  entry.waiter?.story?.ends('interrupt');
  finish(entry);
  const { atomics, words, name } = queue.memory;
  atomics.add(words, INTERRUPTED, 1);
  return new InterruptedError(`The wait on queue '${name}' was interrupted by ${pending}`, {
    cause: pending,
  });
}

/**
 * Leaves the queue (`finish_wait`). Harmless when the entry has left already. A wake-up that an exclusive entry
 * was given and that it did not sleep on again goes to the next.
 *
 * @throws Error when the entry is on another queue; it leaves that one all the same.
 */
export function finishWait(queue: SharedWaitQueue, entry: WaitEntry): void {
  const other = otherQueue(queue, entry);
  finish(entry);
  if (other) throw new Error(`The entry waits on queue '${other}', not on '${queue.name}'`);
}

function prepare(queue: SharedWaitQueue, entry: WaitEntry, flags: number): void {
  const memory = memoryOf(queue);
  const other = otherQueue(queue, entry);
  if (other) throw new Error(`The entry waits on queue '${other}' already, not on '${queue.name}'`);
  if (entry.task) assertCovers(entry.task, memory);
  entry.waiter ??= newWaiter(memory, flags, entry.task);
  entry.waiter.flags = flags;
  entry.word = standInLine(entry.waiter);
}

function newWaiter(memory: Memory, flags: number, task: SharedTask | undefined): Waiter {
  const waiter = new Waiter(memory, ownerId(), flags, task?.id);
  waiter.story = memory.journal?.begin(waiter, undefined, task?.name);
  return waiter;
}

function finish(entry: WaitEntry): void {
  if (entry.waiter) leaveLine(entry.waiter, false);
  entry.waiter = entry.word = undefined;
}

function otherQueue(queue: SharedWaitQueue, { waiter }: WaitEntry): string | undefined {
  const here = memoryOf(queue);
  return waiter && !isSameRegion(waiter.memory, here) ? `${waiter.memory.name}` : undefined;
}

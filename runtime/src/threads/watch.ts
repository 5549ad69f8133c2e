import { knownRegions } from './known.js';
import type { Memory } from './memory.js';
import { reapRegion } from './reap.js';
import type { WatchableWorker } from './worker-end.js';
import { endOf } from './worker-end.js';

/** What a dead thread left behind. */
export interface Reaped {
  /** Its number. */
  readonly threadId: number;
  /** Places in line that it had, on all queues. */
  readonly slots: number;
  /** Locks that it held. */
  readonly locks: number;
}

/**
 * Reaps a worker when it exits, however it does: on every queue and lock that this thread knows, its places are
 * given back, a wake-up it had been given goes to the next, a lock it held is free again. Call it right after
 * `new Worker()`, on a thread that keeps its queues and does not block for ever. A web worker must
 * `await announceThread()` before it waits; of one that ends before that, nothing is told.
 *
 * @returns resolves when the worker has ended and was reaped; never rejects
 * @throws TypeError for what is no worker; RangeError for a worker of Node that has exited already
 */
export function watch(worker: WatchableWorker): Promise<Reaped> {
  const kept = knownRegions(); // held until then, so that a queue that only handles lead to is reaped, too
  return endOf(worker).then((threadId) => reap(threadId, new Set([...kept, ...knownRegions()])));
}

/**
 * Does what `watch` does, now, for a thread that has ended: `currentThread()` told its number there.
 *
 * A thread that runs on must not be reaped: it would share its place in line with another. A web worker may run
 * on for seconds after `terminate()`; `watch` waits for its true end.
 *
 * @throws RangeError for what is no thread's number
 */
export function reapThread(threadId: number): Reaped {
  if (!Number.isInteger(threadId) || threadId < 0) {
    throw new RangeError(`A thread's number is 0 or a positive integer, got ${String(threadId)}`);
  }
  return reap(threadId, new Set(knownRegions()));
}

function reap(threadId: number, regions: ReadonlySet<Memory>): Reaped {
  const remains = [...regions].map((memory) => reapRegion(memory, threadId + 1));
  return {
    threadId,
    slots: remains.reduce((sum, { slots }) => sum + slots, 0),
    locks: remains.filter(({ lock }) => lock).length,
  };
}

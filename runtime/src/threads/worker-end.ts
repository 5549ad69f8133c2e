import type { Announcement, LockManager } from './announce.js';
import { lifeLock } from './announce.js';

/** A worker thread of Node. */
export interface WatchableNodeWorker {
  readonly threadId: number;
  once(event: 'exit', listener: () => void): unknown;
}

/** A web worker. */
export interface WatchableWebWorker {
  addEventListener(type: 'message', listener: (event: WorkerMessage) => void): void;
  removeEventListener(type: 'message', listener: (event: WorkerMessage) => void): void;
}

/** What a web worker's `message` event has. */
export interface WorkerMessage {
  readonly data: unknown;
  stopImmediatePropagation(): void;
}

export type WatchableWorker = WatchableNodeWorker | WatchableWebWorker;

/**
 * Resolves with the worker's number once its thread has ended.
 *
 * @throws TypeError for what is no worker; RangeError for one that has exited already
 */
export function endOf(worker: WatchableWorker): Promise<number> {
  if ('threadId' in worker && typeof worker.once === 'function') return exitOf(worker);
  if ('addEventListener' in worker && locks()) return threadOf(worker).then(releaseOfLife);
  throw new TypeError('watch() takes a worker of node:worker_threads or a web worker');
}

function exitOf(worker: WatchableNodeWorker): Promise<number> {
  const { threadId } = worker;
  if (threadId < 0)
    throw new RangeError('The worker has exited already: call watch() right after new Worker()');
  return new Promise((resolve) => worker.once('exit', () => resolve(threadId)));
}

/** A page is not told when a worker ends, and `terminate()` returns while it still runs; its lock tells. */
async function releaseOfLife(thread: number): Promise<number> {
  await locks()!.request(lifeLock(thread), () => {});
  return thread;
}

const threads = new WeakMap<WatchableWebWorker, Promise<number>>();

/** Resolves when the worker announces itself; that message is kept from those who listen later. */
function threadOf(worker: WatchableWebWorker): Promise<number> {
  const known = threads.get(worker);
  if (known) return known;
  const thread = new Promise<number>((resolve) => {
    const hear = (event: WorkerMessage): void => {
      if (!isAnnouncement(event.data)) return;
      event.stopImmediatePropagation();
      worker.removeEventListener('message', hear);
      event.data.heard.postMessage(true);
      resolve(event.data.waitqThread);
    };
    worker.addEventListener('message', hear);
  });
  threads.set(worker, thread);
  return thread;
}

function isAnnouncement(data: unknown): data is Announcement {
  return typeof data === 'object' && data !== null && 'waitqThread' in data && 'heard' in data;
}

function locks(): LockManager | undefined {
  return (globalThis as { navigator?: { locks?: LockManager } }).navigator?.locks;
}

import type { SharedHandle, SharedTaskHandle, WatchableWorker } from 'waitq/threads';
import { type SharedWaitQueue, sharedWaiters } from 'waitq/threads';
import { nodeWorker } from './node-worker.js';
import { webWorker } from './web-worker.js';

export type Handles = Readonly<Record<string, SharedHandle | SharedTaskHandle>>;

export interface WorkerData {
  readonly cells: Int32Array;
  readonly handles: Handles;
}

/** A worker thread of Node or a web worker. */
export interface TestWorker {
  /** What `watch` takes. */
  readonly watchable: WatchableWorker;
  /** As `currentThread()` tells it there; of a web worker known with its first message. */
  readonly threadId: number;
  /** Begins to end it. */
  terminate(): void;
  postMessage(message: unknown): void;
  once(event: 'message' | 'error' | 'exit', listener: (value: unknown) => void): void;
}

/** The tests run in Node and in a page. */
export const inNode = typeof process === 'object' && typeof process.getBuiltinModule === 'function';

const entry = new URL('../../../runtime/dist/threads/index.js', import.meta.url).href;

/**
 * Runs `body` in a worker: `api` is `waitq/threads`, `cells` shared integers, `queues` what was handed over,
 * `tell` posts a message, `hear` listens for one, `end` is what a thread calls to end itself: `process.exit` in
 * Node, `close` in a browser. The library comes from the build, as a user's does.
 */
export function inWorker(body: string, cells: Int32Array, handles: Handles): TestWorker {
  const program = `
    async function run(api, { cells, handles }, tell, hear, end) {
      const queues = Object.fromEntries(Object.entries(handles).map(([name, handle]) => [name, {
        'waitq-queue': api.SharedWaitQueue, 'waitq-lock': api.SharedLock, 'waitq-task': api.SharedTask,
      }[handle.kind].attach(handle)]));
      ${body}
    }`;
  return (inNode ? nodeWorker : webWorker)(program, { cells, handles }, entry);
}

/** Resolves with the worker's next message; rejects when it fails or exits before. */
export function message(worker: TestWorker): Promise<unknown> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`exited with ${code} before its message`)));
  });
}

export function exit(worker: TestWorker): Promise<unknown> {
  return new Promise((resolve) => worker.once('exit', resolve));
}

export function sharedCells(count = 16): Int32Array {
  return new Int32Array(new SharedArrayBuffer(count * 4));
}

/** Resolves once so many are in line: what others did is read from shared memory, not guessed by time. */
export async function inLine(queue: SharedWaitQueue, count: number): Promise<void> {
  await until(() => sharedWaiters(queue).filter((waiter) => waiter.inLine).length === count);
}

/**
 * Resolves once conditions that count their tests in this cell have been tested so often. A wait is in line before its second
 * test: only after that does it sleep, or is about to, so that nothing but a wake-up makes it go on.
 */
export async function tested(cells: Int32Array, cell: number, times: number): Promise<void> {
  await until(() => Atomics.load(cells, cell) >= times);
}

/** Resolves once the condition holds; other threads make it so without telling us. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 1));
}

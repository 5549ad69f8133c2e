import { Worker } from 'node:worker_threads';
import type { SharedHandle, SharedTaskHandle } from 'waitq/threads';
import { type SharedWaitQueue, sharedWaiters } from 'waitq/threads';

export type Handles = Readonly<Record<string, SharedHandle | SharedTaskHandle>>;

/**
 * Runs `body` in a worker thread: `api` is `waitq/threads`, `cells` shared integers, `handles` what was handed
 * over, `tell` posts a message. The library comes from the build, as a user's does.
 */
export function inWorker(body: string, cells: Int32Array, handles: Handles): Worker {
  const entry = new URL('../../../runtime/dist/threads/index.js', import.meta.url).href;
  const program = `
    const { workerData, parentPort } = require('node:worker_threads');
    import(${JSON.stringify(entry)}).then(async (api) => {
      const { cells, handles } = workerData;
      const tell = (message) => parentPort.postMessage(message);
      const queues = Object.fromEntries(Object.entries(handles).map(([name, handle]) => [name, {
        'waitq-queue': api.SharedWaitQueue, 'waitq-lock': api.SharedLock, 'waitq-task': api.SharedTask,
      }[handle.kind].attach(handle)]));
      ${body}
    });`;
  return new Worker(program, { eval: true, workerData: { cells, handles } });
}

/** Resolves with the worker's next message; rejects when it fails or exits before. */
export function message(worker: Worker): Promise<unknown> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve).once('error', reject);
    worker.once('exit', (code) => reject(new Error(`exited with ${code} before its message`)));
  });
}

export function exit(worker: Worker): Promise<unknown> {
  return new Promise((resolve) => worker.once('exit', resolve));
}

export function sharedCells(count = 16): Int32Array {
  return new Int32Array(new SharedArrayBuffer(count * 4));
}

/** Resolves once so many are in line: what others did is read from shared memory, not guessed by time. */
export async function inLine(queue: SharedWaitQueue, count: number): Promise<void> {
  await until(() => sharedWaiters(queue).filter((waiter) => waiter.inLine).length === count);
}

/** Resolves once the condition holds; other threads make it so without telling us. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 1));
}

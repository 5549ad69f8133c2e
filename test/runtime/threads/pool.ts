import type { Worker as NodeWorker } from 'node:worker_threads';
import type { SharedHandle, SharedTaskHandle } from 'waitq/threads';
import { type SharedWaitQueue, sharedWaiters } from 'waitq/threads';

export type Handles = Readonly<Record<string, SharedHandle | SharedTaskHandle>>;

/** A worker of Node, or a web worker dressed up as one. */
export type TestWorker = Pick<NodeWorker, 'threadId' | 'terminate' | 'postMessage' | 'once' | 'on'>;

/** The tests run in Node and in a page. */
export const inNode = typeof process === 'object' && typeof process.getBuiltinModule === 'function';

const entry = new URL('../../../runtime/dist/threads/index.js', import.meta.url).href;

/**
 * Runs `body` in a worker thread: `api` is `waitq/threads`, `cells` shared integers, `queues` what was handed
 * over, `tell` posts a message. The library comes from the build, as a user's does.
 */
export function inWorker(body: string, cells: Int32Array, handles: Handles): TestWorker {
  const program = `
    async function run(api, { cells, handles }, tell, parentPort) {
      const queues = Object.fromEntries(Object.entries(handles).map(([name, handle]) => [name, {
        'waitq-queue': api.SharedWaitQueue, 'waitq-lock': api.SharedLock, 'waitq-task': api.SharedTask,
      }[handle.kind].attach(handle)]));
      ${body}
    }`;
  return inNode ? nodeWorker(program, { cells, handles }) : webWorker(program, { cells, handles });
}

function nodeWorker(program: string, workerData: object): NodeWorker {
  const { Worker } = process.getBuiltinModule('node:worker_threads');
  const start = `
    const { workerData, parentPort } = require('node:worker_threads');
    import(${JSON.stringify(entry)}).then((api) =>
      run(api, workerData, (message) => parentPort.postMessage(message), parentPort));`;
  return new Worker(program + start, { eval: true, workerData });
}

interface WebWorker {
  postMessage(message: unknown): void;
  terminate(): void;
  addEventListener(type: 'message', listener: (event: { readonly data: FromWebWorker }) => void): void;
}

/** What the worker's program below posts. */
interface FromWebWorker {
  readonly id?: number;
  readonly told?: unknown;
  readonly ended?: boolean;
}

/** Its exit is the end of its program, for a page is not told when a worker ends. */
function webWorker(program: string, data: object): TestWorker {
  const start = `
    import * as api from ${JSON.stringify(entry)};
    addEventListener('message', async ({ data }) => {
      postMessage({ id: api.currentThread() });
      await run(api, data, (told) => postMessage({ told }));
      postMessage({ ended: true });
    }, { once: true });`;
  const url = URL.createObjectURL(new Blob([start, program], { type: 'text/javascript' }));
  const { Worker } = globalThis as unknown as {
    Worker: new (url: string, options: { type: 'module' }) => WebWorker;
  };
  const worker = new Worker(url, { type: 'module' });
  worker.postMessage(data);
  let threadId = -1;
  worker.addEventListener('message', ({ data: { id } }) => {
    if (id !== undefined) threadId = id;
  });
  const once = (event: string, listener: (value?: unknown) => void): unknown => {
    worker.addEventListener('message', ({ data: { told, ended } }) => {
      if (event === 'message' && told !== undefined) listener(told);
      if (event === 'exit' && ended) listener(0);
    });
    return dressed;
  };
  const dressed = {
    get threadId() {
      return threadId;
    },
    terminate: () => Promise.resolve(worker.terminate()),
    postMessage: (message: unknown) => worker.postMessage(message),
    once,
    on: once,
  };
  return dressed as unknown as TestWorker;
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

/** Resolves once the condition holds; other threads make it so without telling us. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 1));
}

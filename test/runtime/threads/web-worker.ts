import type { WatchableWebWorker } from 'waitq/threads';
import type { TestWorker, WorkerData } from './pool.js';

interface WebWorker extends WatchableWebWorker {
  postMessage(message: unknown): void;
  terminate(): void;
  addEventListener(type: 'message', listener: (event: FromWorker) => void): void;
  addEventListener(type: 'error', listener: (event: ErrorEvent) => void): void;
}

interface FromWorker {
  readonly data: { readonly id?: number; readonly told?: unknown; readonly ended?: boolean };
  stopImmediatePropagation(): void;
}

interface ErrorEvent {
  readonly message: string;
  preventDefault(): void;
}

/**
 * Runs the program in a web worker; `entry` is the address of `waitq/threads`. Its `exit` event is the end of its
 * program, for a page is not told when a worker ends; what dies otherwise is known by `watch`.
 */
export function webWorker(program: string, data: WorkerData, entry: string): TestWorker {
  const start = `
    import * as api from ${JSON.stringify(entry)};
    addEventListener('message', async ({ data }) => {
      postMessage({ id: api.currentThread() });
      const hear = (listener) => addEventListener('message', ({ data }) => listener(data));
      await run(api, data, (told) => postMessage({ told }), hear, close);
      postMessage({ ended: true });
      close();
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
  return {
    watchable: worker,
    get threadId() {
      return threadId;
    },
    terminate: () => worker.terminate(),
    postMessage: (message) => worker.postMessage(message),
    once: (event, listener) => listen(worker, event, listener),
  };
}

function listen(worker: WebWorker, event: string, listener: (value: unknown) => void): void {
  worker.addEventListener('message', ({ data: { told, ended } }) => {
    if (event === 'message' && told !== undefined) listener(told);
    if (event === 'exit' && ended) listener(0);
  });
  if (event !== 'error') return;
  worker.addEventListener('error', (error) => {
    error.preventDefault(); // else it counts as one of the page
    listener(new Error(error.message));
  });
}

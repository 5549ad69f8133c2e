/** Starts the threads that are tormented: worker threads of Node or, in a page, web workers. */
const inNode = typeof process === 'object' && typeof process.getBuiltinModule === 'function';

/** Starts `torture-worker.mjs` with its data; `failed` is told of errors that nobody catches there. */
export function startWorker(data, failed) {
  const { Worker } = inNode ? process.getBuiltinModule('node:worker_threads') : globalThis;
  const worker = new Worker(new URL('torture-worker.mjs', import.meta.url), {
    type: 'module',
    workerData: data,
  });
  if (inNode) worker.on('error', (error) => failed(String(error.stack)));
  else
    worker.addEventListener('error', (error) => failed(`${error.message} ${error.filename}:${error.lineno}`));
  if (!inNode) worker.postMessage(data);
  return worker;
}

/** The data, in the worker. */
export function ownData() {
  if (inNode) return process.getBuiltinModule('node:worker_threads').workerData;
  return new Promise((resolve) =>
    globalThis.addEventListener('message', ({ data }) => resolve(data), { once: true }),
  );
}

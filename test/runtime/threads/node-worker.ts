import type { TestWorker, WorkerData } from './pool.js';

/** Runs the program in a worker thread of Node; `entry` is the module `waitq/threads`. */
export function nodeWorker(program: string, workerData: WorkerData, entry: string): TestWorker {
  const { Worker } = process.getBuiltinModule('node:worker_threads');
  const start = `
    const { workerData, parentPort } = require('node:worker_threads');
    const end = () => process.exit(0);
    import(${JSON.stringify(entry)}).then((api) =>
      run(api, workerData, (message) => parentPort.postMessage(message), (hear) => parentPort.on('message', hear), end));`;
  const worker = new Worker(program + start, { eval: true, workerData });
  return {
    watchable: worker,
    get threadId() {
      return worker.threadId;
    },
    terminate: () => void worker.terminate(),
    postMessage: (message) => worker.postMessage(message),
    once: (event, listener) => void worker.once(event, listener),
  };
}

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

/** A main thread that waits for a worker which does not itself keep the program running. */
const program = `
  import { Worker } from 'node:worker_threads';
  import { SharedWaitQueue, waitEvent } from 'waitq/threads';
  const queue = SharedWaitQueue.create();
  const cells = new Int32Array(new SharedArrayBuffer(4));
  const wake = \`
    const { workerData: { handle, cells } } = require('node:worker_threads');
    import('waitq/threads').then(({ SharedWaitQueue, wakeUp }) => {
      Atomics.wait(cells, 0, 0, 50);
      Atomics.store(cells, 0, 1);
      wakeUp(SharedWaitQueue.attach(handle));
    });\`;
  new Worker(wake, { eval: true, execArgv: [], workerData: { handle: queue.handle, cells } }).unref();
  await waitEvent(queue, () => Atomics.load(cells, 0) === 1);
  console.log('woken');`;

it('a sleeping main thread stays alive until it is woken, and ends then', () => {
  const cwd = fileURLToPath(new URL('../../..', import.meta.url));
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    cwd,
    encoding: 'utf8',
    timeout: 30_000,
  });
  expect({ stdout, stderr, status }).toEqual({ stdout: 'woken\n', stderr: '', status: 0 });
});

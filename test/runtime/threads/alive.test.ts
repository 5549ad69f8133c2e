import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/** A main thread that waits for a worker which does not itself keep the program running, and wakes after so many ms. */
const program = (wait: string, ms: number): string => `
  import { Worker } from 'node:worker_threads';
  import { SharedWaitQueue, waitEvent } from 'waitq/threads';
  const queue = SharedWaitQueue.create();
  const cells = new Int32Array(new SharedArrayBuffer(4));
  const wake = \`
    const { workerData: { handle, cells } } = require('node:worker_threads');
    import('waitq/threads').then(({ SharedWaitQueue, wakeUp }) => {
      Atomics.wait(cells, 0, 0, ${ms});
      Atomics.store(cells, 0, 1);
      Atomics.notify(cells, 0);
      wakeUp(SharedWaitQueue.attach(handle));
    });\`;
  new Worker(wake, { eval: true, execArgv: [], workerData: { handle: queue.handle, cells } }).unref();
  await ${wait};
  console.log('woken');`;

function run(wait: string, ms = 50) {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--no-warnings', '--input-type=module', '--eval', program(wait, ms)],
    { cwd: fileURLToPath(new URL('../../..', import.meta.url)), encoding: 'utf8', timeout: 120_000 },
  );
  return { stdout, stderr, status };
}

describe('Atomics.waitAsync does not keep Node alive', () => {
  it('as it says: a main thread that sleeps by it alone ends with its wait unsettled', () => {
    const wait = 'Atomics.waitAsync(cells, 0, 0).value';
    expect(run(wait, 20_000)).toMatchObject({ stdout: '', status: 13 });
  });

  it('a main thread that sleeps on a queue stays alive until it is woken, and ends then', () => {
    const wait = 'waitEvent(queue, () => Atomics.load(cells, 0) === 1)';
    expect(run(wait)).toEqual({ stdout: 'woken\n', stderr: '', status: 0 });
  });
});

import { expect, it } from 'vitest';
import { connected, listed, start, until } from './program.js';

const PROGRAM = `
import { Worker } from 'node:worker_threads';
import { SharedTask, SharedWaitQueue } from 'waitq/threads';
const queue = SharedWaitQueue.create({ name: 'jobs' });
const task = SharedTask.create('worker one', [queue]);
const worker = new Worker(\`
  import { workerData } from 'node:worker_threads';
  import { SharedTask, SharedWaitQueue, waitEventSync, waitEventExclusiveSync } from 'waitq/threads';
  const queue = SharedWaitQueue.attach(workerData.queue);
  waitEventExclusiveSync(queue, () => workerData.ready[0] === 1, { task: SharedTask.attach(workerData.task) });
\`, { eval: true, workerData: { queue: queue.handle, task: task.handle, ready: new Int32Array(new SharedArrayBuffer(4)) } });
`;

it('shows who blocks in another thread, and wakes them', async () => {
  const running = start(PROGRAM, { WAITQ_INSPECT_WRITE: '1' });
  const client = await connected(running);
  const queue = await until(async () => {
    const { queues } = await client.request('waitq/snapshot');
    return queues.find(({ waiters }) => waiters.length > 0);
  });
  expect(queue).toMatchObject({ name: 'jobs', kind: 'shared', counters: { waits: 1, wakeUps: 0 } });
  const [waiter] = queue.waiters;
  expect(waiter).toMatchObject({
    task: 'worker one',
    exclusive: true,
    phase: 'asleep',
    state: 'uninterruptible',
  });
  expect(waiter!.threadId).toBeGreaterThan(0);
  expect(Math.abs(Date.now() - waiter!.since!)).toBeLessThan(60_000);

  const { sequence } = await client.request('waitq/subscribe', { intervalMs: 20 });
  const changed = new Promise<number>((resolve) => {
    client.onDelta(({ queues: [one] }) => {
      if (one?.counters?.spurious === 1 && one.waiters[0]?.sleeping) resolve(one.waiters[0].id);
    });
  });
  expect(sequence).toBeGreaterThan(0);
  expect(await client.request('waitq/wake', { queue: queue.id })).toEqual({ found: 1 });
  expect(await changed).toBe(waiter!.id); // the same wait, woken in vain
});

it('a worker that does not block is a program of its own', async () => {
  const source = `
    import { Worker } from 'node:worker_threads';
    import { WaitQueue } from 'waitq';
    new WaitQueue('main');
    new Worker(\`import { WaitQueue, waitEvent } from 'waitq';
      setInterval(() => {}, 1000);
      void waitEvent(new WaitQueue('aside'), () => false);\`, { eval: true });`;
  const running = start(source);
  const endpoints = await listed(running, 2);
  expect(endpoints.map(({ program }) => program.threadId)).toEqual([0, 1]);
  expect(new Set(endpoints.map(({ program }) => program.pid)).size).toBe(1);
});

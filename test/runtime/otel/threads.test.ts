import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { SharedTask, SharedWaitQueue, kill, sharedCounters, waitQueueActive, wakeUp } from 'waitq/threads';
import { publish } from './publish.js';

/** Waits that end in each way, one after the other; `ready` is what the first is for. */
const WORKER = `
import { workerData } from 'node:worker_threads';
import * as wq from 'waitq/threads';
const queue = wq.SharedWaitQueue.attach(workerData.queue);
const task = wq.SharedTask.attach(workerData.task);
wq.waitEventSync(queue, () => Atomics.load(workerData.ready, 0) > 0);
wq.waitEventTimeoutSync(queue, () => false, 30);
try {
  wq.waitEventInterruptibleSync(queue, () => false, { task });
} catch {}
let tests = 0;
const broken = () => {
  if (++tests > 2) throw new Error('broken condition');
  return false;
};
try {
  wq.waitEventSync(queue, broken);
} catch {}
const entry = new wq.WaitEntry();
wq.prepareToWait(queue, entry);
wq.scheduleTimeoutSync(entry, 30);
wq.finishWait(queue, entry);
`;

it('times the waits of all threads on a shared queue, also of those that block', async () => {
  const { durations, point } = publish();
  const queue = SharedWaitQueue.create({ name: 'far' });
  const task = SharedTask.create('interrupted', [queue]);
  const ready = new Int32Array(new SharedArrayBuffer(4));
  const handles = { queue: queue.handle, task: task.handle };
  const ended = once(new Worker(WORKER, { eval: true, workerData: { ...handles, ready } }), 'exit');
  /** After so many waits it has slept in the next one for a while. */
  const asleep = async (finished: number): Promise<void> => {
    const now = () => ({ ...sharedCounters(queue), isActive: waitQueueActive(queue) });
    await expect
      .poll(now, { timeout: 60_000 })
      .toMatchObject({ waits: finished + 1, finished, isActive: true });
    await sleep(30);
  };
  await asleep(0);
  ready[0] = 1;
  wakeUp(queue);
  await asleep(2);
  kill(task, 'SIGTERM');
  await asleep(3);
  wakeUp(queue);
  await ended;

  const outcomes = await durations('far');
  expect(Object.keys(outcomes).sort()).toEqual(['condition', 'error', 'interrupt', 'left', 'timeout']);
  for (const { count, sum } of Object.values(outcomes)) {
    expect(count).toBe(1);
    expect(sum).toBeGreaterThanOrEqual(0.025);
    expect(sum).toBeLessThan(30);
  }
  expect(await point('waitq.waits', 'far', 'shared')).toBe(5);
});

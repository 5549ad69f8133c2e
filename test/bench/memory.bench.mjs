/** Bytes a waiter, and what is left when all have gone. */
import { WaitQueue, waitEvent, waitEventExclusive, waitQueueActive, wakeUpAll } from 'waitq';
import { SimpleWaitQueue, swaitActive, swaitEvent, swakeUpAll } from 'waitq/swait';
import { row } from './pairs.mjs';

const COUNT = 100_000;

async function heap() {
  for (let i = 0; i < 4; i++) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    globalThis.gc();
  }
  return process.memoryUsage().heapUsed;
}

async function measure(name, create, wait, wakeAll, active) {
  for (let i = 0; i < 4; i++) await round(create, wait, wakeAll, heap, COUNT); // what is allocated once
  let asleep = 0;
  const before = await heap();
  await round(create, wait, wakeAll, async () => (asleep = await heap()), COUNT, active);
  const after = await heap();
  const left = ((after - before) / before) * 100;
  row(name, ((asleep - before) / COUNT).toFixed(0), `${left.toFixed(2)} %`);
}

async function round(create, wait, wakeAll, whileAsleep, count, active) {
  const queue = create();
  let ready = false;
  let woken = 0;
  for (let i = 0; i < count; i++) {
    void wait(queue, () => ready).then(() => {
      woken++;
    });
  }
  await whileAsleep();
  ready = true;
  wakeAll(queue);
  while (woken < count) await new Promise((resolve) => setTimeout(resolve, 1));
  if (active?.(queue)) throw new Error('somebody is left on the queue');
}

row(`${COUNT} waiters`, 'bytes each', 'heap left over');
await measure('waitEvent', () => new WaitQueue('q'), waitEvent, wakeUpAll, waitQueueActive);
await measure('waitEventExclusive', () => new WaitQueue('q'), waitEventExclusive, wakeUpAll, waitQueueActive);
await measure('swaitEvent', () => new SimpleWaitQueue('q'), swaitEvent, swakeUpAll, swaitActive);

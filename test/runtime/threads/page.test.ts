import { describe, expect, it } from 'vitest';
import {
  SharedWaitQueue,
  currentThread,
  reapThread,
  sharedWaiters,
  waitEvent,
  waitEventSync,
  wakeUp,
} from 'waitq/threads';
import { inLine, inNode, inWorker, message, sharedCells } from './pool.js';

describe.skipIf(inNode)('in a page', () => {
  it('there is shared memory', () => {
    expect((globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated).toBe(true);
  });

  it('the main thread may wait and wake but not block', async () => {
    const [queue, cells] = [SharedWaitQueue.create(), sharedCells()];
    expect(() => waitEventSync(queue, () => false)).toThrow(/cannot block this thread: use await/);
    expect(sharedWaiters(queue)).toEqual([]);
    const body = `Atomics.store(cells, 0, 1); api.wakeUp(queues.queue);`;
    const waiting = waitEvent(queue, () => Atomics.load(cells, 0) === 1);
    inWorker(body, cells, { queue: queue.handle });
    await waiting;
  });

  it('a terminated worker is reaped by the number it told', async () => {
    const [queue, cells] = [SharedWaitQueue.create(), sharedCells()];
    const body = `tell(api.currentThread());
      api.waitEventExclusiveSync(queues.queue, () => Atomics.load(cells, 0) === 1);`;
    const worker = inWorker(body, cells, { queue: queue.handle });
    const id = (await message(worker)) as number;
    expect(id).not.toBe(currentThread());
    await inLine(queue, 1);
    await worker.terminate();
    expect(reapThread(id)).toEqual({ threadId: id, slots: 1, locks: 0 });
    expect([sharedWaiters(queue), wakeUp(queue)]).toEqual([[], 0]);
  });
});

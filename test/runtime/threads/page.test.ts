import { describe, expect, it } from 'vitest';
import {
  SharedWaitQueue,
  type WatchableWebWorker,
  announceThread,
  currentThread,
  reapThread,
  sharedWaiters,
  waitEvent,
  waitEventSync,
  wakeUp,
  watch,
} from 'waitq/threads';
import { exit, inLine, inNode, inWorker, message, sharedCells, until } from './pool.js';

/** The beginning of a program that is watched. */
const BEGIN = 'await api.announceThread();';

it('who is no web worker has nothing to announce and learns its number', async () => {
  expect(await announceThread()).toBe(currentThread());
});

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

  it('a worker that has ended is reaped by the number it told', async () => {
    const [queue, cells] = [SharedWaitQueue.create(), sharedCells()];
    const body = `tell(api.currentThread());
      api.waitEventExclusive(queues.queue, () => Atomics.load(cells, 0) === 1); end();`;
    const worker = inWorker(body, cells, { queue: queue.handle });
    const [told, exited] = [message(worker), exit(worker)];
    const id = (await told) as number;
    expect(id).not.toBe(currentThread());
    await exited;
    expect(reapThread(id)).toEqual({ threadId: id, slots: 1, locks: 0 });
    expect([sharedWaiters(queue), wakeUp(queue)]).toEqual([[], 0]);
  });

  it('a terminated worker that runs on for a while is reaped when it has stopped', async () => {
    const cells = sharedCells();
    const worker = inWorker(`${BEGIN} for (;;) Atomics.add(cells, 0, 1);`, cells, {});
    const reaped = watch(worker.watchable);
    await until(() => Atomics.load(cells, 0) > 0);
    worker.terminate();
    await reaped;
    const last = Atomics.load(cells, 0);
    await new Promise((resolve) => setTimeout(resolve, 50)); // time to count, if it were to
    expect(Atomics.load(cells, 0)).toBe(last);
  });

  it('all who watch a worker are told of its end, those who begin late, too', async () => {
    const [queue, cells] = [SharedWaitQueue.create(), sharedCells()];
    const worker = inWorker(`${BEGIN} await api.waitEvent(queues.queue, () => false);`, cells, {
      queue: queue.handle,
    });
    const first = watch(worker.watchable);
    await inLine(queue, 1);
    const second = watch(worker.watchable);
    worker.terminate();
    const { threadId } = worker;
    expect((await Promise.all([first, second])).map((reaped) => reaped.threadId)).toEqual([
      threadId,
      threadId,
    ]);
    expect(await watch(worker.watchable)).toEqual({ threadId, slots: 0, locks: 0 });
  });

  it('what a worker announces is for watch alone', async () => {
    const heard: unknown[] = [];
    const worker = inWorker(`${BEGIN} tell('of its own');`, sharedCells(), {});
    const reaped = watch(worker.watchable);
    (worker.watchable as WatchableWebWorker).addEventListener('message', ({ data }) => heard.push(data));
    const { threadId } = await reaped;
    expect(heard).toEqual([{ id: threadId }, { told: 'of its own' }, { ended: true }]);
  });

  it('a worker goes on when watch has heard it, not before', async () => {
    const cells = sharedCells();
    const body = 'Atomics.store(cells, 0, 1); await api.announceThread(); Atomics.store(cells, 1, 1);';
    inWorker(body, cells, {});
    await until(() => Atomics.load(cells, 0) === 1);
    await new Promise((resolve) => setTimeout(resolve, 50)); // time to go on, if it were to
    expect(Atomics.load(cells, 1)).toBe(0);
    const watched = watch(inWorker(body, cells, {}).watchable);
    await until(() => Atomics.load(cells, 1) === 1);
    await watched;
  });
});

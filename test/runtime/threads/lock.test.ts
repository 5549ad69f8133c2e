import { expect, it } from 'vitest';
import {
  SharedLock,
  SharedWaitQueue,
  sharedWaiters,
  waitEventInterruptibleExclusiveLocked,
  waitEventInterruptibleExclusiveLockedSync,
  waitEventInterruptibleLocked,
  waitEventInterruptibleLockedSync,
  waitEventLock,
  waitEventLockTimeoutSync,
  wakeUp,
  wakeUpAllLocked,
  wakeUpLocked,
} from 'waitq/threads';
import { exit, inLine, inNode, inWorker, message, sharedCells, until } from './pool.js';

it('threads that add under the lock lose nothing', async () => {
  const [lock, cells] = [SharedLock.create(), sharedCells()];
  const body = `
    for (let i = 0; i < 2000; i++) {
      if (i % 50 === 0) await queues.lock.acquire(); else queues.lock.acquireSync();
      cells[0] = cells[0] + 1; // not atomic: the lock makes it one step
      queues.lock.release();
    }`;
  const workers = Array.from({ length: 3 }, () => inWorker(body, cells, { lock: lock.handle }));
  await Promise.all(workers.map(exit));
  expect(cells[0]).toBe(6000);
  expect(lock.held).toBe(false);
});

it('whoever has waited longest gets the lock, be it blocked or not', async () => {
  const [lock, cells] = [SharedLock.create(), sharedCells()];
  lock.acquireSync();
  const body = `queues.lock.acquireSync(); tell(Atomics.add(cells, 0, 1)); queues.lock.release();`;
  const first = message(inWorker(body, cells, { lock: lock.handle }));
  const queueOfLock = { memory: lock.memory } as unknown as SharedWaitQueue;
  const waiting = (): number =>
    sharedWaiters(Object.setPrototypeOf(queueOfLock, SharedWaitQueue.prototype)).length;
  await until(() => waiting() === 1);
  const second = lock.acquire().then(() => {
    const order = Atomics.add(cells, 0, 1);
    lock.release();
    return order;
  });
  lock.release();
  expect(await Promise.all([first, second])).toEqual([0, 1]);
});

it('says what is wrong: released by a stranger, blocked on by its holder', () => {
  const lock = SharedLock.create({ name: 'l' });
  expect(() => lock.release()).toThrow("this thread does not hold lock 'l'");
  lock.acquireSync();
  expect(() => lock.acquireSync()).toThrow(/blocking on it would never end/);
  lock.release();
});

it('a wait holds the lock at each test and on return, and not while asleep', async () => {
  const [queue, lock] = [SharedWaitQueue.create(), SharedLock.create()];
  let ready = false;
  const held: boolean[] = [];
  lock.acquireSync();
  const waiting = waitEventLock(queue, () => (held.push(lock.heldHere), ready), lock);
  await until(() => !lock.held);
  await lock.acquire();
  ready = true;
  wakeUp(queue);
  lock.release();
  await waiting;
  expect(held.every(Boolean)).toBe(true);
  expect(lock.heldHere).toBe(true);
  lock.release();
  lock.acquireSync();
  if (inNode) expect(waitEventLockTimeoutSync(queue, () => false, lock, 1)).toBe(0);
  expect(lock.heldHere).toBe(true);
});

it('the …Locked waits and wake-ups want the queue’s own lock held', async () => {
  const [queue, cells] = [SharedWaitQueue.create({ name: 'q' }), sharedCells()];
  await expect(waitEventInterruptibleLocked(queue, () => true)).rejects.toThrow(/not held by this thread/);
  await expect(waitEventInterruptibleExclusiveLocked(queue, () => true)).rejects.toThrow(/not held/);
  expect(() => waitEventInterruptibleLockedSync(queue, () => true)).toThrow(/not held/);
  expect(() => waitEventInterruptibleExclusiveLockedSync(queue, () => true)).toThrow(/not held/);
  expect(() => wakeUpLocked(queue)).toThrow(/not held/);
  expect(() => wakeUpAllLocked(queue)).toThrow(/not held/);
  const body = `
    queues.queue.lock.acquireSync();
    api.waitEventInterruptibleLockedSync(queues.queue, () => cells[0] === 1);
    queues.queue.lock.release();`;
  const worker = inWorker(body, cells, { queue: queue.handle });
  await inLine(queue, 1);
  await queue.lock.acquire();
  cells[0] = 1;
  wakeUpLocked(queue);
  wakeUpAllLocked(queue);
  queue.lock.release();
  expect(await exit(worker)).toBe(0);
});

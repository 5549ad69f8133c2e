import { describe, expect, it } from 'vitest';
import {
  SharedLock,
  SharedWaitQueue,
  currentThread,
  reapThread,
  sharedCounters,
  sharedWaiters,
  wakeUp,
  watch,
} from 'waitq/threads';
import type { TestWorker } from './pool.js';
import { inLine, inWorker, message, sharedCells, until } from './pool.js';

const TAKE = `
  const take = () => {
    const tokens = Atomics.load(cells, 0);
    return tokens > 0 && Atomics.compareExchange(cells, 0, tokens, tokens - 1) === tokens;
  };`;

const ways: readonly (readonly [string, string, (worker: TestWorker) => unknown])[] = [
  ['worker.terminate()', '', (worker) => worker.terminate()],
  ['process.exit()', `setTimeout(() => process.exit(3), 1);`, () => {}],
  ['an uncaught error', `setTimeout(() => { throw new Error('uncaught'); }, 1);`, () => {}],
];

describe.each(ways)('a worker that ends by %s', (_, ending, end) => {
  it('gives up its place in line', async () => {
    const [queue, cells] = [SharedWaitQueue.create(), sharedCells()];
    const body = `${TAKE} ${ending && `parentPort.on('message', () => { ${ending} });`}
      api.waitEventExclusive(queues.queue, take);`;
    const victim = inWorker(body, cells, { queue: queue.handle });
    victim.on('error', () => {});
    const reaped = watch(victim);
    const { threadId } = victim;
    await inLine(queue, 1);
    victim.postMessage('end');
    end(victim);
    expect(await reaped).toMatchObject({ threadId, slots: 1 });
    expect(sharedWaiters(queue)).toEqual([]);
    expect(sharedCounters(queue).reaped).toBe(1);
    expect(wakeUp(queue)).toBe(0);
  });
});

it('a worker terminated asleep in Atomics.wait leaves the wake-up to the next', async () => {
  const [queue, cells] = [SharedWaitQueue.create(), sharedCells()];
  const body = `${TAKE} api.waitEventExclusiveSync(queues.queue, take); tell('got it');`;
  const victim = inWorker(body, cells, { queue: queue.handle });
  const reaped = watch(victim);
  await inLine(queue, 1);
  const heir = inWorker(body, cells, { queue: queue.handle });
  const told = message(heir);
  await inLine(queue, 2);
  await victim.terminate();
  expect((await reaped).slots).toBe(1);
  Atomics.store(cells, 0, 1);
  wakeUp(queue);
  expect(await told).toBe('got it');
});

it('a wake-up given to a worker that dies before it runs on goes to the next', async () => {
  const [queue, cells] = [SharedWaitQueue.create(), sharedCells()];
  // Woken, it hangs in its condition and never comes to take the token.
  const hang = `api.waitEventExclusiveSync(queues.queue, () => {
      if (Atomics.load(cells, 0) > 0) { Atomics.store(cells, 1, 1); for (;;); }
    });`;
  const victim = inWorker(hang, cells, { queue: queue.handle });
  const reaped = watch(victim);
  await inLine(queue, 1);
  const body = `${TAKE} api.waitEventExclusiveSync(queues.queue, take); tell('got it');`;
  const heir = inWorker(body, cells, { queue: queue.handle });
  const told = message(heir);
  await inLine(queue, 2);
  Atomics.store(cells, 0, 1);
  expect(wakeUp(queue)).toBe(1);
  await until(() => Atomics.load(cells, 1) === 1);
  expect(sharedWaiters(queue).filter((waiter) => waiter.woken)).toMatchObject([
    { threadId: victim.threadId },
  ]);
  await victim.terminate();
  expect((await reaped).slots).toBe(1);
  expect(await told).toBe('got it');
});

it('a lock is taken from a holder that died, and says so', async () => {
  const [lock, cells] = [SharedLock.create({ name: 'l' }), sharedCells()];
  const victim = inWorker(`queues.lock.acquireSync(); tell('holds it'); for (;;);`, cells, {
    lock: lock.handle,
  });
  const reaped = watch(victim);
  await message(victim);
  expect([lock.held, lock.heldHere, lock.tryAcquire()]).toEqual([true, false, false]);
  const body = `queues.lock.acquireSync(); tell('has it'); queues.lock.release(); tell('gave it back')`;
  const heir = inWorker(body, cells, { lock: lock.handle });
  const told = message(heir);
  const mine = lock.acquire();
  await victim.terminate();
  expect(await reaped).toMatchObject({ locks: 1 });
  await mine;
  expect([lock.heldHere, lock.recoveries]).toEqual([true, 1]);
  lock.release();
  expect(await told).toBe('has it');
});

it('what cannot be watched is refused', async () => {
  expect(() => watch({} as never)).toThrow(TypeError);
  const worker = inWorker('', sharedCells(), {});
  await watch(worker);
  expect(() => watch(worker)).toThrow(RangeError);
  expect(() => reapThread(-1)).toThrow(RangeError);
  expect(reapThread(currentThread() + 1_000_000)).toMatchObject({ slots: 0, locks: 0 });
});

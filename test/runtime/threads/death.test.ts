import { describe, expect, it } from 'vitest';
import {
  SharedLock,
  SharedWaitQueue,
  currentThread,
  reapThread,
  sharedCounters,
  sharedWaiters,
  waitEventExclusive,
  wakeUp,
  watch,
} from 'waitq/threads';
import type { TestWorker } from './pool.js';
import { inLine, inNode, inWorker, message, sharedCells, tested, until } from './pool.js';

/** The beginning of a program that is watched. */
const BEGIN = 'await api.announceThread();';

/** Where it counts its tests. */
const TESTS = 15;
const TAKE = `
  const take = () => {
    Atomics.add(cells, ${TESTS}, 1);
    const tokens = Atomics.load(cells, 0);
    return tokens > 0 && Atomics.compareExchange(cells, 0, tokens, tokens - 1) === tokens;
  };`;

/** How a thread ends: what its own program does for it, and what others do. */
interface Way {
  readonly name: string;
  readonly ending: string;
  readonly end: (worker: TestWorker) => void;
}

const fail = `setTimeout(() => { throw new Error('uncaught'); }, 1);`;

const ways: readonly Way[] = [
  { name: 'worker.terminate()', ending: '', end: (worker) => worker.terminate() },
  { name: inNode ? 'process.exit()' : 'self.close()', ending: 'setTimeout(end, 1);', end: () => {} },
  ...(inNode ? [{ name: 'an uncaught error', ending: fail, end: () => {} }] : []),
];

describe.each(ways)('a worker that ends by $name', ({ ending, end }) => {
  it('gives up its place in line', async () => {
    const [queue, cells] = [SharedWaitQueue.create(), sharedCells()];
    const body = `${BEGIN} ${TAKE} hear(() => { ${ending} }); await api.waitEventExclusive(queues.queue, take);`;
    const victim = inWorker(body, cells, { queue: queue.handle });
    victim.once('error', () => {});
    const reaped = watch(victim.watchable);
    await inLine(queue, 1);
    const { threadId } = victim;
    victim.postMessage('end');
    end(victim);
    expect(await reaped).toMatchObject({ threadId, slots: 1 });
    expect(sharedWaiters(queue)).toEqual([]);
    expect(sharedCounters(queue).reaped).toBe(1);
    expect(wakeUp(queue)).toBe(0);
  });
});

it.skipIf(inNode)(
  'a web worker lives on after an uncaught error, and so does its place in line',
  async () => {
    const [queue, cells] = [SharedWaitQueue.create(), sharedCells()];
    const body = `${TAKE} hear(() => { ${fail} });
    await api.waitEventExclusive(queues.queue, take); tell('got it');`;
    const worker = inWorker(body, cells, { queue: queue.handle });
    const failed = new Promise((resolve) => worker.once('error', resolve));
    await inLine(queue, 1);
    worker.postMessage('fail');
    expect(await failed).toMatchObject({ message: 'Uncaught Error: uncaught' });
    const told = new Promise((resolve) => worker.once('message', resolve));
    Atomics.store(cells, 0, 1);
    expect(wakeUp(queue)).toBe(1);
    expect(await told).toBe('got it');
  },
);

it('a worker terminated asleep in Atomics.wait leaves the wake-up to the next', async () => {
  const [queue, cells] = [SharedWaitQueue.create(), sharedCells()];
  const body = `${TAKE} api.waitEventExclusiveSync(queues.queue, take); tell('got it');`;
  const victim = inWorker(BEGIN + body, cells, { queue: queue.handle });
  const reaped = watch(victim.watchable);
  await inLine(queue, 1);
  const heir = inWorker(body, cells, { queue: queue.handle });
  const told = message(heir);
  await inLine(queue, 2);
  victim.terminate();
  expect((await reaped).slots).toBe(1);
  Atomics.store(cells, 0, 1);
  wakeUp(queue);
  expect(await told).toBe('got it');
});

it('a wake-up given to a worker that dies before it runs on goes to the next', async () => {
  const [queue, cells] = [SharedWaitQueue.create(), sharedCells()];
  // Woken, it hangs in its condition and never comes to take the token.
  const hang = `${BEGIN} api.waitEventExclusiveSync(queues.queue, () => {
      if (Atomics.load(cells, 0) > 0) { Atomics.store(cells, 1, 1); for (;;); }
    });`;
  const victim = inWorker(hang, cells, { queue: queue.handle });
  const reaped = watch(victim.watchable);
  await inLine(queue, 1);
  const body = `${TAKE} api.waitEventExclusiveSync(queues.queue, take); tell('got it');`;
  const heir = inWorker(body, cells, { queue: queue.handle });
  const told = message(heir);
  await tested(cells, TESTS, 2);
  await inLine(queue, 2);
  Atomics.store(cells, 0, 1);
  expect(wakeUp(queue)).toBe(1);
  await until(() => Atomics.load(cells, 1) === 1);
  expect(sharedWaiters(queue).filter((waiter) => waiter.woken)).toMatchObject([
    { threadId: victim.threadId },
  ]);
  victim.terminate();
  expect((await reaped).slots).toBe(1);
  expect(await told).toBe('got it');
});

it('a wake-up given to a worker that ends itself on waking goes to the next', async () => {
  const [queue, cells] = [SharedWaitQueue.create(), sharedCells()];
  const body = `${BEGIN}
    await api.waitEventExclusive(queues.queue, () => { if (Atomics.load(cells, 0) > 0) end(); });`;
  const victim = inWorker(body, cells, { queue: queue.handle });
  const reaped = watch(victim.watchable);
  await inLine(queue, 1);
  const heir = waitEventExclusive(queue, () => Atomics.compareExchange(cells, 0, 1, 0) === 1);
  await inLine(queue, 2);
  Atomics.store(cells, 0, 1);
  expect(wakeUp(queue)).toBe(1);
  expect((await reaped).slots).toBe(1);
  await heir;
});

it('a lock is taken from a holder that died, and says so', async () => {
  const [lock, cells] = [SharedLock.create({ name: 'l' }), sharedCells()];
  const victim = inWorker(`${BEGIN} queues.lock.acquireSync(); tell('holds it'); for (;;);`, cells, {
    lock: lock.handle,
  });
  const reaped = watch(victim.watchable);
  await message(victim);
  expect([lock.held, lock.heldHere, lock.tryAcquire()]).toEqual([true, false, false]);
  const body = `queues.lock.acquireSync(); tell('has it'); queues.lock.release(); tell('gave it back')`;
  const heir = inWorker(body, cells, { lock: lock.handle });
  const told = message(heir);
  const mine = lock.acquire();
  victim.terminate();
  expect(await reaped).toMatchObject({ locks: 1 });
  await mine;
  expect([lock.heldHere, lock.recoveries]).toEqual([true, 1]);
  lock.release();
  expect(await told).toBe('has it');
});

it('workers terminated in the middle of queueing, waking and locking leave a sound queue behind', async () => {
  const [queue, lock, cells] = [SharedWaitQueue.create({ slots: 1 }), SharedLock.create(), sharedCells()];
  const handles = { queue: queue.handle, lock: lock.handle };
  const body = (cell: number): string => `
    ${BEGIN}
    const entry = new api.WaitEntry();
    for (let turn = 0; ; turn++) {
      api.prepareToWaitExclusive(queues.queue, entry);
      if (turn % 3 === 0) api.wakeUp(queues.queue);
      if (turn % 2 === 0) api.finishWait(queues.queue, entry);
      queues.lock.acquireSync();
      queues.lock.release();
      Atomics.add(cells, ${cell}, 1);
    }`;
  const victims = [1, 2, 3, 4].map((cell) => inWorker(body(cell), cells, handles));
  const ends = victims.map((victim) => watch(victim.watchable));
  await until(() => [1, 2, 3, 4].every((cell) => Atomics.load(cells, cell) > 1000));
  for (const victim of victims) victim.terminate();
  const reaped = await Promise.all(ends);
  expect(new Set(reaped.map(({ threadId }) => threadId)).size).toBe(4);
  expect(sharedWaiters(queue)).toEqual([]);
  expect(lock.held).toBe(false);
  const heir = inWorker(
    `queues.lock.acquireSync(); ${TAKE}
    api.waitEventExclusiveSync(queues.queue, take); tell('got it');`,
    cells,
    handles,
  );
  const told = message(heir);
  await tested(cells, TESTS, 2);
  await inLine(queue, 1);
  Atomics.store(cells, 0, 1);
  expect(wakeUp(queue)).toBe(1);
  expect(await told).toBe('got it');
});

it('what cannot be watched is refused', async () => {
  expect(() => watch({} as never)).toThrow(TypeError);
  expect(() => reapThread(-1)).toThrow(RangeError);
  expect(reapThread(currentThread() + 1_000_000)).toMatchObject({ slots: 0, locks: 0 });
  if (!inNode) return;
  const worker = inWorker(BEGIN, sharedCells(), {});
  await watch(worker.watchable);
  expect(() => watch(worker.watchable)).toThrow(RangeError);
});

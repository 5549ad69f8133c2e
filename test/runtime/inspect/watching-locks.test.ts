import { beforeAll, expect, it } from 'vitest';
import { Lock, WaitQueue, spawn, waitEvent, wakeUp } from 'waitq';
import { SharedLock, currentThread } from 'waitq/threads';
import { startWatching } from '../../../runtime/dist/inspect/start.js';
import { deltas, hook, now, told } from './watched.js';

beforeAll(() => startWatching());

it('tells locks, by their names', async () => {
  const lock = new Lock('short');
  const since = now();
  await lock.acquire();
  const wanted = lock.acquire();
  lock.release();
  await wanted;
  lock.release();
  const { events } = deltas(since);
  expect(events.map((event) => ('name' in event ? event.name : ''))).toEqual(Array(5).fill('short'));
  expect(told(events)).toEqual(['lock-taken', 'lock-wanted', 'lock-released', 'lock-taken', 'lock-released']);
});

it('shows who holds a lock and who wants it, and no lock that is free', async () => {
  const [lock, queue] = [new Lock('db'), new WaitQueue('letters')];
  const locks = () =>
    hook()
      .snapshot()
      .locks!.filter(({ name }) => name === 'db' || name === 'letters');
  const since = now();
  let isDone = false;
  const holder = spawn('holder', async () => {
    await lock.acquire();
    await waitEvent(queue, () => isDone);
    lock.release();
  });
  const wanter = spawn('wanter', () => lock.acquire().then(() => lock.release()));
  const late = spawn('late', () => lock.acquire().then(() => lock.release()));
  queue.lock.tryAcquire();
  expect(locks()).toMatchObject([
    { name: 'db', holder: 'holder', wanted: ['wanter', 'late'] },
    { name: 'letters', holder: '', wanted: [] },
  ]);
  expect(Math.abs(Date.now() - locks()[0]!.since!)).toBeLessThan(10_000);
  expect(deltas(since).locks).toMatchObject([{ name: 'db' }, { name: 'letters' }]);
  expect(deltas(now())).not.toHaveProperty('locks');
  queue.lock.release();
  isDone = true;
  wakeUp(queue);
  await Promise.all([holder.done, wanter.done, late.done]);
  expect(locks()).toEqual([]);
  expect(deltas(since).locks).toEqual([]);
});

it('a lock of threads is in a delta when something has happened to it, and only then', () => {
  const lock = SharedLock.create({ name: 'files' });
  const holder = `thread ${currentThread()}`;
  const before = now();
  lock.acquireSync();
  expect(deltas(before).locks).toMatchObject([{ name: 'files', shared: true, holder, wanted: [] }]);
  const since = now();
  expect(deltas(since)).not.toHaveProperty('locks');
  lock.release();
  expect(deltas(since).locks).toEqual([]);
});

it('says where its holder took it, or asked for it when another held it', async () => {
  const lock = new Lock('placed');
  const site = () =>
    hook()
      .snapshot()
      .locks!.find(({ name }) => name === 'placed')?.site;
  await lock.acquire();
  const taken = site();
  const wanted = lock.acquire();
  lock.release();
  await wanted;
  const given = site();
  lock.release();
  lock.tryAcquire();
  const tried = site();
  lock.release();
  expect(site()).toBeUndefined();
  const lines = [taken, given, tried].map((text) =>
    Number(/watching-locks\.test\.ts:(\d+):\d+$/.exec(text!)![1]),
  );
  expect(lines).toEqual([lines[0], lines[0]! + 2, lines[0]! + 7]);
});

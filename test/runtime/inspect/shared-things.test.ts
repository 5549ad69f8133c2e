import { expect, it } from 'vitest';
import type { Client } from 'waitq/inspect/client';
import { saidOnce, sharedThings, sharedWaiters } from 'waitq/inspect/client';
import type { QueueSnapshot, Snapshot, WaiterSnapshot } from 'waitq/inspect';
import { connected, connectedTo, listed, start, until } from './program.js';

/** Two queues of one name and a lock; the main thread, a worker that runs and one that blocks wait on the first. */
const PROGRAM = `
import { Worker } from 'node:worker_threads';
import { SharedLock, SharedWaitQueue, waitEventInterruptible } from 'waitq/threads';
const queue = SharedWaitQueue.create({ name: 'jobs' });
const namesake = SharedWaitQueue.create({ name: 'jobs' });
const lock = SharedLock.create({ name: 'ledger' });
await lock.acquire();
const code = (wait) => \`
  import { workerData } from 'node:worker_threads';
  import { SharedLock, SharedWaitQueue, waitEventInterruptible, waitEventSync } from 'waitq/threads';
  const [queue, namesake] = workerData.queues.map((handle) => SharedWaitQueue.attach(handle));
  const lock = SharedLock.attach(workerData.lock);
  \${wait};
\`;
const workerData = { queues: [queue.handle, namesake.handle], lock: lock.handle };
new Worker(code('waitEventInterruptible(queue, () => false); setInterval(() => lock.name, 1000)'), { eval: true, workerData });
new Worker(code('waitEventSync(queue, () => false)'), { eval: true, workerData });
waitEventInterruptible(queue, () => false);
setInterval(() => lock.name, 1000);
`;

interface Told {
  readonly id: string;
  readonly threadId: number;
  readonly snapshot: Snapshot;
}

const standingOf = ({ threadId }: Told) => ({ program: { threadId }, isCurrent: true });

it('every thread tells of the same queue, waiters and lock by the same words, and of another by others', async () => {
  const running = start(PROGRAM);
  const main = await connected(running);
  const endpoint = await until(async () =>
    (await listed(running)).find(({ program: { threadId } }) => threadId === 1),
  );
  const worker = await connectedTo(endpoint);
  const told = await Promise.all(
    [worker, main].map(async (client) => ({
      id: `${client.hello.program.threadId}`,
      threadId: client.hello.program.threadId,
      snapshot: await picture(client, ({ queues }) => queues.some(({ waiters }) => waiters.length === 3)),
    })),
  );

  const queues = sharedThings(told, standingOf, ({ snapshot }) => snapshot.queues);
  expect(
    queues.map(({ tellings }) => tellings.map(({ teller, thing }) => [teller.threadId, thing.name])),
  ).toEqual([
    [
      [0, 'jobs'],
      [1, 'jobs'],
    ],
    [
      [0, 'jobs'],
      [1, 'jobs'],
    ],
  ]);
  const [jobs] = queues.map((one) => sharedWaiters(one, standingOf)).filter(({ length }) => length > 0);
  expect(jobs!.map(({ waiter }) => waiter.threadId).sort()).toEqual([0, 1, 2]);
  expect(jobs!.map(({ tellings }) => tellings.length)).toEqual([2, 2, 2]);
  // Each by its own thread, where that can be asked.
  const evaluable = jobs!.filter(({ waiter }) => waiter.notEvaluable === undefined);
  expect(evaluable.map(({ tellings: [{ teller }] }) => teller.threadId).sort()).toEqual([0, 1]);

  const locks = sharedThings(told, standingOf, ({ snapshot }) => snapshot.locks ?? []);
  expect(locks.map(({ tellings }) => tellings.map(({ thing }) => thing.name))).toEqual([
    ['ledger', 'ledger'],
  ]);
});

function picture(client: Client, isWanted: (snapshot: Snapshot) => boolean): Promise<Snapshot> {
  return until(async () => {
    const snapshot = await client.request('waitq/snapshot');
    return isWanted(snapshot) ? snapshot : undefined;
  });
}

const waiter = (given: Partial<WaiterSnapshot> = {}): WaiterSnapshot => ({
  id: 1,
  task: '',
  state: 'interruptible',
  exclusive: false,
  sleeping: true,
  phase: 'asleep',
  threadId: 2,
  wait: '48@1',
  ...given,
});
const queue = (given: Partial<QueueSnapshot> = {}): QueueSnapshot => ({
  id: 1,
  name: 'jobs',
  kind: 'shared',
  region: '1:2',
  waiters: [waiter()],
  ...given,
});

interface Thread {
  readonly threadId: number;
  readonly isCurrent?: boolean;
  readonly queue: QueueSnapshot;
}
const standing = ({ threadId, isCurrent = true }: Thread) => ({ program: { threadId }, isCurrent });
const shared = (...threads: Thread[]) => sharedThings(threads, standing, (one) => [one.queue]);
const believed = (...threads: Thread[]) => shared(...threads)[0]?.tellings[0].teller.threadId;

it('the thread that came first is believed, but for one that has ended, or does not hear the others', () => {
  const [main, worker] = [
    { threadId: 0, queue: queue() },
    { threadId: 3, queue: queue() },
  ];
  expect(believed(worker, main)).toBe(0);
  expect(believed(worker, { ...main, isCurrent: false })).toBe(3);
  expect(believed(worker, { ...main, queue: queue({ isUnheard: true }) })).toBe(3);
  expect(believed({ ...worker, isCurrent: false }, { ...main, isCurrent: false })).toBe(0);
  expect(new Set([shared(main), shared(worker), shared(main, worker)].map(([one]) => one!.key)).size).toBe(1);
});

it('whether it sleeps says who is believed, the rest its own thread: that may be blocked', () => {
  const stale = waiter({ id: 9, condition: '() => ready', phase: 'running', sleeping: false });
  const [one] = shared(
    { threadId: 2, queue: queue({ id: 5, waiters: [stale] }) },
    { threadId: 0, queue: queue() },
  );
  const [seen] = sharedWaiters(one!, standing);
  expect(seen).toMatchObject({
    waiter: { id: 9, condition: '() => ready', phase: 'asleep', sleeping: true },
  });
  expect(seen!.tellings.map(({ queue: { id }, waiter: { id: own } }) => [id, own])).toEqual([
    [5, 9],
    [1, 1],
  ]);
});

it('what has no region, as older programs tell it, is shared with nobody', () => {
  const { region, ...older } = queue();
  expect(region).toBeDefined();
  expect(shared({ threadId: 0, queue: older })).toEqual([]);
});

it('what several say is said once', () => {
  const say = (kind: string, message: string) => ({ kind, message });
  expect(
    saidOnce([
      [say('herd', 'a'), say('herd', 'b')],
      [say('herd', 'c'), say('old-waiter', 'd')],
    ] as never),
  ).toEqual([say('herd', 'a'), say('herd', 'b'), say('old-waiter', 'd')]);
});

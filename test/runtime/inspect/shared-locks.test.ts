import { describe, expect, it } from 'vitest';
import type { Finding, LockSnapshot, QueueEvent } from 'waitq/inspect';
import type { Client } from 'waitq/inspect/client';
import { breath, connected, start, until } from './program.js';

/** Two locks, and words by which the threads meet. `run` of a worker has them, and `meet` to wait for all. */
const PROGRAM = `
import { Worker } from 'node:worker_threads';
import { spawn } from 'waitq';
import { SharedLock } from 'waitq/threads';
const names = ['left', 'right'];
const locks = names.map((name) => SharedLock.create({ name }));
const [left, right] = locks;
const cells = new Int32Array(new SharedArrayBuffer(16));
const inWorker = (run) => new Worker(\`
  import { workerData } from 'node:worker_threads';
  import { spawn } from 'waitq';
  import { SharedLock } from 'waitq/threads';
  const [left, right] = workerData.locks.map((handle) => SharedLock.attach(handle));
  const { cells } = workerData;
  const meet = (count) => {
    Atomics.add(cells, 0, 1);
    while (Atomics.load(cells, 0) < count);
  };
  await (\${run})();
\`, { eval: true, workerData: { locks: locks.map(({ handle }) => handle), cells } });
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
setInterval(() => locks, 1000);
`;

const LEFT_FIRST = `inWorker('() => { left.acquireSync(); meet(2); right.acquireSync(); }');`;
const RIGHT_FIRST = `inWorker('() => { right.acquireSync(); meet(2); left.acquireSync(); }');`;

describe('a deadlock of shared locks', () => {
  it('of two threads is told as a cycle, with what each holds and wants', async () => {
    const client = await connected(start(`${PROGRAM}${LEFT_FIRST}${RIGHT_FIRST}`));
    const [left, right] = await contended(client);
    expect(left).toMatchObject({ name: 'left', shared: true, holder: 'thread 1', wanted: ['thread 2'] });
    expect(right).toMatchObject({ name: 'right', shared: true, holder: 'thread 2', wanted: ['thread 1'] });
    expect(Math.abs(Date.now() - left!.since!)).toBeLessThan(60_000);
    expect([left!.threadId, right!.threadId]).toEqual([1, 2]);
    for (const { site } of [left!, right!]) expect(site).toMatch(/:11:\d+$/);
    const [cycle, ...others] = await cycles(client);
    expect(others).toEqual([]);
    expect(cycle!.key).toBe('thread 1, thread 2'); // whoever finds it
    expect(cycle!.message).toMatch(/^Thread (1 → thread 2 → thread 1|2 → thread 1 → thread 2) wait for each/);
    expect(cycle!.evidence.map(({ what }) => what).sort()).toEqual([
      "wants lock 'left', which thread 1 holds, and blocks thread 2",
      "wants lock 'right', which thread 2 holds, and blocks thread 1",
    ]);
  });

  it('of a thread and a task is told by their names', async () => {
    const boss = `spawn('boss', async () => {
      await left.acquire();
      Atomics.add(cells, 0, 1);
      while (Atomics.load(cells, 0) < 2) await pause(1);
      await right.acquire();
    });`;
    const client = await connected(start(`${PROGRAM}${boss}${RIGHT_FIRST}`));
    const [left, right] = await contended(client);
    expect(left).toMatchObject({ holder: 'boss', wanted: ['thread 1'] });
    expect(right).toMatchObject({ holder: 'thread 1', wanted: ['boss'] });
    const [cycle, ...others] = await cycles(client);
    expect(others).toEqual([]);
    expect(cycle!.message).toMatch(
      /^(Task 'boss' → thread 1 → task 'boss'|Thread 1 → task 'boss' → thread 1)/,
    );
  });

  it('of tasks that do not block is told, in whatever threads they are', async () => {
    const taking = (name: string, first: string, second: string) => `async () => {
      spawn('${name}', async () => {
        await ${first}.acquire();
        Atomics.add(cells, 0, 1);
        while (Atomics.load(cells, 0) < 2) await new Promise((resolve) => setTimeout(resolve, 1));
        await ${second}.acquire();
      });
    }`;
    const here = `await (${taking('here', 'left', 'right')})();`;
    const there = `inWorker(${JSON.stringify(taking('there', 'right', 'left'))});`;
    const client = await connected(start(`${PROGRAM}${here}${there}`));
    await contended(client);
    const [cycle, ...others] = await cycles(client);
    expect(others).toEqual([]);
    expect(cycle!.message).toMatch(/^Tasks ('here' → 'there' of thread 1 → 'here'|'there' of thread 1 → )/);
  });
});

/**
 * Thread 1 sleeps on a queue, first without a lock, then holding `left`; thread 2 wakes it, the second time only after it
 * has taken that lock. `last` is how thread 1 sleeps at the end.
 */
const asleepWithLock = (last: string): string => `
  import { Worker } from 'node:worker_threads';
  import { SharedLock, SharedWaitQueue, wakeUp } from 'waitq/threads';
  const left = SharedLock.create({ name: 'left' });
  const queue = SharedWaitQueue.create({ name: 'jobs' });
  const cells = new Int32Array(new SharedArrayBuffer(16));
  const inWorker = (code) => new Worker(\`
    import { workerData } from 'node:worker_threads';
    import * as threads from 'waitq/threads';
    const { waitEventSync, waitEventTimeoutSync, waitEventLockSync, wakeUp } = threads;
    const left = threads.SharedLock.attach(workerData.left);
    const queue = threads.SharedWaitQueue.attach(workerData.queue);
    const { cells } = workerData;
    \${code}\`, { eval: true, workerData: { left: left.handle, queue: queue.handle, cells } });
  inWorker(\`
    waitEventSync(queue, () => (Atomics.add(cells, 2, 1), Atomics.load(cells, 0) === 1));
    left.acquireSync();
    Atomics.store(cells, 1, 1);
    ${last}\`);
  inWorker(\`
    while (Atomics.load(cells, 2) < 2); // its second test comes after it is in line
    Atomics.store(cells, 0, 1);
    wakeUp(queue);
    while (Atomics.load(cells, 1) === 0 || !threads.waitQueueActive(queue));
    left.acquireSync();
    Atomics.store(cells, 0, 2);
    wakeUp(queue);
    left.release();\`);
  process.on('SIGUSR2', () => wakeUp(queue));
  setInterval(() => [left, queue], 1000);`;

describe('a lock and a shared queue', () => {
  const asleep = (client: Client, condition: string) =>
    until(async () => {
      const { queues } = await client.request('waitq/snapshot');
      return queues[0]!.waiters.some((one) => one.condition?.includes(condition)) || undefined;
    });

  it('make a cycle when the only waker of the sleeper wants the lock it holds', async () => {
    const running = start(asleepWithLock('waitEventSync(queue, () => Atomics.load(cells, 0) === 2);'));
    const client = await connected(running);
    await contended(client, 1);
    await asleep(client, '=== 2');
    const [cycle, ...others] = await cycles(client);
    expect(others).toEqual([]);
    expect(cycle!.message).toMatch(/^Thread (1 → thread 2 → thread 1|2 → thread 1 → thread 2) wait for each/);
    expect(cycle!.evidence.map(({ what }) => what).sort()).toEqual([
      "sleeps, and blocks thread 1; nobody but thread 2 has ever woken queue 'jobs'",
      "wants lock 'left', which thread 1 holds, and blocks thread 2",
    ]);
    expect(cycle!.queue).toBe(1);
    // A third has woken it: so it may again.
    running.child.kill('SIGUSR2');
    await until(async () => ((await cycles(client)).length === 0 ? true : undefined));
    await asleep(client, '=== 2');
  });

  it.each([
    ['its time ends the sleep', 'waitEventTimeoutSync(queue, () => Atomics.load(cells, 0) === 2, 60_000);'],
    ['the sleeper has no condition', 'threads.sleepOnSync(queue);'],
  ])('make none where %s', async (_why, last) => {
    const client = await connected(start(asleepWithLock(last)));
    await contended(client, 1);
    await until(async () => {
      const { queues } = await client.request('waitq/snapshot');
      return queues[0]!.waiters.some(({ site, sleeping }) => site !== undefined && sleeping) || undefined;
    });
    expect(await cycles(client)).toEqual([]);
  });

  it('make none where the lock is given back while its holder sleeps', async () => {
    const last = 'waitEventLockSync(queue, () => Atomics.load(cells, 0) === 2, left); left.release();';
    const running = start(asleepWithLock(last));
    const client = await connected(running);
    await until(async () => {
      expect(await cycles(client)).toEqual([]);
      const { queues } = await client.request('waitq/snapshot');
      return queues[0]!.counters!.finished === 2 || undefined;
    });
  });
});

describe('no cycle is told', () => {
  it('where other code of a thread holds what is wanted, for that may go on', async () => {
    const flows = `
      await left.acquire();
      process.once('SIGUSR2', () => left.release());
      const later = (async () => {
        while (Atomics.load(cells, 0) < 1) await pause(1);
        await right.acquire();
        console.log('done');
      })();`;
    const worker = `inWorker('() => { right.acquireSync(); meet(1); left.acquireSync(); right.release(); }');`;
    const running = start(`${PROGRAM}${flows}${worker}`);
    const client = await connected(running);
    await contended(client);
    expect(await cycles(client)).toEqual([]);
    running.child.kill('SIGUSR2');
    await until(() => running.output.stdout.includes('done') || undefined);
  });

  it('about threads that take locks in one order, at whatever moment one looks', async () => {
    const ordered = `() => {
      for (;;) {
        left.acquireSync();
        right.acquireSync();
        left.release();
        for (let i = 0; i < 2000; i++) Atomics.load(cells, 1);
        right.release();
      }
    }`;
    const worker = `inWorker(${JSON.stringify(ordered)});`;
    const client = await connected(start(`${PROGRAM}${worker}${worker}${worker}`));
    await contended(client);
    for (let look = 0; look < 100; look++, await breath()) expect(await cycles(client)).toEqual([]);
  });
});

it('tells when locks were taken, wanted and given back, and by whom', async () => {
  const worker = `inWorker('() => { left.acquireSync(); Atomics.wait(cells, 1, 0); left.release(); }');`;
  const boss = `
    process.once('SIGUSR2', () => spawn('boss', async () => {
      await left.acquire();
      left.release();
    }));
    process.once('SIGCONT', () => { Atomics.store(cells, 1, 1); Atomics.notify(cells, 1); });`;
  const running = start(`${PROGRAM}${boss}${worker}`);
  const client = await connected(running);
  await locksOf(client, ([lock]) => lock?.holder === 'thread 1');
  await client.request('waitq/subscribe', { intervalMs: 20 });
  const events: QueueEvent[] = [];
  const states: (readonly LockSnapshot[])[] = [];
  const isFree = new Promise<void>((resolve) => {
    client.onDelta((delta) => {
      events.push(...delta.events);
      if (delta.locks) states.push(delta.locks);
      if (events.filter(({ kind }) => kind === 'lock-released').length === 2) resolve();
    });
  });
  running.child.kill('SIGUSR2');
  await until(() => states.flat().find(({ wanted }) => wanted.includes('boss')));
  running.child.kill('SIGCONT');
  await isFree;
  // That the worker took it before may be told late.
  const isBefore = (event: QueueEvent) => event.kind === 'lock-taken' && event.task === 'thread 1';
  const told = events.filter((event) => !isBefore(event));
  const [{ lock }] = told as [QueueEvent & { lock: number }];
  expect(told).toMatchObject([
    { kind: 'lock-wanted', lock, task: 'boss' },
    { kind: 'lock-released', lock, task: 'thread 1' },
    { kind: 'lock-taken', lock, task: 'boss' },
    { kind: 'lock-released', lock, task: 'boss' },
  ]);
  expect(await locksOf(client, (locks) => locks.length === 0)).toEqual([]);
  expect(states.flat().find(({ wanted }) => wanted.includes('boss'))).toMatchObject({ id: lock });
});

it('says that the thread has ended that a lock still belongs to', async () => {
  const source = `${PROGRAM}
    inWorker('() => { left.acquireSync(); process.exit(); }').once('exit', () => left.acquire());`;
  const client = await connected(start(source));
  const [lock] = await contended(client, 1);
  expect(lock).toMatchObject({ name: 'left', holder: 'thread 1 (ended)', wanted: ['thread 0'] });
});

it('shows who waits for the lock of a shared queue', async () => {
  const source = `
    import { Worker } from 'node:worker_threads';
    import { SharedWaitQueue } from 'waitq/threads';
    const queue = SharedWaitQueue.create({ name: 'jobs' });
    queue.lock.acquireSync();
    new Worker(\`
      import { workerData } from 'node:worker_threads';
      import { SharedWaitQueue } from 'waitq/threads';
      SharedWaitQueue.attach(workerData).lock.acquireSync();
    \`, { eval: true, workerData: queue.handle });
    setInterval(() => queue, 1000);`;
  const client = await connected(start(source));
  const [lock] = await contended(client, 1);
  expect(lock).toMatchObject({ name: 'jobs', shared: true, holder: 'thread 0', wanted: ['thread 1'] });
  const { queues } = await client.request('waitq/snapshot');
  expect(queues[0]!.waiters).toMatchObject([{ forLock: true, threadId: 1, phase: 'asleep' }]);
});

/** All locks, once so many of them are held and wanted. */
function contended(client: Client, count = 2): Promise<readonly LockSnapshot[]> {
  const isContended = ({ holder, wanted }: LockSnapshot) => holder !== '' && wanted.length > 0;
  return locksOf(client, (locks) => locks.filter(isContended).length >= count);
}

function locksOf(
  client: Client,
  isWanted: (locks: readonly LockSnapshot[]) => boolean,
): Promise<readonly LockSnapshot[]> {
  return until(async () => {
    const { locks = [] } = await client.request('waitq/snapshot');
    return isWanted(locks) ? locks : undefined;
  });
}

async function cycles(client: Client): Promise<readonly Finding[]> {
  return (await client.request('waitq/lints', {})).filter(({ kind }) => kind === 'lock-cycle');
}

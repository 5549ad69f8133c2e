import { expect, it } from 'vitest';
import { connected, start, until } from './program.js';

/** A right program that does all it can: pools, producers, time-outs, signals, locks, simple and shared queues. */
const PROGRAM = `
import { Worker } from 'node:worker_threads';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  Lock, WaitQueue, kill, spawn, waitEvent, waitEventExclusive, waitEventIdle, waitEventInterruptible,
  waitEventLock, waitEventTimeout, wakeUp, wakeUpAll, wakeUpNr,
} from 'waitq';
import { SharedWaitQueue, waitEvent as waitShared, wakeUp as wakeShared } from 'waitq/threads';
import { SimpleWaitQueue, swaitEvent, swakeUp } from 'waitq/swait';

let rounds = 0;

// A pool whose fast path waits on nothing, and whose release wakes even if nobody waits.
const pool = { free: 2, queue: new WaitQueue('pool') };
async function work(ms) {
  if (pool.free === 0) await waitEventExclusive(pool.queue, () => pool.free > 0);
  pool.free--;
  await sleep(ms);
  pool.free++;
  wakeUp(pool.queue);
}

// A producer that is sometimes ahead and sometimes behind.
const jobs = { list: [], queue: new WaitQueue('jobs') };
spawn('producer', async () => {
  for (;;) {
    await sleep(3);
    jobs.list.push(1, 2);
    wakeUpNr(jobs.queue, 2);
    rounds++;
  }
});
for (const name of ['consumer 1', 'consumer 2']) {
  spawn(name, async () => {
    for (;;) {
      await waitEventExclusive(jobs.queue, () => jobs.list.length > 0);
      jobs.list.shift();
      await work(2);
    }
  });
}

// Locks taken in one order, and one that is given back while asleep.
const [a, b] = [new Lock('a'), new Lock('b')];
const mail = { letters: 0, queue: new WaitQueue('mail') };
spawn('postman', async () => {
  for (;;) {
    await a.acquire();
    await b.acquire();
    mail.letters++;
    wakeUp(mail.queue);
    b.release();
    a.release();
    await sleep(5);
  }
});
spawn('reader', async () => {
  for (;;) {
    await a.acquire();
    await waitEventLock(mail.queue, () => mail.letters > 0, a);
    await b.acquire();
    mail.letters--;
    b.release();
    a.release();
  }
});

// Waits that end without their condition, as they may.
const never = new WaitQueue('never');
spawn('hasty', async () => {
  for (;;) await waitEventTimeout(never, () => false, 7);
});
const calls = new WaitQueue('calls');
spawn('boss', async () => {
  for (;;) {
    const worker = spawn('interrupted', (task) => waitEventInterruptible(calls, () => false, { task }));
    worker.done.catch(() => {});
    await sleep(6);
    kill(worker, 'SIGTERM');
  }
});
void waitEventIdle(new WaitQueue('service'), () => false);

// One signal for all, and a queue on which nothing happens for a while.
const gate = { open: false, queue: new WaitQueue('gate') };
for (const name of ['guest 1', 'guest 2', 'guest 3']) spawn(name, () => waitEvent(gate.queue, () => gate.open));
setTimeout(() => {
  gate.open = true;
  wakeUpAll(gate.queue);
}, 2500);

const ring = { full: false, queue: new SimpleWaitQueue('ring') };
spawn('ring', async () => {
  for (;;) {
    await swaitEvent(ring.queue, () => ring.full);
    ring.full = false;
  }
});
setInterval(() => {
  ring.full = true;
  swakeUp(ring.queue);
}, 4);

const shared = { queue: SharedWaitQueue.create({ name: 'shared' }), back: SharedWaitQueue.create({ name: 'back' }) };
const turn = new Int32Array(new SharedArrayBuffer(4));
new Worker(\`
  import { workerData } from 'node:worker_threads';
  import { SharedWaitQueue, waitEventSync, wakeUp } from 'waitq/threads';
  const { turn } = workerData;
  const [queue, back] = workerData.queues.map((handle) => SharedWaitQueue.attach(handle));
  for (;;) {
    waitEventSync(queue, () => Atomics.load(turn, 0) === 1);
    Atomics.store(turn, 0, 0);
    wakeUp(back);
  }
\`, { eval: true, workerData: { turn, queues: [shared.queue.handle, shared.back.handle] } });
spawn('partner', async () => {
  for (;;) {
    await sleep(2);
    Atomics.store(turn, 0, 1);
    wakeShared(shared.queue);
    await waitShared(shared.back, () => Atomics.load(turn, 0) === 0);
  }
});

const progress = setInterval(() => {
  if (rounds < 1000) return;
  console.log('enough');
  clearInterval(progress);
}, 50);
`;

it('a right program that is busy has no finding, however often one looks', async () => {
  const running = start(PROGRAM);
  const client = await connected(running);
  await client.request('waitq/subscribe', { places: true });
  let looks = 0;
  await until(async () => {
    expect(await client.request('waitq/lints', { evaluate: true })).toEqual([]);
    looks++;
    await new Promise((resolve) => setTimeout(resolve, 30));
    return (looks > 20 && running.output.stdout.includes('enough')) || undefined;
  });
  await until(async () => {
    const { queues } = await client.request('waitq/snapshot');
    const waits = new Map(queues.map(({ name, counters }) => [name, counters!.waits]));
    const names = ['jobs', 'mail', 'never', 'calls', 'ring', 'shared', 'back'];
    return names.every((name) => waits.get(name)! > 20) || undefined; // it is busy there
  });
  expect(running.output.stderr).toBe('');
});

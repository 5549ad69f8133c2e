import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Client } from 'waitq/inspect/client';
import type { QueueEvent, QueueSnapshot } from 'waitq/inspect';
import type { Running } from './program.js';
import { connected, freshFolder, listed, start, until } from './program.js';

const PROGRAM = `
import { Worker } from 'node:worker_threads';
import { SharedTask, SharedWaitQueue } from 'waitq/threads';
const queue = SharedWaitQueue.create({ name: 'jobs' });
const task = SharedTask.create('worker one', [queue]);
const worker = new Worker(\`
  import { workerData } from 'node:worker_threads';
  import { SharedTask, SharedWaitQueue, waitEventSync, waitEventExclusiveSync } from 'waitq/threads';
  const queue = SharedWaitQueue.attach(workerData.queue);
  waitEventExclusiveSync(queue, () => workerData.ready[0] === 1, { task: SharedTask.attach(workerData.task) });
\`, { eval: true, workerData: { queue: queue.handle, task: task.handle, ready: new Int32Array(new SharedArrayBuffer(4)) } });
`;

it('shows who blocks in another thread, and wakes them', async () => {
  const running = start(PROGRAM, { WAITQ_INSPECT_WRITE: '1' });
  const client = await connected(running);
  const queue = await shown(client, ({ waiters }) => waiters[0]?.condition !== undefined);
  expect(queue).toMatchObject({ name: 'jobs', kind: 'shared', counters: { waits: 1, wakeUps: 0 } });
  const [waiter] = queue.waiters;
  expect(waiter).toMatchObject({
    task: 'worker one',
    exclusive: true,
    phase: 'asleep',
    state: 'uninterruptible',
    condition: '() => workerData.ready[0] === 1',
  });
  expect(waiter!.site).toMatch(/:5:3$/);
  expect(waiter!.threadId).toBeGreaterThan(0);
  expect(Math.abs(Date.now() - waiter!.since!)).toBeLessThan(60_000);

  const { sequence } = await client.request('waitq/subscribe', { intervalMs: 20 });
  const changed = new Promise<number>((resolve) => {
    client.onDelta(({ queues: [one] }) => {
      if (one?.counters?.spurious === 1 && one.waiters[0]?.sleeping) resolve(one.waiters[0].id);
    });
  });
  expect(sequence).toBeGreaterThan(0);
  expect(await client.request('waitq/wake', { queue: queue.id })).toEqual({ found: 1 });
  expect(await changed).toBe(waiter!.id); // the same wait, woken in vain
});

it('a signal reaches a task that blocks in another thread', async () => {
  const source = PROGRAM.replace(
    'waitEventExclusiveSync(queue,',
    'waitEventInterruptibleSync(queue,',
  ).replace('waitEventExclusiveSync }', 'waitEventInterruptibleSync }');
  // Who is signalled is whom this thread knows; and it outlives the worker, which the signal ends.
  const kept = "setInterval(() => task.name, 1000); worker.on('error', () => undefined);";
  const client = await connected(start(`${source}${kept}`, { WAITQ_INSPECT_WRITE: '1' }));
  const [waiter] = (await shown(client, ({ waiters }) => waiters.length > 0)).waiters;
  const signal = (name: `SIG${string}`) =>
    client.request('waitq/signal', { waiter: waiter!.id, signal: name });
  await expect(signal('SIGNONSENSE')).rejects.toThrow(/Unknown signal SIGNONSENSE/);
  expect(await signal('SIGTERM')).toEqual({ taken: true });
  const { counters } = await shown(client, ({ waiters }) => waiters.length === 0);
  expect(counters).toMatchObject({ interrupts: 1, finished: 1 });
});

/** SIGUSR2 wakes the worker in vain; SIGHUP wakes it after a while, and then its condition holds. */
const BLOCKED = `
import { Worker } from 'node:worker_threads';
import { SharedTask, SharedWaitQueue, wakeUp } from 'waitq/threads';
const queue = SharedWaitQueue.create({ name: 'jobs' });
const ready = new Int32Array(new SharedArrayBuffer(8));
wakeUp(queue); // nobody is there
new Worker(\`
  import { workerData } from 'node:worker_threads';
  import { SharedTask, SharedWaitQueue, waitEventSync } from 'waitq/threads';
  const queue = SharedWaitQueue.attach(workerData.queue);
  const task = SharedTask.create('made there', [queue]);
  waitEventSync(queue, () => Atomics.load(workerData.ready, 0) === 1, { task });
  Atomics.wait(workerData.ready, 1, 0);
\`, { eval: true, workerData: { queue: queue.handle, ready } });
process.once('SIGUSR2', () => {
  wakeUp(queue);
});
const wake = () => {
  Atomics.store(ready, 0, 1);
  wakeUp(queue);
};
process.once('SIGHUP', () => setTimeout(wake, 50));
`;

/** Wakes the worker of that program twice; the second time when it has said that it sleeps again. */
async function wakeTwice({ child }: Running, events: readonly QueueEvent[]): Promise<void> {
  child.kill('SIGUSR2');
  await until(() => events.find(({ kind }) => kind === 'sleep'));
  child.kill('SIGHUP');
}

it('counts and tells what threads do that never answer', async () => {
  const running = start(BLOCKED);
  const client = await connected(running);
  const { id, waiters } = await shown(client, (queue) => queue.waiters[0]?.condition !== undefined);
  expect(waiters[0]).toMatchObject({ task: 'made there' });
  await client.request('waitq/subscribe', { intervalMs: 20 });
  const events: QueueEvent[] = [];
  const over = new Promise<QueueSnapshot>((resolve) => {
    client.onDelta((delta) => {
      expect(delta.dropped).toBe(0);
      events.push(...delta.events);
      const [queue] = delta.queues;
      // It leaves after it was counted.
      const isOver = queue?.counters?.finished === 1 && queue.waiters.length === 0;
      if (isOver && events.some(({ kind }) => kind === 'finish')) resolve(queue);
    });
  });
  await wakeTwice(running, events);
  const { counters } = await over;
  expect(counters).toMatchObject({ waits: 1, finished: 1, wakeUps: 3, wakeUpsOfNobody: 1, woken: 2 });
  expect(counters).toMatchObject({ spurious: 1, resumed: 2, timeouts: 0, interrupts: 0 });
  expect(counters!.totalMs).toBeGreaterThanOrEqual(50);
  expect(counters!.longestMs).toBeGreaterThanOrEqual(counters!.totalMs);
  expect(counters!.longestWakeToRunMs).toBeGreaterThan(0);
  expect(counters!.totalWakeToRunMs).toBeGreaterThanOrEqual(counters!.longestWakeToRunMs);

  const waiter = waiters[0]!.id;
  const task = 'made there';
  const [wake, again] = events.filter(({ kind }) => kind === 'wake');
  expect(events).toMatchObject([
    {
      kind: 'wake',
      queue: id,
      task: '',
      threadId: 0,
      found: 1,
      site: expect.stringMatching(/:16:3$/) as unknown,
    },
    { kind: 'woken', queue: id, waiter, task, threadId: 1, wake: wake!.sequence },
    { kind: 'resume', queue: id, waiter, task, threadId: 1 },
    { kind: 'test', queue: id, waiter, task, result: false },
    { kind: 'sleep', queue: id, waiter, task },
    { kind: 'wake', queue: id, task: '', found: 1, site: expect.stringMatching(/:20:3$/) as unknown },
    { kind: 'woken', queue: id, waiter, task, wake: again!.sequence },
    { kind: 'resume', queue: id, waiter, task },
    { kind: 'test', queue: id, waiter, task, result: true },
    { kind: 'finish', queue: id, waiter, task },
  ]);
  expect(events.map(({ at }) => at)).toEqual(events.map(({ at }) => at).toSorted((a, b) => a - b));
});

it('records what threads do', async () => {
  const running = start(BLOCKED);
  const client = await connected(running);
  await shown(client, ({ waiters }) => waiters.length > 0);
  await client.request('waitq/record/start');
  const events: QueueEvent[] = [];
  client.onDelta((delta) => void events.push(...delta.events));
  await client.request('waitq/subscribe', { intervalMs: 20 });
  await wakeTwice(running, events);
  await shown(client, ({ counters }) => counters?.finished === 1);
  const { steps, places } = await client.request('waitq/record/stop');
  expect(steps.map(({ kind }) => kind)).toContain('finish');
  expect(steps.filter(({ wokenBy }) => wokenBy !== undefined)).toHaveLength(2);
  expect(places).toMatchObject([{ kind: 'queue', name: 'jobs' }]);
  const threadOf = (wanted: string) => steps.find(({ kind }) => kind === wanted)?.threadId;
  expect(['wake', 'woken', 'sleep'].map(threadOf)).toEqual([0, 1, 1]);
});

it('tests the condition of a wait in its own thread, and of no other', async () => {
  const source = `
    import { SharedWaitQueue, waitEvent } from 'waitq/threads';
    globalThis.letters = 0;
    void waitEvent(SharedWaitQueue.create({ name: 'mail' }), () => globalThis.letters === 0 && globalThis.isOn);
    setTimeout(() => (globalThis.isOn = true), 20);`;
  const client = await connected(start(source));
  const { waiters } = await shown(client, (queue) => queue.waiters[0]?.site !== undefined);
  expect(waiters[0]!.site).toMatch(/:4:10$/);
  const findings = await until(async () => {
    const all = await client.request('waitq/lints', { evaluate: true });
    return all.some(({ kind }) => kind === 'lost-wake-up') ? all : undefined;
  });
  expect(findings).toMatchObject([{ kind: 'lost-wake-up', waiter: waiters[0]!.id }]);

  expect(waiters[0]!.notEvaluable).toBeUndefined();

  const other = await connected(start(BLOCKED));
  const [blocked] = (await shown(other, ({ waiters: [one] }) => one?.sleeping === true)).waiters;
  expect(blocked).toMatchObject({ notEvaluable: 'its thread is asleep' });
  await expect(other.request('waitq/evaluate', { waiter: blocked!.id })).rejects.toThrow(
    'its thread is asleep',
  );

  const free = PROGRAM.replaceAll('waitEventExclusiveSync', 'waitEvent');
  const [elsewhere] = (await shown(await connected(start(free)), ({ waiters: [one] }) => !!one)).waiters;
  expect(elsewhere).toMatchObject({ notEvaluable: 'it waits in thread 1' });
});

it('a worker tells what it does as soon as it is given a queue that is watched', async () => {
  const runtime = freshFolder();
  const running = start(
    `import 'waitq/inspect/on'; ${PROGRAM}`, // which workers do not have
    { WAITQ_INSPECT: '', XDG_RUNTIME_DIR: runtime },
    join(runtime, 'waitq'),
  );
  const client = await connected(running);
  const { waiters } = await shown(client, (queue) => queue.waiters[0]?.condition !== undefined);
  expect(waiters).toMatchObject([{ task: 'worker one', phase: 'asleep' }]);
});

it('a worker that does not block is a program of its own', async () => {
  const source = `
    import { Worker } from 'node:worker_threads';
    import { WaitQueue } from 'waitq';
    new WaitQueue('main');
    new Worker(\`import { WaitQueue, waitEvent } from 'waitq';
      setInterval(() => {}, 1000);
      void waitEvent(new WaitQueue('aside'), () => false);\`, { eval: true });`;
  const running = start(source);
  const endpoints = await listed(running, 2);
  expect(endpoints.map(({ program }) => program.threadId)).toEqual([0, 1]);
  expect(new Set(endpoints.map(({ program }) => program.pid)).size).toBe(1);
});

/** The program's only queue, once it is as wanted. */
function shown(client: Client, isWanted: (queue: QueueSnapshot) => boolean): Promise<QueueSnapshot> {
  return until(async () => (await client.request('waitq/snapshot')).queues.find(isWanted));
}

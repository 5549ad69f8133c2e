import { beforeAll, expect, it } from 'vitest';
import {
  WaitEntry,
  WaitQueue,
  finishWait,
  prepareToWait,
  schedule,
  spawn,
  waitEvent,
  waitEventExclusive,
  waitEventInterruptible,
  waitEventTimeout,
  wakeUp,
  wakeUpAll,
  wakeUpNr,
} from 'waitq';
import { SimpleWaitQueue, swaitEvent, swaitEventTimeout, swakeUp, swakeUpAll } from 'waitq/swait';
import { startWatching } from '../../../runtime/dist/inspect/start.js';
import { settle } from '../turns.js';
import { counters, deltas, now, shown, told } from './watched.js';

const before = new WaitQueue('before');
let isOpen = false;

beforeAll(() => {
  void waitEvent(before, () => isOpen);
  startWatching();
});

it('tells the life of a wait', async () => {
  const queue = new WaitQueue('life');
  const since = now();
  let ready = false;
  const wait = waitEvent(queue, () => ready);
  wakeUp(queue);
  await settle();
  ready = true;
  wakeUp(queue);
  await wait;
  const { events, dropped } = deltas(since);
  expect(told(events)).toEqual([
    ...['register', 'test false', 'sleep'],
    ...['wake 1', 'woken', 'resume', 'test false', 'sleep'],
    ...['wake 1', 'woken', 'resume', 'test true', 'finish'],
  ]);
  expect(dropped).toBe(0);
  expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => since + 1 + index));
  expect(counters(queue)).toMatchObject({
    waits: 1,
    wakeUps: 2,
    woken: 2,
    resumed: 2,
    spurious: 1,
    finished: 1,
    wakeUpsOfNobody: 0,
  });
  expect(events.find(({ kind }) => kind === 'woken')).toMatchObject({
    wake: events.find(({ kind }) => kind === 'wake')!.sequence,
  });
});

it('says how long waits took, together and the longest, and how long from being woken to running', async () => {
  const queue = new WaitQueue('times');
  let ready = false;
  const begin = performance.now();
  const waits = [waitEvent(queue, () => ready), waitEvent(queue, () => ready)];
  await new Promise((resolve) => setTimeout(resolve, 20));
  ready = true;
  wakeUpAll(queue);
  const woken = performance.now();
  while (performance.now() < woken + 10); // who was woken can't run yet
  await Promise.all(waits);
  const { finished, longestMs, totalMs, resumed, longestWakeToRunMs, totalWakeToRunMs } = counters(queue);
  const elapsed = performance.now() - begin;
  expect([finished, resumed]).toEqual([2, 2]);
  expect(longestMs).toBeGreaterThan(25);
  expect(longestMs).toBeLessThanOrEqual(elapsed + 1);
  expect(totalMs).toBeGreaterThan(longestMs + 15);
  expect(totalMs).toBeLessThanOrEqual(2 * longestMs);
  expect(longestWakeToRunMs).toBeGreaterThanOrEqual(9);
  expect(longestWakeToRunMs).toBeLessThanOrEqual(elapsed - 15);
  expect(totalWakeToRunMs).toBeGreaterThanOrEqual(longestWakeToRunMs);
});

it('a condition that is true at once is no wait', async () => {
  const queue = new WaitQueue('at once');
  await waitEvent(queue, () => true);
  expect(counters(queue)).toMatchObject({ waits: 0, finished: 0 });
});

it('tells wake-ups of nobody, and who called them', async () => {
  const queue = new WaitQueue('nobody');
  const since = now();
  wakeUp(queue);
  wakeUpAll(queue);
  const { events } = deltas(since);
  expect(told(events)).toEqual(['wake 0', 'wake 0']);
  expect(events[0]).toMatchObject({ site: expect.stringContaining('watching.test.ts:') as string });
  expect(counters(queue)).toMatchObject({ wakeUps: 2, wakeUpsOfNobody: 2 });
});

it('counts how many each wake-up chooses', async () => {
  const queue = new WaitQueue('chosen');
  let ready = false;
  const waits = Array.from({ length: 5 }, () => waitEventExclusive(queue, () => ready));
  waits.push(waitEvent(queue, () => ready));
  ready = true;
  const since = now();
  wakeUp(queue);
  wakeUpNr(queue, 2);
  wakeUpAll(queue);
  expect(told(deltas(since).events).filter((kind) => kind.startsWith('wake'))).toEqual([
    'wake 2',
    'wake 2',
    'wake 2',
  ]);
  await Promise.all(waits);
  expect(counters(queue)).toMatchObject({ woken: 6, finished: 6 });
});

it('tells waits that end without their condition', async () => {
  const queue = new WaitQueue('in vain');
  const since = now();
  expect(await waitEventTimeout(queue, () => false, 1)).toBe(0);
  const controller = new AbortController();
  const wait = waitEventInterruptible(queue, () => false, { signal: controller.signal });
  controller.abort();
  await expect(wait).rejects.toThrow('interrupted');
  const kinds = told(deltas(since).events);
  expect(kinds.filter((kind) => kind === 'timeout' || kind === 'interrupt')).toEqual([
    'timeout',
    'interrupt',
  ]);
  expect(counters(queue)).toMatchObject({ timeouts: 1, interrupts: 1, finished: 2, waits: 2 });
  expect(counters(queue).longestMs).toBeGreaterThan(0.5);
  expect(shown(queue).waiters).toEqual([]);
});

it('a condition that throws ends its wait', async () => {
  const queue = new WaitQueue('throws');
  let broken = false;
  const wait = waitEvent(queue, () => {
    if (broken) throw new Error('broken');
    return false;
  });
  broken = true;
  wakeUp(queue);
  await expect(wait).rejects.toThrow('broken');
  expect(counters(queue)).toMatchObject({ waits: 1, finished: 1 });
});

it('tells entries that test for themselves', async () => {
  const queue = new WaitQueue('by hand');
  const since = now();
  const entry = new WaitEntry();
  prepareToWait(queue, entry);
  expect(shown(queue).waiters).toMatchObject([{ phase: 'asleep' }]);
  setTimeout(() => wakeUp(queue), 1);
  await schedule(entry);
  finishWait(queue, entry);
  expect(told(deltas(since).events)).toEqual(['register', 'sleep', 'wake 1', 'woken', 'resume', 'finish']);
  expect(shown(queue).waiters).toEqual([]);
});

it('tells simple queues', async () => {
  const queue = new SimpleWaitQueue('simple');
  let ready = false;
  const since = now();
  const waits = [swaitEvent(queue, () => ready), swaitEventTimeout(queue, () => ready, 60_000)];
  ready = true;
  swakeUp(queue);
  swakeUpAll(queue);
  await Promise.all(waits);
  swakeUpAll(queue);
  expect(await swaitEventTimeout(queue, () => false, 1)).toBe(0);
  const kinds = told(deltas(since).events);
  expect(kinds.filter((kind) => kind.startsWith('wake'))).toEqual(['wake 1', 'wake 1', 'wake 0']);
  expect(counters(queue)).toMatchObject({ waits: 3, woken: 2, finished: 3, timeouts: 1, wakeUpsOfNobody: 1 });
});

it('who slept before is seen from then on, without a date', async () => {
  const since = now();
  const [waiter] = shown(before).waiters;
  expect(waiter).toMatchObject({ phase: 'asleep', condition: '() => isOpen' });
  expect(waiter).not.toHaveProperty('since');
  isOpen = true;
  wakeUp(before);
  await settle();
  expect(told(deltas(since).events).slice(0, 2)).toEqual(['wake 1', 'woken']);
  expect(shown(before).waiters).toEqual([]);
});

it('names the task that waits and the one that wakes', async () => {
  const queue = new WaitQueue('tasks');
  let ready = false;
  const since = now();
  const reader = spawn('reader', (task) => waitEvent(queue, () => ready, { task }));
  const writer = spawn('writer', async () => {
    await Promise.resolve();
    ready = true;
    wakeUp(queue);
  });
  expect(shown(queue).waiters).toMatchObject([{ task: 'reader' }]);
  await Promise.all([reader.done, writer.done]);
  const { events } = deltas(since);
  expect(events.find(({ kind }) => kind === 'register')).toMatchObject({ task: 'reader' });
  expect(events.find(({ kind }) => kind === 'wake')).toMatchObject({ task: 'writer' });
});

it('a delta brings changed queues whole, and no others', async () => {
  const [quiet, busy] = [new WaitQueue('quiet'), new WaitQueue('busy')];
  void waitEvent(quiet, () => false);
  const since = now();
  void waitEvent(busy, () => false);
  const { queues, from } = deltas(since);
  expect(from).toBe(since);
  expect(queues).toMatchObject([{ name: 'busy', waiters: [{ phase: 'asleep' }] }]);
  expect(deltas(deltas(since).sequence)).toMatchObject({ queues: [], events: [], dropped: 0, gone: [] });
});

it('what is dropped is counted, and states stay right', async () => {
  const queue = new WaitQueue('many');
  const since = now();
  let turn = 0;
  for (let i = 0; i < 5000; i++) {
    const wait = waitEvent(queue, () => turn > i);
    turn = i + 1;
    wakeUp(queue);
    await wait;
  }
  void waitEvent(queue, () => false);
  const { events, dropped, queues, sequence } = deltas(since);
  expect(events.length).toBeLessThanOrEqual(2000);
  expect(dropped).toBe(sequence - since - events.length);
  expect(events.at(-1)).toMatchObject({ kind: 'sleep' });
  expect(queues[0]).toMatchObject({
    waiters: [{ phase: 'asleep' }],
    counters: { waits: 5001, finished: 5000 },
  });
});

it('in a burst all are counted, and who stays is found', async () => {
  const queue = new WaitQueue('burst');
  let turn = 0;
  for (let i = 0; i < 60_000; i++) {
    const wait = waitEvent(queue, () => turn > i);
    turn = i + 1;
    wakeUp(queue);
    await wait;
  }
  for (let i = 0; i < 50; i++) void waitEvent(queue, () => turn < 0);
  expect(counters(queue)).toMatchObject({ waits: 60_050, wakeUps: 60_000, woken: 60_000 });
  expect(shown(queue).waiters).toHaveLength(50);
  const all = () => shown(queue).waiters.every(({ since }) => since !== undefined);
  while (!all()) await new Promise((resolve) => setTimeout(resolve, 5));
  const since = now();
  turn = -1;
  wakeUpAll(queue);
  await settle();
  await settle();
  expect(deltas(since).queues[0]).toMatchObject({ waiters: [] });
});

it('a pause shows who was woken and has not run', async () => {
  const queue = new WaitQueue('paused');
  let ready = false;
  const waits = [waitEvent(queue, () => ready), waitEvent(queue, () => ready)];
  ready = true;
  wakeUpAll(queue);
  expect(shown(queue).waiters.map(({ phase }) => phase)).toContain('woken');
  await Promise.all(waits);
});

import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, it, vi } from 'vitest';
import { SharedWaitQueue, waitEvent, waitEventTimeout, wakeUp } from 'waitq/threads';
import { registry } from '../../../runtime/dist/inspect/registry.js';
import { noCounts } from '../../../runtime/dist/otel/instruments.js';
import { isPublishedHere, publishNoMore, shareOf } from '../../../runtime/dist/otel/shared-publisher.js';
import { ID_LOW, PUBLISHED, PUBLISHED_AT, PUBLISHER } from '../../../runtime/dist/threads/layout.js';
import { publish } from './publish.js';

/** Publishes too; answers every message with what it publishes of the queue. */
const WORKER = `
import { parentPort, workerData } from 'node:worker_threads';
import { AggregationTemporality, InMemoryMetricExporter, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { publishMetrics } from 'waitq/otel';
import { SharedWaitQueue, waitEventTimeout } from 'waitq/threads';
const queue = SharedWaitQueue.attach(workerData);
const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
const meterProvider = new MeterProvider({ readers: [reader] });
publishMetrics({ meterProvider });
parentPort.on('message', async () => {
  await waitEventTimeout(queue, () => false, 1);
  exporter.reset();
  await meterProvider.forceFlush();
  const metrics = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics));
  const points = metrics.flatMap(({ descriptor: { name }, dataPoints }) =>
    dataPoints.map(({ attributes, value }) => [name, attributes['waitq.queue.name'], value.count ?? value]));
  parentPort.postMessage(Object.fromEntries(points.filter(([, of]) => of === queue.name).map(([name, , value]) => [name, value])));
});
parentPort.postMessage('ready');
`;

/** Milliseconds. */
const PATIENCE = 60_000;

type Published = Readonly<Record<string, number>>;

it('of several threads that publish a shared queue one counts it, and another when that stops', async () => {
  const first = publish();
  const queue = SharedWaitQueue.create({ name: 'common' });
  await first.metrics(); // it is the first to ask, and hears from here on what threads tell
  const worker = new Worker(WORKER, { eval: true, workerData: queue.handle });
  await once(worker, 'message');
  const elsewhere = async (): Promise<Published> => {
    worker.postMessage('');
    return (await once(worker, 'message'))[0] as Published;
  };
  const here = async (): Promise<Published> => ({
    waits: (await first.point('waitq.waits', 'common', 'shared')) as number,
    timeouts: (await first.point('waitq.timeouts', 'common', 'shared')) as number,
    depth: (await first.point('waitq.queue.depth', 'common', 'shared')) as number,
    durations: (await first.durations('common'))['timeout']?.count ?? 0,
  });
  let isOver = false;
  const sleeper = waitEvent(queue, () => isOver);
  expect(await elsewhere()).toEqual({});
  await vi.waitFor(
    async () => expect(await here()).toEqual({ waits: 2, timeouts: 1, depth: 1, durations: 1 }),
    PATIENCE,
  );

  first.stop();
  const then = await elsewhere();
  expect(then).toMatchObject({ 'waitq.waits': 1, 'waitq.timeouts': 1, 'waitq.queue.depth': 1 });
  await vi.waitFor(async () => {
    const [one, other] = [await elsewhere(), await elsewhere()];
    const more = (name: string): number => other[name]! - (one[name] ?? 0);
    // Each question is a wait of its own.
    expect(['waitq.waits', 'waitq.timeouts', 'waitq.wait.duration'].map(more)).toEqual([1, 1, 1]);
  }, PATIENCE);
  isOver = true;
  wakeUp(queue);
  await sleeper;
  await worker.terminate();
});

it('a thread that is ended leaves what it published to others', async () => {
  publish({ only: () => false }); // so that it is noted when threads end
  const queue = SharedWaitQueue.create({ name: 'passed on' });
  const worker = new Worker(WORKER, { eval: true, workerData: queue.handle });
  await once(worker, 'message');
  worker.postMessage('');
  const [there] = (await once(worker, 'message')) as [Published];
  expect(there).toMatchObject({ 'waitq.waits': 1 });
  const { point } = publish();
  expect(await point('waitq.waits', 'passed on', 'shared')).toBeUndefined();
  await worker.terminate();
  await waitEventTimeout(queue, () => false, 1);
  expect(await point('waitq.waits', 'passed on', 'shared')).toBe(1);
});

it('who has not said for ten seconds that it publishes, as a thread that blocks, is taken over from', () => {
  const queue = SharedWaitQueue.create({ name: 'left' });
  const view = registry()
    .queues()
    .find(({ memory }) => memory?.words[ID_LOW] === queue.handle.id[0])!;
  const { words } = view.memory!;
  const say = (age: number): void => {
    words[PUBLISHER] = 77;
    words[PUBLISHED_AT] = Math.floor(Date.now() / 1000) - age;
  };
  say(5);
  expect(isPublishedHere(view)).toBe(false);
  say(12);
  expect([isPublishedHere(view), isPublishedHere(view)]).toEqual([true, true]);
  // The other one wakes up: its claim is gone.
  expect(words[PUBLISHER]).not.toBe(77);
  publishNoMore(view);
  expect(words[PUBLISHER]).toBe(0);
});

it('each step of a counter is published by one thread, also when it wraps around', () => {
  const queue = SharedWaitQueue.create({ name: 'counted' });
  const view = registry()
    .queues()
    .find(({ memory }) => memory?.words[ID_LOW] === queue.handle.id[0])!;
  const counts = (waits: number) => ({ ...noCounts(), waits });
  expect(shareOf(view, counts(3)).waits).toBe(3);
  view.memory!.words[PUBLISHED] = 5; // another thread took two more
  expect(shareOf(view, counts(5)).waits).toBe(3);
  expect(shareOf(view, counts(6)).waits).toBe(4);
  view.memory!.words[PUBLISHED] = (2 ** 32 - 1) | 0;
  expect(shareOf(view, counts(1)).waits).toBe(6);
});

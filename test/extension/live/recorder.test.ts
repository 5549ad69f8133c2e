import { afterEach, describe, expect, test } from 'vitest';
import { readRecording } from 'waitq/inspect/client';
import { LiveHub } from '../../../extension/src/live/hub.js';
import { createRecorder, type Recorded, type Recorder } from '../../../extension/src/live/recorder.js';
import type { QueueEvent } from '../../../extension/src/live/snapshot.js';
import type { Source } from '../../../extension/src/live/source.js';
import { createWatch } from '../../../extension/src/live/watch.js';
import { recordedProgram } from '../../../runtime/src/inspect/page/app/state/recorded.js';
import { delta, finding, jsDebugString, queue, session, snapshot, source, waiter } from './fake-program.js';

let recorder: Recorder;
afterEach(() => recorder.dispose());

function recording(...sources: readonly (Partial<Source> & { id: string })[]) {
  const hub = new LiveHub();
  const ended: Recorded[] = [];
  recorder = createRecorder(hub, (recorded) => ended.push(recorded));
  for (const given of sources) hub.add(source({ name: `${given.id}.js`, ...given }));
  return { hub, ended };
}

const asleep = queue({ waiters: [waiter({ since: 999_000 })] });
const finish = (sequence: number, of = 7): QueueEvent => ({
  sequence,
  at: 1_000_000 + 100 * sequence,
  kind: 'finish',
  queue: 1,
  waiter: of,
  task: 'reader',
});
const kinds = ({ recording: { steps } }: Recorded) => steps.map(({ kind }) => kind);

test('holds what happened between start and stop, and the pictures of both; the timeline opens its file', async () => {
  const { hub } = recording({ id: 'p' });
  hub.hear('p', { snapshot: snapshot([asleep]) });
  hub.hear('p', { delta: delta({ events: [finish(2, 3)] }) });
  await recorder.start('p');
  expect(hub.model.programs.get('p')).toMatchObject({ isRecording: true });
  hub.hear('p', { delta: delta({ from: 2, sequence: 5, events: [finish(5)], queues: [queue()] }) });
  const recorded = await recorder.stop('p');
  expect(hub.model.programs.get('p')).toMatchObject({ isRecording: false });
  hub.hear('p', { delta: delta({ from: 5, sequence: 6, events: [finish(6)] }) });
  expect(recorded.name).toBe('p.js');
  expect(recorded.recording.steps).toMatchObject([{ kind: 'finish', sequence: 5, waiter: 7, at: 0 }]);
  const read = readRecording(JSON.stringify(recorded.recording));
  expect(read.header).toMatchObject({
    dropped: 0,
    before: { queues: [asleep] },
    after: { queues: [queue()] },
  });
  const [lane] = recordedProgram('r', 'p.js', read).queues.get(1)!.lanes;
  expect(lane).toMatchObject({ task: 'reader', end: 'finish' });
});

test('locks are recorded: who holds them at the beginning and at the end, and what happened between', async () => {
  const { hub } = recording({ id: 'p' });
  const at = 999_500;
  const lock = { id: 3, name: 'table', holder: 'reader', since: at, wanted: ['writer'] };
  hub.hear('p', { snapshot: { ...snapshot([asleep]), locks: [lock] } });
  await recorder.start('p');
  const released = { sequence: 2, at: 1_000_100, kind: 'lock-released', lock: 3, task: 'reader' } as const;
  const taken = { sequence: 3, at: 1_000_200, kind: 'lock-taken', lock: 3, task: 'writer' } as const;
  const now = { ...lock, holder: 'writer', since: 1_000_200, wanted: [] };
  hub.hear('p', { delta: delta({ sequence: 3, events: [released, taken], locks: [now] }) });
  // Of locks a delta says something only where something has happened to them.
  hub.hear('p', { delta: delta({ from: 3, sequence: 4, events: [finish(4)] }) });
  const read = readRecording(JSON.stringify((await recorder.stop('p')).recording));
  expect(read.header).toMatchObject({ before: { locks: [lock] }, after: { locks: [now] } });
  expect(recordedProgram('r', 'p.js', read).locks.get(3)).toMatchObject({
    name: 'table',
    holds: [
      { task: 'reader', from: at, to: 1_000_100 },
      { task: 'writer', from: 1_000_200 },
    ],
    wanted: [],
  });
});

test('what looked wrong is recorded: from when until when', async () => {
  const { hub } = recording({ id: 'p' });
  const old = finding({ kind: 'old-waiter' });
  const herd = finding({ kind: 'herd' });
  hub.hear('p', { snapshot: snapshot([asleep]), findings: [old] });
  await recorder.start('p');
  hub.hear('p', { delta: delta({ at: 1_000_300 }), findings: [old, herd] });
  hub.hear('p', { delta: delta({ from: 2, sequence: 3, at: 1_000_700 }), findings: [herd] });
  const { recording: made } = await recorder.stop('p');
  expect(readRecording(JSON.stringify(made)).findings).toEqual([
    { ...old, from: 0, until: 700 },
    { ...herd, from: 300 },
  ]);
});

test('a hanging program, in which nothing happens, is recorded for as long as it was', async () => {
  const times = [1_003_000, 1_009_000];
  const { hub } = recording({ id: 'p', catchUp: async () => times.shift() });
  hub.hear('p', { snapshot: snapshot([asleep]) });
  await recorder.start('p');
  const { header } = (await recorder.stop('p')).recording;
  expect(header).toMatchObject({ startedAt: 1_003_000, endedAt: 1_009_000, dropped: 0 });
});

test('each worker is recorded by itself', async () => {
  const { hub } = recording({ id: 'main' }, { id: 'worker' });
  for (const id of ['main', 'worker']) hub.hear(id, { snapshot: snapshot([asleep]) });
  await Promise.all([recorder.start('main'), recorder.start('worker')]);
  hub.hear('worker', { delta: delta({ events: [finish(2)] }) });
  expect(kinds(await recorder.stop('main'))).toEqual([]);
  hub.hear('worker', { delta: delta({ from: 2, sequence: 3, events: [finish(3)] }) });
  expect(kinds(await recorder.stop('worker'))).toEqual(['finish', 'finish']);
});

test('a program that ends leaves its recording', async () => {
  const { hub, ended } = recording({ id: 'p' });
  hub.hear('p', { snapshot: snapshot([asleep]) });
  await recorder.start('p');
  hub.hear('p', { delta: delta({ events: [finish(2)] }) });
  hub.end('p');
  expect(ended.map(kinds)).toEqual([['finish']]);
  expect(hub.model.programs.get('p')).toMatchObject({ isRecording: false });
});

test('one that ends while its recording is being stopped leaves it to whoever has asked', async () => {
  let answer = (): void => undefined;
  const late = new Promise<undefined>((resolve) => (answer = () => resolve(undefined)));
  const catches = [Promise.resolve(undefined), late];
  const { hub, ended } = recording({ id: 'p', catchUp: () => catches.shift()! });
  hub.hear('p', { snapshot: snapshot([asleep]) });
  await recorder.start('p');
  const stopped = recorder.stop('p');
  hub.end('p');
  answer();
  expect((await stopped).recording.header.after).toMatchObject({ queues: [asleep] });
  expect(ended).toEqual([]);
});

test('one that does not answer is recorded as it was heard last', async () => {
  const catches = [Promise.resolve(undefined), new Promise<undefined>(() => undefined)];
  const { hub } = recording({ id: 'p', catchUp: () => catches.shift()! });
  hub.hear('p', { snapshot: snapshot([asleep]) });
  await recorder.start('p');
  hub.hear('p', { delta: delta({ events: [finish(2)] }) });
  expect(kinds(await recorder.stop('p'))).toEqual(['finish']);
});

test('what is missing is counted: events that were dropped, and those before a whole picture', async () => {
  const { hub } = recording({ id: 'p' });
  hub.hear('p', { snapshot: snapshot([asleep], 10) });
  await recorder.start('p');
  hub.hear('p', { delta: delta({ from: 10, sequence: 20, events: [finish(20)], dropped: 9 }) });
  hub.hear('p', { snapshot: snapshot([queue()], 31) });
  const { recording: made } = await recorder.stop('p');
  expect(made.header).toMatchObject({ dropped: 19, after: { queues: [queue()] } });
  expect(made.steps).toHaveLength(1);
});

test('of very many events the newest are kept, and the others counted', async () => {
  const { hub } = recording({ id: 'p' });
  hub.hear('p', { snapshot: snapshot([asleep], 0) });
  await recorder.start('p');
  for (let from = 0; from < 104_000; from += 2000) {
    const events = Array.from({ length: 2000 }, (_, index) => finish(from + index + 1));
    hub.hear('p', { delta: delta({ from, sequence: from + 2000, events }) });
  }
  const { recording: made } = await recorder.stop('p');
  expect(made.header.dropped).toBe(4000);
  expect(made.steps).toHaveLength(100_000);
  expect(made.steps.at(-1)).toMatchObject({ sequence: 104_000 });
});

describe('a program that is debugged', () => {
  test('is asked while it is recorded, though nobody looks, also after it has stopped and goes on', async () => {
    const { hub } = recording();
    const watch = createWatch(hub);
    let sequence = 1;
    const answer = () => {
      const from = sequence++;
      return jsDebugString({ delta: delta({ from, sequence, events: [finish(sequence)] }) });
    };
    const request = session({
      'hook.snapshot()': jsDebugString({ snapshot: snapshot([asleep]) }),
      deltas: answer,
    });
    watch.add({ id: 'a', name: 'a.js', request });
    await recorder.start('a');
    const asked = () => request.asked.length;
    await expect.poll(asked).toBeGreaterThan(2);
    watch.stopped('a');
    const whenStopped = asked();
    await expect.poll(asked).toBeGreaterThan(whenStopped + 1);
    watch.goesOn('a');
    const { recording: made } = await recorder.stop('a');
    expect(made.header.dropped).toBe(0);
    expect(made.steps).toHaveLength(sequence - 1);
    const whenOver = asked();
    await recorder.start('a');
    expect(asked()).toBe(whenOver + 1);
  });
});

test('says why it does not', async () => {
  const { hub } = recording({ id: 'p' });
  await expect(recorder.start('p')).rejects.toThrow('nothing to record yet');
  await expect(recorder.stop('p')).rejects.toThrow('not being recorded');
  hub.hear('p', { snapshot: snapshot([asleep]) });
  await recorder.start('p');
  await expect(recorder.start('p')).rejects.toThrow('p.js is being recorded already');
});

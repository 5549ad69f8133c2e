import { expect, test } from 'vitest';
import type { Recording } from 'waitq/inspect';
import { readRecording, recordedProgram } from '../../../../runtime/src/inspect/page/app/state/recorded.js';
import { queue, snapshot, spansOf, waiter } from './programs.js';

const live: Recording = {
  format: 'waitq-recording',
  version: 1,
  header: {
    source: 'live',
    startedAt: 5000,
    endedAt: 6000,
    dropped: 0,
    before: snapshot([queue({ waiters: [waiter({ since: 4000 })] })], { at: 5000 }),
    after: snapshot([queue()], { at: 6000 }),
  },
  actors: [
    { kind: 'task', name: 'reader', id: 1 },
    { kind: 'outside', name: '' },
  ],
  places: [{ kind: 'queue', name: 'data', id: 1 }],
  steps: [
    { actor: 1, kind: 'wake', place: 0, at: 100, sequence: 31, found: 1 },
    { actor: 0, kind: 'woken', place: 0, at: 100, wokenBy: 0, waiter: 7 },
    { actor: 0, kind: 'resume', place: 0, at: 150, waiter: 7 },
    { actor: 0, kind: 'finish', place: 0, at: 151, waiter: 7 },
  ],
};

test('a recording of a live program is drawn at the times it had', () => {
  const { queues, status } = recordedProgram('r', 'run.json', live);
  expect(status).toBe('recorded');
  expect(queues.get(1)!.lanes.map(spansOf)).toEqual([
    ['asleep 4000–5100', 'woken 5100–5150', 'running 5150–5151 finish'],
  ]);
  expect(queues.get(1)!.wakes).toMatchObject([{ sequence: 31, at: 5100, found: 1 }]);
  expect(queues.get(1)!.lanes[0]!.spans[1]).toMatchObject({ wake: 31 });
});

test('a schedule is drawn step by step; a place without a number goes by its name', () => {
  const schedule: Recording = {
    ...live,
    header: { source: 'explorer', startedAt: 0, endedAt: 0, dropped: 0, verdict: 'reader sleeps for ever' },
    actors: [
      { kind: 'task', name: 'reader' },
      { kind: 'task', name: 'writer' },
    ],
    places: [
      { kind: 'queue', name: 'tank' },
      { kind: 'memory', name: 'isFull' },
    ],
    steps: [
      { actor: 1, kind: 'write', place: 1 },
      { actor: 1, kind: 'wake', place: 0, found: 0 },
      { actor: 0, kind: 'sleep', place: 0 },
    ],
  };
  const view = recordedProgram('r', 'run.json', schedule);
  expect(view).toMatchObject({ unit: 'step', detail: 'reader sleeps for ever' });
  const [tank] = view.queues.values();
  expect(tank).toMatchObject({ name: 'tank', lanes: [{ task: 'reader' }], wakes: [{ at: 1, found: 0 }] });
  expect(spansOf(tank!.lanes[0])).toEqual(['asleep 2–']);
});

test('a whole recording is read; anything else is told apart from it', () => {
  expect(readRecording(JSON.stringify(live))).toEqual(live);
  expect(() => readRecording('{')).toThrow('no recording');
  expect(() => readRecording('null')).toThrow('no recording');
  expect(() => readRecording(JSON.stringify({ ...live, version: 9 }))).toThrow('version 9');
  expect(() => readRecording(JSON.stringify({ ...live, steps: undefined }))).toThrow('damaged');
});

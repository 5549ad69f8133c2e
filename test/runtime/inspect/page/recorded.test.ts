import { expect, test } from 'vitest';
import type { Recording } from 'waitq/inspect';
import { reduce } from '../../../../runtime/src/inspect/page/app/state/reduce.js';
import { readRecording, recordedProgram } from '../../../../runtime/src/inspect/page/app/state/recorded.js';
import { barsOf } from '../../../../runtime/src/inspect/page/app/view/marks.js';
import { noFilters, rowsOf, type WaiterRow } from '../../../../runtime/src/inspect/page/app/state/rows.js';
import { page, queue, snapshot, spansOf, waiter } from './programs.js';

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

/** The waiter's row of a recording that is opened on an empty page, and its bars, a pixel a millisecond. */
function opened(recording: Recording) {
  const state = reduce(page(), { type: 'recording', id: 'r', name: 'run.json', recording });
  const row = rowsOf(state, { ...noFilters, program: 'r' }).rows.find(({ kind }) => kind === 'waiter');
  const window = { x: (at: number) => at, width: 10_000, now: () => recording.header.endedAt };
  return { row: row as WaiterRow, bars: barsOf(row as WaiterRow, 0, window).map(({ kind }) => kind) };
}

const lost = { kind: 'lost-wake-up', message: 'It sleeps on.', evidence: [], queue: 1, waiter: 7 } as const;

test('a wake-up that was lost for a while marks that sleep; who was woken in the end is not marked', () => {
  const { row, bars } = opened({ ...live, findings: [{ ...lost, from: 20, until: 90 }] });
  expect(bars).toEqual(['lost', 'woken', 'running']);
  expect(row).toMatchObject({ isLost: false, findings: [{ seen: { from: 5020, to: 5090 } }] });
  expect(opened({ ...live, findings: [{ ...lost, waiter: 8, from: 20, until: 90 }] }).bars[0]).toBe('asleep');
});

test('a wake-up that is lost to the end marks its sleeper as the live page did', () => {
  const asleep = { ...live.header, after: live.header.before! };
  const hung: Recording = { ...live, header: asleep, steps: [], findings: [{ ...lost, from: 20 }] };
  const { row, bars } = opened(hung);
  expect(bars).toEqual(['lost']);
  expect(row).toMatchObject({
    isLost: true,
    words: { description: expect.stringMatching(/^lost wake-up, /) },
  });
  expect(opened({ ...hung, findings: [] })).toMatchObject({ row: { isLost: false }, bars: ['asleep'] });
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
  expect(opened(schedule).row.words.description).toBe('asleep for 1 step');
});

test('a whole recording is read; anything else is told apart from it', () => {
  expect(readRecording(JSON.stringify(live))).toEqual(live);
  expect(() => readRecording('{')).toThrow('no recording');
  expect(() => readRecording('null')).toThrow('no recording');
  expect(() => readRecording(JSON.stringify({ ...live, version: 9 }))).toThrow('version 9');
  expect(() => readRecording(JSON.stringify({ ...live, steps: undefined }))).toThrow('damaged');
});

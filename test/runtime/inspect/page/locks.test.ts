import { expect, test } from 'vitest';
import type { LockSnapshot } from 'waitq/inspect';
import type { PageState } from '../../../../runtime/src/inspect/page/app/state/model.js';
import { recordedProgram } from '../../../../runtime/src/inspect/page/app/state/recorded.js';
import { reduce } from '../../../../runtime/src/inspect/page/app/state/reduce.js';
import { noFilters, rowsOf, selectionOf } from '../../../../runtime/src/inspect/page/app/state/rows.js';
import { holdsOf } from '../../../../runtime/src/inspect/page/app/view/lock-marks.js';
import { changes, delta, events, page, queue, shows, snapshot, waiter } from './programs.js';

const db: LockSnapshot = { id: 1, name: 'db', holder: 'reader', since: 900, wanted: [] };
const held = page(shows(snapshot([queue({ waiters: [waiter()] })], { locks: [db] })));
const handed = reduce(
  held,
  changes(
    delta({
      events: events(
        { kind: 'lock-wanted', at: 1200, lock: 1, task: 'writer' },
        { kind: 'lock-released', at: 1500, lock: 1, task: 'reader' },
        { kind: 'lock-taken', at: 1500, lock: 1, task: 'writer' },
        { kind: 'lock-wanted', at: 1600, lock: 1, task: 'reader' },
      ),
      locks: [{ ...db, holder: 'writer', since: 1500, wanted: ['reader'] }],
    }),
  ),
);

const locksOf = (state: PageState) => [...state.programs.get('p')!.locks.values()];
const lockRows = (state: PageState, filters = {}) =>
  rowsOf(state, { ...noFilters, ...filters }).rows.filter(({ kind }) => kind === 'lock');

test('who held a lock when, and who wants it', () => {
  expect(locksOf(handed)).toEqual([
    {
      id: 1,
      name: 'db',
      holds: [
        { task: 'reader', from: 900, to: 1500 },
        { task: 'writer', from: 1500 },
      ],
      wanted: ['reader'],
    },
  ]);
});

test('a lock of which there is no picture goes by the name that events have', () => {
  const quick = { kind: 'lock-taken', at: 1200, lock: 9, name: 'cache', task: 'writer' } as const;
  const state = reduce(held, changes(delta({ events: events(quick) })));
  expect(locksOf(state).map(({ name }) => name)).toEqual(['db', 'cache']);
});

test('a row below the queues says so, also to who hears it', () => {
  const [row] = lockRows(handed);
  expect(rowsOf(handed, noFilters).rows.at(-1)).toEqual(row);
  expect(row!.words).toEqual({
    label: 'db',
    description: 'held by writer for 500 ms, wanted by reader',
    spoken: 'lock db, held by writer for 500 ms, wanted by reader',
  });
  expect(selectionOf(row)).toBeNull();
});

test('who sleeps with a lock says so', () => {
  const [, sleeper] = rowsOf(held, noFilters).rows;
  expect(sleeper!.words.spoken).toMatch(/^reader, asleep .*, holds db$/);
  expect(rowsOf(handed, noFilters).rows[1]!.words.spoken).not.toMatch(/holds/);
});

test('it is drawn on the row of the lock, and thinly on that of the task', () => {
  const window = { x: (at: number) => at / 10, width: 1000, now: () => 2000 };
  const { rows } = rowsOf(handed, noFilters);
  const bars = rows.map((row, index) => holdsOf(row, index, window));
  expect(bars.map((some) => some.map(({ x, width }) => [x, width]))).toEqual([
    [],
    [[90, 60]],
    [
      [90, 60],
      [150, 50],
    ],
  ]);
  expect(bars[1]![0]!.height).toBeLessThan(bars[2]![0]!.height);
  expect(bars[2]!.map(({ title }) => title)).toEqual([
    'db held by reader for 600 ms',
    'db held by writer for 500 ms',
  ]);
});

test('pictures are right where events are missing', () => {
  const missed = reduce(held, changes(delta({ dropped: 3, locks: [] })));
  expect(locksOf(missed)[0]!.holds).toEqual([{ task: 'reader', from: 900, to: 2000 }]);
  const taken = { id: 2, name: 'lock 2', holder: '', wanted: ['reader'] };
  const other = reduce(held, changes(delta({ dropped: 3, locks: [db, taken] })));
  expect(locksOf(other)[1]!.holds).toEqual([{ task: '', from: 2000, isOlder: true }]);
  expect(lockRows(other)[1]!.words.spoken).toBe(
    'lock 2, held by somebody since before recording, wanted by reader',
  );
});

test('filters', () => {
  const free = reduce(held, changes(delta({ locks: [] })));
  expect(lockRows(held, { text: 'db' })).toHaveLength(1);
  expect(lockRows(held, { text: 'reader' })).toHaveLength(1);
  expect(lockRows(held, { text: 'writer' })).toHaveLength(0);
  expect(lockRows(held, { phase: 'asleep' })).toHaveLength(0);
  expect(lockRows(free)[0]!.words.description).toBe('free');
  expect(lockRows(free, { ended: false })).toHaveLength(0);
});

test('a recording has them', () => {
  const view = recordedProgram('r', 'recorded', {
    format: 'waitq-recording',
    version: 1,
    header: { source: 'explorer', startedAt: 0, endedAt: 0, dropped: 0 },
    actors: [{ kind: 'task', name: 'a' }],
    places: [
      { kind: 'queue', name: 'q', id: 1 },
      { kind: 'lock', name: 'db', id: 1 },
    ],
    steps: [
      { actor: 0, kind: 'lock-taken', place: 1 },
      { actor: 0, kind: 'wake', place: 0, found: 0 },
      { actor: 0, kind: 'lock-released', place: 1 },
    ],
  });
  expect([...view.locks.values()]).toEqual([
    { id: 1, name: 'db', holds: [{ task: 'a', from: 0, to: 2 }], wanted: [] },
  ]);
  expect(view.queues.get(1)!.name).toBe('q');
});

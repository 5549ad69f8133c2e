import { expect, test } from 'vitest';
import {
  noFilters,
  rowsOf,
  selectedRow,
  selectionOf,
  siteOf,
  type Filters,
} from '../../../../runtime/src/inspect/page/app/state/rows.js';
import type { PageState } from '../../../../runtime/src/inspect/page/app/state/model.js';
import { reduce } from '../../../../runtime/src/inspect/page/app/state/reduce.js';
import type { Recording } from '../../../../runtime/src/inspect/recording.js';
import { changes, delta, events, page, queue, shows, snapshot, waiter } from './programs.js';

const condition = '() => tank.isFull';
const busy = page(
  shows(
    snapshot([
      queue({ waiters: [waiter({ id: 2, task: 'late' }), waiter({ id: 1, task: 'early', phase: 'woken' })] }),
      queue({ id: 3, name: 'tank', waiters: [waiter({ id: 4, task: '', condition })] }),
      queue({ id: 5, name: 'idle' }),
    ]),
  ),
);

function labels(state: PageState, filters: Partial<Filters> = {}): string[] {
  return rowsOf(state, { ...noFilters, ...filters }).rows.map(({ words }) => words.label);
}

test('queues, and below each its waiters in wake order', () => {
  expect(labels(busy)).toEqual(['data', 'late', 'early', 'tank', 'tank.isFull', 'idle']);
});

test('a filter by text looks at queues, tasks and conditions, and keeps the queue of what it finds', () => {
  expect(labels(busy, { text: 'EARLY' })).toEqual(['data', 'early']);
  expect(labels(busy, { text: 'isfull' })).toEqual(['tank', 'tank.isFull']);
  expect(labels(busy, { text: 'data' })).toEqual(['data', 'late', 'early']);
  expect(labels(busy, { text: 'no such' })).toEqual([]);
});

test('a filter by phase', () => {
  expect(labels(busy, { phase: 'woken' })).toEqual(['data', 'early']);
});

test('waits that are over can be hidden; they stand below those that go on', () => {
  const over = events({ kind: 'finish', at: 1500, waiter: 2 });
  const waiters = [waiter({ id: 1, task: 'early', phase: 'woken' })];
  const state = reduce(busy, changes(delta({ events: over, queues: [queue({ waiters })] })));
  expect(labels(state).slice(0, 3)).toEqual(['data', 'early', 'late']);
  expect(labels(state, { ended: false }).slice(0, 3)).toEqual(['data', 'early', 'tank']);
});

test('a lost wake-up marks its sleeper, and only while it sleeps', () => {
  const finding = { kind: 'lost-wake-up', message: 'lost', evidence: [], queue: 1, waiter: 2 } as const;
  const lost = reduce(busy, { type: 'findings', program: 'p', findings: [finding] });
  expect(labels(lost, { onlyFindings: true })).toEqual(['data', 'late']);
  const row = rowsOf(lost, noFilters).rows[1]!;
  expect(row).toMatchObject({
    isLost: true,
    words: { description: expect.stringMatching(/^lost wake-up, /) },
  });
  expect(row.words.spoken).toMatch(/lost wake-up$/);
  const awake = queue({ waiters: [waiter({ id: 2, task: 'late', phase: 'running' })] });
  const later = reduce(lost, changes(delta({ queues: [awake] })));
  expect(rowsOf(later, noFilters).rows[1]).toMatchObject({ isLost: false });
});

test('what is wrong with a program as a whole stands above its queues, whatever is filtered', () => {
  const finding = { kind: 'all-asleep', message: 'Every task sleeps.', evidence: [] } as const;
  const state = reduce(busy, { type: 'findings', program: 'p', findings: [finding] });
  expect(labels(state).slice(0, 2)).toEqual(['server.js (12)', 'data']);
  expect(rowsOf(state, noFilters).rows[0]).toMatchObject({ kind: 'program', findings: [finding] });
  expect(labels(state, { onlyFindings: true })).toEqual(['server.js (12)']);
});

test('a condition that was evaluated on the page and holds marks its sleeper, too', () => {
  const evaluation = { waiter: 2, value: true, sleeping: true };
  const state = reduce(busy, { type: 'evaluated', program: 'p', waiter: 2, evaluation });
  expect(rowsOf(state, noFilters).rows[1]).toMatchObject({ isLost: true });
});

test('with two programs each has a row', () => {
  const programs = ['p', 'q'].map((id) => ({ id, name: `${id}.js`, status: 'live' }) as const);
  const two = reduce(busy, { type: 'programs', programs });
  expect(labels(two)).toEqual(['p.js', 'data', 'late', 'early', 'tank', 'tank.isFull', 'idle', 'q.js']);
});

test('too many rows are counted, not shown', () => {
  const waiters = Array.from({ length: 700 }, (_, index) => waiter({ id: index, task: `task ${index}` }));
  const { rows, more } = rowsOf(page(shows(snapshot([queue({ waiters })]))), noFilters);
  expect(rows).toHaveLength(500);
  expect(more).toBe(201);
});

test('a row and what it selects find each other', () => {
  const { rows } = rowsOf(busy, noFilters);
  for (const row of rows) expect(selectedRow(rows, selectionOf(row))).toBe(row);
});

test('a recording is shown by itself, or when there is nothing else', () => {
  const recording = {
    format: 'waitq-recording',
    version: 1,
    header: {
      source: 'live',
      startedAt: 1,
      endedAt: 2,
      dropped: 0,
      before: snapshot([queue({ name: 'old' })]),
    },
    actors: [],
    places: [],
    steps: [],
  } as const;
  const both = reduce(busy, { type: 'recording', name: 'run.json', recording });
  expect(labels(both)).toEqual(labels(busy));
  expect(labels(both, { program: 'recording run.json' })).toEqual(['old']);
  const alone = reduce(both, { type: 'programs', programs: [] });
  expect(labels(alone)).toEqual(['old']);
});

test('the source of a row is told where nobody can be asked for it: of a recording, and after the end', () => {
  const location = { file: '/a.js', line: 1, column: 2 };
  const waiters = [waiter({ id: 1, site: '/a.js:5:6' }), waiter({ id: 2, place: { ...location, line: 9 } })];
  const before = snapshot([queue({ waiters, location })]);
  const header = {
    source: 'live',
    startedAt: 1000,
    endedAt: 1000,
    dropped: 0,
    before,
    after: before,
  } as const;
  const recording: Recording = {
    format: 'waitq-recording',
    version: 1,
    header,
    actors: [],
    places: [],
    steps: [],
  };
  const state = page({ type: 'recording', id: 'r', name: 'run.json', recording });
  const sites = (program: string) => rowsOf(state, { ...noFilters, program }).rows.map(siteOf);
  expect(sites('r')).toEqual(['/a.js:1:2', '/a.js:5:6', '/a.js:9:2']);
  const running = page(shows(before));
  expect(rowsOf(running, noFilters).rows.map(siteOf)).toEqual([undefined, undefined, undefined]);
  const ended = { type: 'programs', programs: [{ id: 'p', name: 'server.js', status: 'ended' }] } as const;
  expect(rowsOf(reduce(running, ended), noFilters).rows.map(siteOf)).toEqual(sites('r'));
});

import { expect, test } from 'vitest';
import type { QueueSnapshot, WaiterSnapshot } from 'waitq/inspect';
import { arrowsOf } from '../../../../runtime/src/inspect/page/app/view/marks.js';
import { recordedProgram } from '../../../../runtime/src/inspect/page/app/state/recorded.js';
import { reduce, type PageEvent } from '../../../../runtime/src/inspect/page/app/state/reduce.js';
import { emptyPage, type PageState } from '../../../../runtime/src/inspect/page/app/state/model.js';
import {
  noFilters,
  rowsOf,
  selectedRow,
  selectionOf,
  type Row,
} from '../../../../runtime/src/inspect/page/app/state/rows.js';
import { recordingOf } from '../../../../runtime/src/inspect/recordings.js';
import type { ProgramStatus } from '../../../../runtime/src/inspect/page/messages.js';
import { delta, events, queue, snapshot, waiter } from './programs.js';

const info = { pid: 7, name: 'p.mjs', version: '1', engine: 'node', startedAt: 0, writable: false };
const region = '5:-6';

/** As each thread numbers it: main 1, worker 11, each from its own row. */
const inMain = waiter({ id: 1, task: '', threadId: 0, wait: '48@1', condition: '() => a' });
const inWorker = waiter({
  id: 2,
  task: 'reader',
  threadId: 3,
  wait: '64@2',
  notEvaluable: 'its thread is asleep',
});
const told = {
  main: jobs(1, inMain, inWorker),
  worker: jobs(
    4,
    { ...inMain, id: 11 },
    { ...inWorker, id: 12, condition: '() => b', notEvaluable: undefined! },
  ),
};

function jobs(id: number, ...waiters: readonly WaiterSnapshot[]): QueueSnapshot {
  return queue({ id, name: 'jobs', kind: 'shared', region, waiters });
}

function programs(main: ProgramStatus, worker: ProgramStatus): PageEvent {
  return {
    type: 'programs',
    programs: [
      { id: 'w', name: 'worker', status: worker, program: { ...info, threadId: 3 } },
      { id: 'm', name: 'main', status: main, program: { ...info, threadId: 0 } },
    ],
  };
}

function page(...events: readonly PageEvent[]): PageState {
  const shows = (program: string, picture: QueueSnapshot, own?: QueueSnapshot): PageEvent => ({
    type: 'snapshot',
    program,
    snapshot: snapshot(own ? [own, picture] : [picture]),
  });
  const all = [
    programs('live', 'live'),
    shows('m', told.main, queue({ id: 8 })),
    shows('w', told.worker),
    ...events,
  ];
  return all.reduce(reduce, emptyPage);
}

const drawn = (state: PageState): readonly Row[] => rowsOf(state, noFilters).rows;
const named = (state: PageState): readonly string[] => drawn(state).map(({ words }) => words.label);

test('a queue that threads share is one row, below it the waiters of all, each with its thread', () => {
  expect(named(page())).toEqual(['data', 'jobs', 'thread 0', 'reader (thread 3)']);
  expect(drawn(page())[1]!.words.description).toBe('2 asleep');
});

test('a queue of the same name in other memory is another', () => {
  const other: PageEvent = {
    type: 'snapshot',
    program: 'w',
    snapshot: snapshot([{ ...told.worker, region: '5:-7' }]),
  };
  expect(
    named(page(programs('live', 'live'), { ...other, snapshot: { ...other.snapshot, sequence: 11 } })).filter(
      (name) => name === 'jobs',
    ),
  ).toHaveLength(2);
});

test('its row stays when the thread ends that was believed, and another is', () => {
  const before = drawn(page())[1]!;
  const after = drawn(page(programs('ended', 'live')));
  const row = after.find(({ id }) => id === before.id);
  expect(row).toMatchObject({ kind: 'queue', program: { id: 'w' } });
  expect(after.filter(({ words }) => words.label === 'jobs')).toHaveLength(1);
});

test('a waiter is asked in its own thread, and found by whatever name it is selected', () => {
  const state = page();
  const rows = drawn(state);
  const reader = rows[3]!;
  expect(reader).toMatchObject({ asked: { id: 'w' }, waiter: { condition: '() => b' } });
  expect(selectionOf(reader)).toEqual({ program: 'w', queue: 4, waiter: 12 });
  for (const name of [
    { program: 'w', queue: 4, waiter: 12 },
    { program: 'm', queue: 1, waiter: 2 },
  ]) {
    expect(selectedRow(rows, name)).toBe(reader);
  }
});

test('what its thread found, or what it said of its condition, marks it', () => {
  const finding = { kind: 'lost-wake-up', message: 'lost', evidence: [], queue: 4, waiter: 12 } as const;
  const found = page({ type: 'findings', program: 'w', findings: [finding] });
  expect(drawn(found)[3]).toMatchObject({ isLost: true, findings: [{ message: 'lost' }] });
  const said = page({
    type: 'evaluated',
    program: 'w',
    waiter: 12,
    evaluation: { waiter: 12, value: true, sleeping: true },
  });
  expect(drawn(said)[3]).toMatchObject({ isLost: true });
  expect(drawn(page())[3]).toMatchObject({ isLost: false });
});

test('what every thread finds is told once', () => {
  const herd = (number: number) =>
    ({ kind: 'herd', message: `herd ${number}`, evidence: [], queue: number }) as const;
  const state = page(
    { type: 'findings', program: 'm', findings: [herd(1)] },
    { type: 'findings', program: 'w', findings: [herd(4)] },
  );
  expect(drawn(state)[1]!.findings.map(({ message }) => message)).toEqual(['herd 1']);
});

test('a cycle of locks that every thread finds is told of one program', () => {
  const cycle = (key: string) => ({ kind: 'lock-cycle', message: 'cycle', evidence: [], key }) as const;
  const found = (inMain: string, inWorker: string) =>
    drawn(
      page(
        { type: 'findings', program: 'm', findings: [cycle(inMain)] },
        { type: 'findings', program: 'w', findings: [cycle(inWorker)] },
      ),
    ).flatMap(({ findings, program }) => findings.map(() => program.id));
  expect(found('thread 1, thread 2', 'thread 1, thread 2')).toEqual(['m']);
  expect(found('thread 1, thread 2', 'thread 1, thread 3').sort()).toEqual(['m', 'w']);
});

test('wake-ups come from whichever thread, and lead to those they woke in any other', () => {
  const change = delta({
    events: events(
      { kind: 'wake', at: 1500, task: '', found: 1, threadId: 4 },
      { kind: 'woken', at: 1500, waiter: 2, threadId: 3, wake: 11 },
      { kind: 'resume', at: 1600, waiter: 2, threadId: 3 },
    ),
    queues: [jobs(1, inMain, { ...inWorker, phase: 'running', sleeping: false })],
  });
  const state = page({ type: 'delta', program: 'm', delta: change });
  const rows = drawn(state);
  expect(rows[1]).toMatchObject({ queue: { wakes: [{ threadId: 4, found: 1 }] } });
  const window = { x: (at: number) => at - 1000, width: 1000, now: () => 2000 };
  expect(arrowsOf(rows, window)).toHaveLength(1);
});

test('nameless waits of two threads do not share a row', () => {
  const again = delta({
    events: events(
      { kind: 'finish', at: 1100, waiter: 1, task: '', threadId: 0 },
      { kind: 'register', at: 1200, waiter: 3, task: '', threadId: 9 },
      { kind: 'sleep', at: 1200, waiter: 3, task: '', threadId: 9 },
    ),
  });
  expect(named(page({ type: 'delta', program: 'm', delta: again }))).toEqual(
    expect.arrayContaining(['thread 0', 'thread 9']),
  );
});

function recorded(threadId: number, picture: QueueSnapshot, at: number) {
  const around = { program: { ...info, threadId }, at };
  const slept = {
    kind: 'sleep',
    sequence: 2,
    at: at + 1,
    queue: picture.id,
    waiter: 99,
    task: '',
    threadId: 5,
  } as const;
  return recordingOf(
    snapshot([picture], around),
    [slept],
    snapshot([picture], { ...around, at: at + 10 }),
    0,
  );
}

test('recordings that were made of two threads at one time show it once; made at another time, they do not', () => {
  const add = (
    state: PageState,
    id: string,
    threadId: number,
    picture: QueueSnapshot,
    at: number,
  ): PageState =>
    reduce(state, { type: 'recording', id, name: id, recording: recorded(threadId, picture, at) });
  const two = add(add(emptyPage, 'a', 0, told.main, 1000), 'b', 3, told.worker, 1002);
  expect(named(two).filter((name) => name === 'jobs')).toHaveLength(1);
  expect(named(two)).toContain('thread 5');
  const later = add(add(emptyPage, 'a', 0, told.main, 1000), 'b', 3, told.worker, 2000);
  expect(named(later).filter((name) => name === 'jobs')).toHaveLength(2);
});

test('a recording that knows no regions and threads shows what it has', () => {
  const { region: none, ...older } = told.main;
  expect(none).toBe(region);
  const { steps, ...recording } = recorded(0, older, 1000);
  const bare = { ...recording, steps: steps.map((step) => ({ ...step, threadId: undefined! })) };
  const view = recordedProgram('r', 'r', bare);
  const state: PageState = { ...emptyPage, programs: new Map([['r', view]]) };
  expect(named(state)).toEqual(['jobs', 'thread 0', 'reader (thread 3)', 'waiter 99']);
});

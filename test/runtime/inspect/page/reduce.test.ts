import { describe, expect, test } from 'vitest';
import { reduce, tornPrograms } from '../../../../runtime/src/inspect/page/app/state/reduce.js';
import {
  changes,
  delta,
  events,
  lanesOf,
  page,
  queue,
  shows,
  snapshot,
  spansOf,
  waiter,
} from './programs.js';

const begun = shows(snapshot([queue()]));
const view = (state: ReturnType<typeof page>) => state.programs.get('p')!;

describe('a picture', () => {
  test('shows who sleeps since when, and since before recording where that is not known', () => {
    const waiters = [waiter({ since: 400 }), waiter({ id: 8, task: 'writer' })];
    const [reader, writer] = lanesOf(page(shows(snapshot([queue({ waiters })]))));
    expect(spansOf(reader)).toEqual(['asleep 400–']);
    expect(spansOf(writer)).toEqual(['asleep …1000–']);
  });

  test('an older one changes nothing', () => {
    const state = page(begun);
    const late = shows(snapshot([], { sequence: 9 }));
    expect(reduce(state, late)).toBe(state);
  });

  test('of another run begins afresh', () => {
    const program = { pid: 1, threadId: 0, name: 'a', version: '1', engine: 'node', writable: false };
    const first = shows(
      snapshot([queue({ waiters: [waiter()] })], { program: { ...program, startedAt: 1 } }),
    );
    const second = shows(
      snapshot([queue({ id: 2 })], { sequence: 3, program: { ...program, startedAt: 2 } }),
    );
    expect([...view(page(first, second)).queues.keys()]).toEqual([2]);
  });

  test('without a queue that was there before: it has gone, and its waiters with it', () => {
    const state = page(
      shows(snapshot([queue({ waiters: [waiter()] })])),
      shows(snapshot([], { sequence: 11, at: 3000 })),
    );
    expect(view(state).queues.get(1)).toMatchObject({ goneAt: 3000 });
    expect(spansOf(lanesOf(state)[0])).toEqual(['asleep …1000–3000 unseen']);
  });
});

describe('a delta', () => {
  test('draws a wait from registering to the end', () => {
    const told = events(
      { kind: 'register', at: 1100 },
      { kind: 'test', at: 1101, result: false },
      { kind: 'sleep', at: 1102 },
      { kind: 'wake', at: 1200, found: 1, task: 'writer' },
      { kind: 'woken', at: 1200, wake: 14 },
      { kind: 'resume', at: 1250 },
      { kind: 'test', at: 1250, result: true },
      { kind: 'finish', at: 1251 },
    );
    const state = page(begun, changes(delta({ events: told, queues: [queue()] })));
    expect(spansOf(lanesOf(state)[0])).toEqual([
      'running 1100–1102',
      'asleep 1102–1200',
      'woken 1200–1250',
      'running 1250–1251 finish',
    ]);
    expect(lanesOf(state)[0]).toMatchObject({ end: 'finish', task: 'reader' });
    expect(view(state).queues.get(1)!.wakes).toEqual([{ sequence: 14, at: 1200, task: 'writer', found: 1 }]);
    expect(lanesOf(state)[0]!.spans[2]).toMatchObject({ wake: 14 });
  });

  test('a task that waits again stays in its row; two that wait at once have two', () => {
    const told = events(
      { kind: 'sleep', at: 1100 },
      { kind: 'timeout', at: 1200 },
      { kind: 'sleep', at: 1300, waiter: 8 },
      { kind: 'sleep', at: 1400, waiter: 9 },
    );
    const waiters = [waiter({ id: 8 }), waiter({ id: 9 })];
    const lanes = lanesOf(page(begun, changes(delta({ events: told, queues: [queue({ waiters })] }))));
    expect(lanes.map(spansOf)).toEqual([['asleep 1100–1200 timeout', 'asleep 1300–'], ['asleep 1400–']]);
  });

  test('dropped events leave a gap, and the picture of the queue says what is true after it', () => {
    const asleep = shows(snapshot([queue({ waiters: [waiter({ since: 900 })] })]));
    const told = events({ kind: 'sleep', at: 1900, waiter: 8, task: 'writer' });
    const waiters = [waiter({ phase: 'woken' }), waiter({ id: 8, task: 'writer' })];
    const state = page(asleep, changes(delta({ events: told, dropped: 30, queues: [queue({ waiters })] })));
    expect(view(state).gaps).toEqual([{ from: 1000, to: 1900, dropped: 30 }]);
    expect(lanesOf(state).map(spansOf)).toEqual([['asleep 900–2000', 'woken 2000–'], ['asleep 1900–']]);
  });

  test('a waiter whose leaving was dropped is not shown as waiting for ever', () => {
    const asleep = shows(snapshot([queue({ waiters: [waiter({ since: 900 })] })]));
    const state = page(asleep, changes(delta({ dropped: 3, queues: [queue()] })));
    expect(spansOf(lanesOf(state)[0])).toEqual(['asleep 900–2000 unseen']);
  });

  test('of which one before is missing asks for a picture and is not taken', () => {
    const state = page(begun, changes(delta({ from: 15, queues: [queue({ id: 5 })] })));
    expect(tornPrograms(state)).toEqual(['p']);
    expect(view(state).queues.has(5)).toBe(false);
    const whole = snapshot([queue({ id: 5 })], { sequence: 30, at: 2500, recordingSince: 1 });
    const mended = reduce(state, shows(whole));
    expect(tornPrograms(mended)).toEqual([]);
    expect(view(mended).gaps).toEqual([{ from: 1000, to: 2500 }]);
  });

  test('that has been overtaken by a picture changes nothing', () => {
    const state = page(shows(snapshot([queue()], { sequence: 50 })));
    expect(reduce(state, changes(delta({ from: 10, sequence: 20 })))).toBe(state);
  });

  test('that comes before the first picture, and with it once more, tears nothing', () => {
    const early = page(changes(delta()));
    expect(tornPrograms(early)).toEqual([]);
    const told = [begun, changes(delta()), changes(delta())].reduce(reduce, early);
    expect(tornPrograms(told)).toEqual([]);
    expect(view(told)).toMatchObject({ sequence: 20, gaps: [] });
  });

  test('memory is bounded, however much is told', () => {
    const told = Array.from({ length: 5000 }, (_, index) =>
      events(
        { kind: 'wake', at: 1001 + index, found: 0 },
        { kind: 'sleep', at: 1001 + index, waiter: index + 100, task: `task ${index}` },
        { kind: 'finish', at: 1001.5 + index, waiter: index + 100, task: `task ${index}` },
      ),
    ).flat();
    const state = page(begun, changes(delta({ at: 7000, events: told, queues: [queue()] })));
    expect(lanesOf(state)).toHaveLength(100);
    expect(lanesOf(state).at(-1)).toMatchObject({ task: 'task 4999' });
    expect(view(state).queues.get(1)!.wakes).toHaveLength(1000);
  });
});

const emptyRecording = {
  format: 'waitq-recording',
  version: 1,
  header: { source: 'live', startedAt: 1, endedAt: 2, dropped: 0 },
  actors: [],
  places: [],
  steps: [],
} as const;

test('a program that is not listed any more is taken off; a recording stays until it is closed', () => {
  const recording = emptyRecording;
  const state = page(
    begun,
    { type: 'recording', name: 'run.json', recording },
    { type: 'programs', programs: [] },
  );
  const [id = ''] = state.programs.keys();
  expect([...state.programs.values()]).toMatchObject([{ name: 'run.json', status: 'recorded', recording }]);
  expect(state.opened).toBe(id);
  const selected = reduce(state, { type: 'select', selection: { program: id, queue: 1 } });
  expect(reduce(selected, { type: 'close', program: id })).toMatchObject({
    programs: new Map(),
    opened: null,
    selection: null,
  });
});

test('a recording that was on the page before goes by the name that its host gave, and is not opened', () => {
  const recording = { ...emptyRecording, header: { ...emptyRecording.header, endedAt: 3 } };
  const told = { type: 'recording', id: 'recording 1', name: 'run.json', recording } as const;
  const state = page(begun, { ...told, isKnown: true });
  expect(state.programs.get('recording 1')).toMatchObject({ name: 'run.json', status: 'recorded' });
  expect(state.opened).toBeNull();
  expect(reduce(state, told).opened).toBe('recording 1');
});

test('what is being recorded says so until it is not', () => {
  const program = { id: 'p', name: 'server.js (12)', status: 'live' } as const;
  const state = page(begun, { type: 'programs', programs: [{ ...program, isRecording: true }] });
  expect(view(state)).toMatchObject({ isRecording: true });
  expect(view(reduce(state, { type: 'programs', programs: [program] })).isRecording).toBeUndefined();
});

test('what names no known program, or is of no known type, changes nothing', () => {
  const state = page(begun);
  expect(reduce(state, { type: 'delta', program: 'q', delta: delta() })).toBe(state);
  expect(reduce(state, { type: 'later' } as never)).toBe(state);
});

import { expect, test } from 'vitest';
import { marksOf, waitersOf } from '../../../extension/src/live/line-marks.js';
import { emptyModel, withProgram, type Program } from '../../../extension/src/live/model.js';
import { finding, program, queue, waiter } from './fake-program.js';

const waiters = [
  waiter({ id: 1, since: 997_000 }),
  waiter({ id: 2, since: 999_000 }),
  waiter({ id: 3, sleeping: false, phase: 'woken' }),
  waiter({ id: 4, task: 'elsewhere' }),
];
const lines: Readonly<Record<number, number>> = { 1: 12, 2: 12, 3: 12, 4: 20 };

function marks(given: Partial<Program> = {}) {
  const model = withProgram(emptyModel, program({ queues: [queue({ waiters })], ...given }));
  return marksOf(waitersOf(model), ({ waiter }) => lines[waiter.id]);
}

test('a line says how many wait on it, and how long the longest has slept', () => {
  expect(marks().map(({ line, text, age }) => [line, text, age])).toEqual([
    [12, '2 asleep, 1 awake', 'longest 3.0 s'],
    [20, '1 asleep', ''],
  ]);
});

test('a lost wake-up is marked on its line only', () => {
  const lost = marks({ findings: [finding({ waiter: 2 })] });
  expect(lost.map(({ isLost, text }) => [isLost, text])).toEqual([
    [true, '2 asleep, 1 awake, a wake-up was lost'],
    [false, '1 asleep'],
  ]);
});

test('a thread on a queue that threads share counts once; other threads and queues do, too', () => {
  const info = { pid: 7, name: 'p.mjs', version: '1', engine: 'node', startedAt: 0, writable: false };
  const asleep = [1, 2].map((id) => waiter({ id, threadId: id, wait: `48@${id}` }));
  const queues = [
    queue({ kind: 'shared', region: '1:2', waiters: asleep }),
    queue({ id: 2, waiters: [waiter({ id: 3 })] }),
  ];
  const main = program({ id: 'main', info: { ...info, threadId: 0 }, queues });
  const worker = program({
    id: 'worker',
    info: { ...info, threadId: 1 },
    queues,
    findings: [finding({ waiter: 1 })],
  });
  const told = waitersOf([main, worker].reduce(withProgram, emptyModel));
  expect(told.map(({ program, waiter }) => `${program.id}/${waiter.id}`)).toEqual([
    'main/3',
    'worker/3',
    'worker/1',
    'main/2',
  ]);
  const [mark] = marksOf(told, ({ waiter }) => (waiter.threadId === undefined ? undefined : 12));
  expect(mark).toMatchObject({ text: '2 asleep, a wake-up was lost', isLost: true });
});

test('who waits in a program that has ended is marked nowhere, nor is a waiter without a place', () => {
  expect(marks({ status: 'ended' })).toEqual([]);
  const model = withProgram(emptyModel, program({ queues: [queue({ waiters })] }));
  expect(marksOf(waitersOf(model), () => undefined)).toEqual([]);
});

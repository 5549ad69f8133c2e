import { expect, test } from 'vitest';
import { labelOf } from '../../../extension/src/live/labels.js';
import { waitersOf } from '../../../extension/src/live/line-marks.js';
import {
  childrenOf,
  emptyModel,
  findingCount,
  idOf,
  isLost,
  isNamed,
  rootsOf,
  withProgram,
  type Program,
} from '../../../extension/src/live/model.js';
import { finding, program, queue, waiter } from './fake-program.js';

// Queues that threads share: each is one line of the tree, whichever threads tell of it.

const info = { pid: 7, name: 'p.mjs', version: '1', engine: 'node', startedAt: 0, writable: false };
const common = { name: 'jobs', kind: 'shared', region: '5:-6' } as const;
const inMain = waiter({ id: 1, task: '', threadId: 0, wait: '48@1' });
const inWorker = waiter({ id: 2, task: 'reader', threadId: 3, wait: '64@2' });

const main = program({
  id: 'm',
  name: 'p.mjs',
  info: { ...info, threadId: 0 },
  queues: [
    queue({ ...common, id: 1, waiters: [inMain, inWorker] }),
    queue({ id: 2, waiters: [waiter({ id: 3 })] }),
  ],
});
const worker = program({
  id: 'w',
  name: 'worker 3',
  info: { ...info, threadId: 3 },
  queues: [
    queue({ ...common, id: 9, waiters: [waiter({ ...inMain, id: 21 }), waiter({ ...inWorker, id: 22 })] }),
  ],
});

const modelOf = (...programs: readonly Program[]) => programs.reduce(withProgram, emptyModel);
const linesOf = (...programs: readonly Program[]): readonly string[] =>
  rootsOf(modelOf(...programs)).flatMap((node) => [
    labelOf(node).label,
    ...childrenOf(node).map((child) => `- ${labelOf(child).label}`),
  ]);

test('it is one line beside what threads keep to themselves, with the waiters of all, each with its thread', () => {
  expect(linesOf(main, worker)).toEqual(['data', '- reader', 'jobs', '- thread 0', '- reader (thread 3)']);
  const [, jobs] = rootsOf(modelOf(main, worker));
  expect(labelOf(jobs!).description).toBe('2 asleep');
  expect(labelOf(jobs!).tooltip).toMatch(/Watched in\nthread 0: p\.mjs\nthread 3: worker 3$/);
});

test('where several threads have queues of their own, it stands beside them', () => {
  const busy = { ...worker, queues: [...worker.queues, queue({ id: 30, name: 'own' })] };
  expect(rootsOf(modelOf(main, busy)).map((node) => labelOf(node).label)).toEqual([
    'p.mjs',
    'worker 3',
    'jobs',
  ]);
  expect(labelOf(rootsOf(modelOf(main, busy))[0]!).description).toBe('1 queue');
});

test('one of the same name in other memory is another', () => {
  const [shared] = worker.queues;
  const other = { ...worker, queues: [{ ...shared!, region: '5:-7' }] };
  expect(linesOf(main, other).filter((line) => line === 'jobs')).toHaveLength(2);
});

test('its lines stay the same when a thread comes or ends', () => {
  const idsOf = (...programs: readonly Program[]) => {
    const jobs = rootsOf(modelOf(...programs)).find((node) => labelOf(node).label === 'jobs')!;
    return [jobs, ...childrenOf(jobs)].map(idOf);
  };
  const all = idsOf(main, worker);
  expect(idsOf(worker, main)).toEqual(all);
  expect(idsOf(main)).toEqual(all);
  expect(idsOf({ ...main, status: 'ended' }, worker)).toEqual(all);
  expect(new Set(all).size).toBe(3);
});

test('a thread on a shared queue is asked in its own program, if that is watched, and marked by what that found', () => {
  const hurt = { ...worker, findings: [finding({ queue: 9, waiter: 22 })] };
  const waiters = waitersOf(modelOf(main, hurt));
  expect(waiters.map(({ program: { id }, waiter: one }) => [id, one.id])).toEqual([
    ['m', 3],
    ['m', 1],
    ['w', 22],
  ]);
  const reader = waiters[2]!;
  expect(isLost(reader)).toBe(true);
  expect(waiters.filter(isLost)).toEqual([reader]);
  expect(isNamed(reader, { program: 'm', queue: 1, waiter: 2 })).toBe(true);
  expect(isNamed(reader, { program: 'm', queue: 1, waiter: 1 })).toBe(false);
});

test('what every thread finds on it stands there once', () => {
  const herd = (number: number) =>
    finding({ kind: 'herd', message: `herd ${number}`, queue: number, waiter: undefined });
  const model = modelOf({ ...main, findings: [herd(1)] }, { ...worker, findings: [herd(9)] });
  expect(findingCount(model)).toBe(1);
  const [, jobs] = rootsOf(model);
  expect(childrenOf(jobs!).map((node) => labelOf(node).label)).toEqual([
    'herd 1',
    'thread 0',
    'reader (thread 3)',
  ]);
});

test('a cycle of locks that every thread finds is one line, and another cycle another', () => {
  const cycle = (message: string, key: string) =>
    finding({ kind: 'lock-cycle', message, key, queue: undefined, waiter: undefined });
  const rootsWith = (...found: readonly string[][]) =>
    rootsOf(
      modelOf(
        { ...main, findings: found[0]!.map((key) => cycle('in main', key)) },
        { ...worker, findings: found[1]!.map((key) => cycle('in worker', key)) },
      ),
    ).map((node) => labelOf(node).label);
  expect(rootsWith(['task 1, task 2'], ['task 1, task 2'])).toEqual(['in main', 'data', 'jobs']);
  expect(rootsWith([], ['task 1, task 2'])).toEqual(['in worker', 'data', 'jobs']);
  expect(rootsWith(['task 1, task 2'], ['task 3, task 4'])).toEqual(['in main', 'in worker', 'data', 'jobs']);
});

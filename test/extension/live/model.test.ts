import { expect, test } from 'vitest';
import {
  childrenOf,
  emptyModel,
  idOf,
  isLost,
  rootsOf,
  stateOf,
  withDelta,
  withProgram,
  withSnapshot,
  type LiveModel,
  type Node,
  type Program,
} from '../../../extension/src/live/model.js';
import { delta, finding, program, queue, snapshot, waiter } from './fake-program.js';

function modelOf(...programs: readonly Program[]): LiveModel {
  return programs.reduce(withProgram, emptyModel);
}

const kindsBelow = (node: Node) => childrenOf(node).map(({ kind }) => kind);

test('one program: its queues are the top; their waiters, in wake order, below', () => {
  const waiters = [waiter({ id: 4 }), waiter({ id: 2 })];
  const model = modelOf(program({ id: 'a', queues: [queue({ id: 9, waiters })] }));
  const [top] = rootsOf(model);
  expect(idOf(top!)).toBe('a/9');
  expect(childrenOf(top!).map(idOf)).toEqual(['a/9/4', 'a/9/2']);
  expect(childrenOf(childrenOf(top!)[0]!)).toEqual([]);
});

test('several programs: each is a line, but not one that has no queue, or has ended', () => {
  const main = program({ id: 'main', queues: [queue()] });
  const worker = program({ id: 'worker', queues: [queue({ id: 2 })] });
  const over = program({ id: 'over', queues: [queue()], status: 'ended' });
  expect(rootsOf(modelOf(main, program({ id: 'quiet' }), over)).map(idOf)).toEqual(['main/1']);
  const roots = rootsOf(modelOf(main, worker));
  expect(roots.map(idOf)).toEqual(['main', 'worker']);
  expect(childrenOf(roots[1]!).map(idOf)).toEqual(['worker/2']);
});

test('what looks wrong stands below what it is about', () => {
  const findings = [
    finding(),
    finding({ kind: 'herd', waiter: undefined }),
    finding({ kind: 'all-asleep', queue: undefined, waiter: undefined }),
  ];
  const [all, data] = rootsOf(modelOf(program({ queues: [queue({ waiters: [waiter()] })], findings })));
  expect(all).toMatchObject({ finding: { kind: 'all-asleep' } });
  expect(kindsBelow(data!)).toEqual(['finding', 'waiter']);
  const reader = childrenOf(data!)[1]!;
  expect(childrenOf(reader)).toMatchObject([{ finding: { kind: 'lost-wake-up' } }]);
  expect(isLost(reader)).toBe(true);
  expect(isLost(data!)).toBe(false);
});

test('a delta changes the queues it names, takes away those that are gone, and adds new ones', () => {
  const before = withSnapshot(
    program({ sequence: undefined }),
    snapshot([queue({ id: 1 }), queue({ id: 2 })]),
  );
  const waiters = [waiter()];
  const after = withDelta(
    before,
    delta({ queues: [queue({ id: 1, waiters }), queue({ id: 3 })], gone: [2] }),
  );
  expect(after).toMatchObject({ sequence: 2, at: 1_000_500, queues: [{ id: 1, waiters }, { id: 3 }] });
});

test('a delta that does not go on where the program is does not fit', () => {
  expect(withDelta(program({ sequence: 1 }), delta({ from: 4, sequence: 5 }))).toBeUndefined();
});

test('an answer that a later one has overtaken changes nothing', () => {
  const later = program({ sequence: 9 });
  expect(withSnapshot(later, snapshot([queue()], 8))).toBe(later);
});

test('each state has its welcome text, and only one', () => {
  expect(stateOf(emptyModel)).toBe('noProgram');
  expect(stateOf(modelOf(program({ status: 'connecting' })))).toBe('connecting');
  expect(stateOf(modelOf(program()))).toBe('noQueues');
  expect(stateOf(modelOf(program({ queues: [queue()] })))).toBe('queues');
  expect(stateOf(modelOf(program({ queues: [queue()], status: 'ended' })))).toBe('ended');
  expect(stateOf(modelOf(program({ status: 'lost', problem: 'no answer' })))).toBe('queues');
});

import { expect, test } from 'vitest';
import { childrenOf, emptyModel, idOf, rootsOf, withSnapshot } from '../../../extension/src/live/model.js';
import { queue, snapshot, waiter } from './fake-program.js';

test('one program: its queues are the top; their waiters, in wake order, below', () => {
  const waiters = [waiter({ id: 4 }), waiter({ id: 2 })];
  const model = withSnapshot(emptyModel, 'a', 'a.js', snapshot([queue({ id: 9, waiters })]));
  const [top] = rootsOf(model);
  expect(idOf(top!)).toBe('a/9');
  expect(childrenOf(top!).map(idOf)).toEqual(['a/9/4', 'a/9/2']);
  expect(childrenOf(childrenOf(top!)[0]!)).toEqual([]);
});

test('several programs: each is a line, but not one that has no queue', () => {
  let model = withSnapshot(emptyModel, 'main', 'main.js', snapshot([queue()]));
  model = withSnapshot(model, 'quiet', 'quiet.js', snapshot([]));
  expect(rootsOf(model).map(idOf)).toEqual(['main/1']);
  model = withSnapshot(model, 'worker', '[worker 1]', snapshot([queue({ id: 2 })]));
  expect(rootsOf(model).map(idOf)).toEqual(['main', 'worker']);
  expect(childrenOf(rootsOf(model)[1]!).map(idOf)).toEqual(['worker/2']);
});

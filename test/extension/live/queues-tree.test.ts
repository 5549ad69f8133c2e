import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { labelOf } from '../../../extension/src/live/labels.js';
import {
  emptyModel,
  withProgram,
  withSnapshot,
  type LiveModel,
  type Node,
} from '../../../extension/src/live/model.js';
import { program, snapshot } from './fake-program.js';

vi.mock('vscode', async () => ({
  ...(await import('../fake-vscode.js')).vscode,
  TreeItem: vi.fn(),
  ThemeIcon: vi.fn(),
}));
const { createQueuesTree } = await import('../../../extension/src/live/queues-tree.js');

beforeEach(() => void vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const held = (holder: string): LiveModel => {
  const lock = { id: 1, name: 'ledger', holder, since: Date.now(), wanted: [] };
  const told = withSnapshot(program({ sequence: undefined }), { ...snapshot([]), locks: [lock] });
  return withProgram(emptyModel, told);
};

/** The words of the only line. */
const wordsOf = (tree: ReturnType<typeof createQueuesTree>): string =>
  labelOf((tree.getChildren() as Node[])[0]!).description!;

test('words that change faster than they are drawn are drawn in the end, though nothing comes after them', () => {
  const tree = createQueuesTree();
  tree.show(held('clerk'));
  tree.show(held('auditor'));
  tree.show(held('guest'));
  expect(wordsOf(tree)).toContain('held by clerk');
  vi.runAllTimers();
  expect(wordsOf(tree)).toContain('held by guest');
});

test('words that are again as they were drawn are not drawn anew', () => {
  const tree = createQueuesTree();
  tree.show(held('clerk'));
  const drawn = tree.getChildren();
  tree.show(held('auditor'));
  tree.show(held('clerk'));
  vi.runAllTimers();
  expect(tree.getChildren()).toEqual(drawn);
  expect(vi.getTimerCount()).toBe(0);
});

test('a tree that is taken away draws no more', () => {
  const tree = createQueuesTree();
  tree.show(held('clerk'));
  tree.show(held('auditor'));
  tree.dispose();
  expect(vi.getTimerCount()).toBe(0);
});

import { expect, test, vi } from 'vitest';
import { labelOf } from '../../../extension/src/live/labels.js';
import { placeOf } from '../../../extension/src/live/locks.js';
import {
  childrenOf,
  emptyModel,
  idOf,
  rootsOf,
  withDelta,
  withProgram,
  withSnapshot,
  type Node,
  type Program,
} from '../../../extension/src/live/model.js';
import type { LockSnapshot } from '../../../extension/src/live/snapshot.js';
import { delta, program, queue, snapshot, waiter } from './fake-program.js';

vi.mock('vscode', async () => ({
  ...(await import('../fake-vscode.js')).vscode,
  TreeItem: class {
    id: string | undefined;
  },
  ThemeIcon: class {
    readonly id: string;
    constructor(id: string) {
      this.id = id;
    }
  },
}));
const { createQueuesTree } = await import('../../../extension/src/live/queues-tree.js');

// Locks in the tree: who holds them, since when, and who waits.

const at = 1_000_000;
const lock = (given: Partial<LockSnapshot> = {}): LockSnapshot => ({
  id: 1,
  name: 'ledger',
  holder: 'clerk',
  since: at - 2500,
  site: '/src/a.mjs:3:5',
  wanted: ['auditor', ''],
  ...given,
});

const told = (locks: readonly LockSnapshot[], given: Partial<Program> = {}): Program =>
  withSnapshot(program({ sequence: undefined, ...given }), { ...snapshot([]), locks });
const roots = (...programs: readonly Program[]): readonly Node[] =>
  rootsOf(programs.reduce(withProgram, emptyModel));

test('a lock says who holds it and since when; below it stands who waits, who gets it first on top', () => {
  const [node] = roots(told([lock()]));
  expect(node).toMatchObject({ kind: 'lock' });
  expect(labelOf(node!)).toEqual({
    label: 'ledger',
    description: 'held by clerk for 2.5 s, wanted by 2',
    tooltip: `ledger: lock\nHeld by clerk\nSince ${new Date(at - 2500).toISOString()}\nTaken at /src/a.mjs:3:5\nWanted by auditor, somebody`,
    spoken: 'lock ledger, held by clerk for 2.5 s, wanted by 2',
  });
  expect(childrenOf(node!).map((child) => labelOf(child).label)).toEqual(['auditor', 'somebody']);
  expect(labelOf(childrenOf(node!)[1]!)).toMatchObject({
    description: 'after 1 more',
    spoken: 'somebody waits for lock ledger, after 1 more',
  });
});

test('what is not known of it is said, or left out', () => {
  const { since, site, ...bare } = lock({ holder: '', wanted: [] });
  expect([since, site]).toBeDefined();
  expect(labelOf(roots(told([bare]))[0]!)).toMatchObject({
    description: 'held by somebody since before recording',
    tooltip: 'ledger: lock\nHeld by somebody\nSince when: before recording.',
  });
});

test('locks stand below queues; of several programs each has its own', () => {
  const main = { ...told([lock()], { id: 'm' }), queues: [queue()] };
  expect(roots(main).map(({ kind }) => kind)).toEqual(['queue', 'lock']);
  const worker = told([lock()], { id: 'w' });
  expect(roots(main, worker).map(({ kind }) => kind)).toEqual(['program', 'program']);
  expect(childrenOf(roots(main, worker)[1]!).map(idOf)).toEqual(['w/lock/1']);
});

test('one that threads share is one line, whichever of them tell of it; its holder is named with the thread', () => {
  const info = { pid: 7, name: 'p.mjs', version: '1', engine: 'node', startedAt: 0, writable: false };
  const shared = { shared: true, region: '1:2', threadId: 3 } as const;
  const [main, worker] = [0, 3].map((threadId) => ({
    ...told([lock({ ...shared, id: threadId + 5 })], { id: `${threadId}` }),
    info: { ...info, threadId },
  }));
  const [node, ...others] = roots(main!, worker!);
  expect(others).toEqual([]);
  expect(labelOf(node!).description).toBe('held by clerk (thread 3) for 2.5 s, wanted by 2');
  expect([idOf(node!), ...childrenOf(node!).map(idOf)]).toEqual(
    [roots(worker!)[0]!].flatMap((one) => [idOf(one), ...childrenOf(one).map(idOf)]),
  );
  const nameless = told([lock({ ...shared, holder: 'thread 3 (ended)' })]);
  expect(labelOf(roots(nameless)[0]!).description).toMatch(/^held by thread 3 \(ended\) for/);
});

test('one that becomes free stays for a while, so that what is taken all the time does not come and go', () => {
  const held = told([lock()]);
  const free = withDelta(held, delta({ locks: [], at: at + 500 }))!;
  expect(roots(free).map((node) => labelOf(node).description)).toEqual(['free']);
  const again = withDelta(free, delta({ from: 2, sequence: 3, locks: [lock()], at: at + 1000 }))!;
  expect(roots(again).map(idOf)).toEqual(roots(held).map(idOf));
  expect(labelOf(roots(again)[0]!).description).toMatch(/^held by clerk/);
  expect(roots(withDelta(free, delta({ from: 2, sequence: 3, locks: [], at: at + 20_000 }))!)).toEqual([]);
});

test('its place is the call that took it, else where its holder waits now', () => {
  const seen = (given: Partial<LockSnapshot>) => {
    const [node] = roots(told([lock(given)]));
    return (node as Extract<Node, { kind: 'lock' }>).lock;
  };
  const queues = [queue({ waiters: [waiter({ task: 'clerk', site: '/src/b.mjs:7:1' })] })];
  const holding = program({ queues });
  expect(placeOf(seen({}), holding)).toEqual({ file: '/src/a.mjs', line: 3, column: 5 });
  expect(placeOf(seen({ site: undefined! }), holding)).toEqual({ file: '/src/b.mjs', line: 7, column: 1 });
  expect(placeOf(seen({ site: undefined!, threadId: 2 }), holding)).toBeUndefined();
});

test('its line has the icon of a lock, a context of its own, words for who hears it, and opens the place', () => {
  const tree = createQueuesTree();
  tree.show([told([lock()])].reduce(withProgram, emptyModel));
  const [node] = tree.getChildren() as Node[];
  const item = tree.getTreeItem(node!);
  expect(item).toMatchObject({
    contextValue: 'lock',
    iconPath: { id: 'lock' },
    command: { command: 'waitq.openWaiter', title: 'Open Where It Was Taken', arguments: [node] },
    accessibilityInformation: { label: 'lock ledger, held by clerk for 2.5 s, wanted by 2' },
  });
  const [first] = tree.getChildren(node) as Node[];
  expect(tree.getTreeItem(first!)).toMatchObject({ contextValue: 'wanter', iconPath: { id: 'watch' } });
  expect(tree.getTreeItem(first!)).not.toHaveProperty('command');
});

test('a line whose first children come later is new to the editor, which would keep it folded; from then on it stays', () => {
  const tree = createQueuesTree();
  const itemOf = (locks: readonly LockSnapshot[]) => {
    tree.show([told(locks)].reduce(withProgram, emptyModel));
    return tree.getTreeItem((tree.getChildren() as Node[])[0]!) as { readonly id: string };
  };
  const [alone, wanted, later] = [[], ['auditor'], []].map((wanted) => itemOf([lock({ wanted })]).id);
  expect(wanted).not.toBe(alone);
  expect(later).toBe(wanted);
});

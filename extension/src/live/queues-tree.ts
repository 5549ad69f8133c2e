import * as vscode from 'vscode';
import type { Selection } from 'waitq/inspect/page';
import { commands } from '../names.js';
import { labelOf } from './labels.js';
import { childrenOf, findingsOf, idOf, isLost, rootsOf, type LiveModel, type Node } from './model.js';

/** The tree of the **Wait Queues** view, drawn from the newest model. */
export interface QueuesTree extends vscode.TreeDataProvider<Node>, vscode.Disposable {
  show(model: LiveModel): void;
  /** The line of a queue or waiter as it was drawn last. */
  find(selection: Selection): Node | undefined;
}

/** Makes an empty tree. */
export function createQueuesTree(): QueuesTree {
  const changed = new vscode.EventEmitter<undefined>();
  let roots: readonly Node[] = [];
  let parents = new Map<string, Node | undefined>();
  let nodes = new Map<string, Node>();
  let drawn = { lines: '', shape: '', at: 0 };
  const index = (all: readonly Node[], parent?: Node): void => {
    for (const node of all) {
      nodes.set(idOf(node), node);
      parents.set(idOf(node), parent);
      index(childrenOf(node), node);
    }
  };
  return {
    onDidChangeTreeData: changed.event,
    getChildren: (node) => [...(node ? childrenOf(node) : roots)],
    getTreeItem: toItem,
    getParent: (node) => parents.get(idOf(node)),
    show(model) {
      const next = rootsOf(model);
      const [lines, shape, at] = [linesOf(next), shapeOf(next), Date.now()];
      const isEarly = shape === drawn.shape && at < drawn.at + wordsEvery;
      if (lines === drawn.lines || isEarly) return;
      drawn = { lines, shape, at };
      roots = next;
      nodes = new Map();
      parents = new Map();
      index(roots);
      changed.fire(undefined);
    },
    find: ({ program, queue, waiter }) =>
      nodes.get(waiter === undefined ? `${program}/${queue}` : `${program}/${queue}/${waiter}`),
    dispose: () => changed.dispose(),
  };
}

/** What a line of the tree stands for; nothing for a program. */
export function selectionOf(node: Node | undefined): Selection | null {
  if (!node || node.kind === 'program') return null;
  const program = node.program.id;
  if (node.kind === 'queue') return { program, queue: node.queue.id };
  if (node.kind === 'waiter') return { program, queue: node.queue.id, waiter: node.waiter.id };
  const { queue, waiter } = node.finding;
  if (queue === undefined) return null;
  return waiter === undefined ? { program, queue } : { program, queue, waiter };
}

/** All that can be seen of the tree: where it stays the same, there is nothing to draw again. */
function linesOf(nodes: readonly Node[]): string {
  return JSON.stringify(nodes.map((node) => [idOf(node), labelOf(node), linesOf(childrenOf(node))]));
}

/** Milliseconds. A busy editor that is told faster draws nothing at all. */
const wordsEvery = 1000;

/** What is there, and what is wrong with it: that is never late. */
function shapeOf(nodes: readonly Node[]): string {
  return JSON.stringify(nodes.map((node) => [idOf(node), isLost(node), shapeOf(childrenOf(node))]));
}

const icons = {
  program: 'server-process',
  queue: 'list-ordered',
  waiter: 'watch',
  finding: 'warning',
} as const;

function toItem(node: Node): vscode.TreeItem {
  const { label, description, tooltip } = labelOf(node);
  const item = new vscode.TreeItem(label, foldingOf(node));
  item.id = idOf(node);
  item.description = description;
  item.tooltip = tooltip;
  item.iconPath = iconOf(node);
  item.contextValue = node.kind;
  if (node.kind === 'waiter') {
    item.command = { command: commands.openWaiter, title: 'Open Where It Waits', arguments: [node] };
  }
  return item;
}

function iconOf(node: Node): vscode.ThemeIcon {
  const isSevere = isLost(node) || (node.kind === 'finding' && node.finding.kind === 'lost-wake-up');
  if (isSevere) return new vscode.ThemeIcon('error', new vscode.ThemeColor('charts.red'));
  if (node.kind === 'program' && node.program.status === 'lost')
    return new vscode.ThemeIcon('debug-disconnect');
  const isNoted = node.kind === 'waiter' && findingsOf(node).length > 0;
  return new vscode.ThemeIcon(isNoted ? 'warning' : icons[node.kind]);
}

/** What is wrong with a waiter is on its own line already; the whole of it unfolds. */
function foldingOf(node: Node): vscode.TreeItemCollapsibleState {
  const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  if (childrenOf(node).length === 0) return None;
  return node.kind === 'waiter' ? Collapsed : Expanded;
}

import * as vscode from 'vscode';
import type { Selection } from 'waitq/inspect/page';
import { commands } from '../names.js';
import { labelOf } from './labels.js';
import { placeOf } from './locks.js';
import {
  childrenOf,
  findingsOf,
  idOf,
  isLost,
  namesOf,
  rootsOf,
  type LiveModel,
  type Node,
} from './model.js';

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
  /** What is selected elsewhere may name what threads share as another thread does. */
  let selected = new Map<string, Node>();
  /** Lines that have, or had, any below them. */
  let unfolded = new Set<string>();
  let drawn = { lines: '', shape: '', at: 0 };
  /** Draws what came too early, should nothing come after it. */
  let later: ReturnType<typeof setTimeout> | undefined;
  const index = (all: readonly Node[], parent?: Node): void => {
    for (const node of all) {
      for (const selection of selectionsOf(node)) selected.set(keyOf(selection), node);
      parents.set(idOf(node), parent);
      if (childrenOf(node).length > 0) unfolded.add(idOf(node));
      index(childrenOf(node), node);
    }
  };
  const show = (model: LiveModel): void => {
    clearTimeout(later);
    const next = rootsOf(model);
    const [lines, shape, at] = [linesOf(next), shapeOf(next), Date.now()];
    if (lines === drawn.lines) return;
    const early = shape === drawn.shape ? drawn.at + wordsEvery - at : 0;
    if (early > 0) {
      later = setTimeout(() => show(model), early);
      return;
    }
    drawn = { lines, shape, at };
    roots = next;
    selected = new Map();
    parents = new Map();
    index(roots);
    unfolded = new Set([...unfolded].filter((id) => parents.has(id)));
    changed.fire(undefined);
  };
  return {
    onDidChangeTreeData: changed.event,
    getChildren: (node) => [...(node ? childrenOf(node) : roots)],
    getTreeItem: (node) => toItem(node, unfolded.has(idOf(node))),
    getParent: (node) => parents.get(idOf(node)),
    show,
    find: (selection) => selected.get(keyOf(selection)),
    dispose() {
      clearTimeout(later);
      changed.dispose();
    },
  };
}

/** What a line of the tree stands for; nothing for a program. */
export function selectionOf(node: Node | undefined): Selection | null {
  if (!node || node.kind === 'program' || node.kind === 'lock' || node.kind === 'wanter') return null;
  const program = node.program.id;
  if (node.kind === 'queue') return { program, queue: node.queue.id };
  if (node.kind === 'waiter') return { program, queue: node.queue.id, waiter: node.waiter.id };
  const { queue, waiter } = node.finding;
  if (queue === undefined) return null;
  return waiter === undefined ? { program, queue } : { program, queue, waiter };
}

/** Every way to select a line: what threads share each of them numbers in its own way. */
function selectionsOf(node: Node): readonly Selection[] {
  if (node.kind !== 'queue' && node.kind !== 'waiter') return [];
  return namesOf(node).map(({ program, ...numbers }) => ({ program: program.id, ...numbers }));
}

function keyOf({ program, queue, waiter }: Selection): string {
  return JSON.stringify([program, queue, waiter]);
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
  lock: 'lock',
  wanter: 'watch',
  finding: 'warning',
} as const;

/** The editor keeps a line folded that it has met with nothing below it: so such a line is another one to it. */
function toItem(node: Node, hasUnfolded: boolean): vscode.TreeItem {
  const { label, description, tooltip, spoken } = labelOf(node);
  const item = new vscode.TreeItem(label, foldingOf(node));
  item.id = hasUnfolded ? idOf(node) : `${idOf(node)} alone`;
  item.description = description;
  item.tooltip = tooltip;
  item.iconPath = iconOf(node);
  item.contextValue = node.kind;
  if (spoken !== undefined) item.accessibilityInformation = { label: spoken };
  const title = titleOf(node);
  if (title !== undefined) item.command = { command: commands.openWaiter, title, arguments: [node] };
  return item;
}

/** What a click does; a click on a line that leads nowhere only chooses it. */
function titleOf(node: Node): string | undefined {
  if (node.kind === 'waiter') return 'Open Where It Waits';
  const isHeld = node.kind === 'lock' && placeOf(node.lock, node.program) !== undefined;
  return isHeld ? 'Open Where It Was Taken' : undefined;
}

function iconOf(node: Node): vscode.ThemeIcon {
  if (node.kind === 'lock' && node.lock.isFree) return new vscode.ThemeIcon('unlock');
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

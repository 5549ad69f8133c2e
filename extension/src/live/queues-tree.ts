import * as vscode from 'vscode';
import { commands } from '../names.js';
import { labelOf } from './labels.js';
import { childrenOf, idOf, rootsOf, type LiveModel, type Node } from './model.js';

/** The tree of the **Wait Queues** view, drawn from the newest model. */
export interface QueuesTree extends vscode.TreeDataProvider<Node>, vscode.Disposable {
  show(model: LiveModel): void;
}

/** Makes an empty tree. */
export function createQueuesTree(): QueuesTree {
  const changed = new vscode.EventEmitter<undefined>();
  let roots: readonly Node[] = [];
  let drawn = '';
  return {
    onDidChangeTreeData: changed.event,
    getChildren: (node) => [...(node ? childrenOf(node) : roots)],
    getTreeItem: toItem,
    show(model) {
      const lines = linesOf(rootsOf(model));
      if (lines === drawn) return;
      drawn = lines;
      roots = rootsOf(model);
      changed.fire(undefined);
    },
    dispose: () => changed.dispose(),
  };
}

/** All that can be seen of the tree: where it stays the same, there is nothing to draw again. */
function linesOf(nodes: readonly Node[]): string {
  return JSON.stringify(nodes.map((node) => [idOf(node), labelOf(node), linesOf(childrenOf(node))]));
}

const icons = { program: 'server-process', queue: 'list-ordered', waiter: 'watch' } as const;

function toItem(node: Node): vscode.TreeItem {
  const { label, description, tooltip } = labelOf(node);
  const item = new vscode.TreeItem(label, foldingOf(node));
  item.id = idOf(node);
  item.description = description;
  item.tooltip = tooltip;
  item.iconPath = new vscode.ThemeIcon(icons[node.kind]);
  item.contextValue = node.kind;
  if (node.kind === 'waiter') {
    item.command = { command: commands.openWaiter, title: 'Open Where It Waits', arguments: [node] };
  }
  return item;
}

function foldingOf(node: Node): vscode.TreeItemCollapsibleState {
  const { None, Expanded } = vscode.TreeItemCollapsibleState;
  return childrenOf(node).length === 0 ? None : Expanded;
}

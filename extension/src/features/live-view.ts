// View `waitq.queues`, context key `waitq.queuesState`, setting `waitq.liveView.refreshInterval`, commands
// `waitq.refreshQueues` and `waitq.openWaiter`: the queues of the programs that js-debug runs.
import * as vscode from 'vscode';
import { findCondition, type SourcePlace } from '../live/debuggee.js';
import { stateOf, type LiveModel, type Node } from '../live/model.js';
import { createQueuesTree } from '../live/queues-tree.js';
import { readSite } from '../live/site.js';
import { createWatch, type Watch } from '../live/watch.js';
import { commands, queuesState, queuesView, settings } from '../names.js';
import type { WaitqContext } from '../waitq-context.js';

/** Hooks the view on. */
export function activate({ subscriptions }: WaitqContext): void {
  const tree = createQueuesTree();
  const view = vscode.window.createTreeView(queuesView, { treeDataProvider: tree });
  const watch = createWatch((model) => {
    tree.show(model);
    showState(model);
  });
  showState(watch.model);
  subscriptions.push(
    tree,
    view,
    ...watchSessions(watch),
    refreshWhile(() => view.visible, watch),
    view.onDidChangeVisibility(({ visible }) => visible && watch.refresh()),
    vscode.commands.registerCommand(commands.refreshQueues, () => watch.refresh()),
    vscode.commands.registerCommand(commands.openWaiter, (node: Node) => openWaiter(watch, node)),
  );
}

function showState(model: LiveModel): void {
  void vscode.commands.executeCommand('setContext', queuesState, stateOf(model));
}

/** Sessions of js-debug; a process, each of its workers and each page has its own. */
const debugTypes: ReadonlySet<string> = new Set([
  'pwa-node',
  'node',
  'pwa-extensionHost',
  'extensionHost',
  'node-terminal',
  'pwa-chrome',
  'chrome',
  'pwa-msedge',
  'msedge',
]);

function watchSessions(watch: Watch): vscode.Disposable[] {
  const add = (session: vscode.DebugSession): void => {
    if (!debugTypes.has(session.type)) return;
    watch.add({
      id: session.id,
      name: session.name,
      request: (command, args) => session.customRequest(command, args),
    });
  };
  const { activeDebugSession } = vscode.debug;
  if (activeDebugSession) add(activeDebugSession);
  return [
    vscode.debug.onDidStartDebugSession(add),
    vscode.debug.onDidTerminateDebugSession(({ id }) => watch.remove(id)),
    vscode.debug.registerDebugAdapterTrackerFactory('*', {
      createDebugAdapterTracker: ({ id }) => ({
        onWillReceiveMessage: (message: { readonly command?: string }) => {
          if (message.command === 'pause') watch.hold(id);
        },
        onDidSendMessage: (message: { readonly event?: string }) => {
          if (message.event !== 'stopped') return;
          watch.stopped(id);
          void watch.refresh();
        },
      }),
    }),
  ];
}

/** Refreshes at the set interval for as long as somebody looks. */
function refreshWhile(isVisible: () => boolean, watch: Watch): vscode.Disposable {
  let timer = setTimeout(tick, refreshInterval());
  function tick(): void {
    timer = setTimeout(tick, refreshInterval());
    if (isVisible()) void watch.refresh();
  }
  return { dispose: () => clearTimeout(timer) };
}

function refreshInterval(): number {
  const set = vscode.workspace.getConfiguration('waitq').get<number>(settings.liveViewInterval, 500);
  return Math.max(100, set);
}

async function openWaiter(watch: Watch, node: Node): Promise<void> {
  const place = await placeOf(watch, node);
  if (!place) {
    void vscode.window.showInformationMessage(
      'Waitq: this waiter has gone, or its program does not say where it waits.',
    );
    return;
  }
  const at = new vscode.Position(place.line - 1, place.column - 1);
  await vscode.window.showTextDocument(uriOf(place.file), { selection: new vscode.Range(at, at) });
}

function uriOf(file: string): vscode.Uri {
  // A scheme of one letter is a Windows drive.
  return /^[a-z][a-z\d+.-]+:/i.test(file) ? vscode.Uri.parse(file) : vscode.Uri.file(file);
}

/** Where its condition is written, mapped to the source; else the recorded call, which may be in compiled code. */
async function placeOf(watch: Watch, node: Node): Promise<SourcePlace | undefined> {
  if (node.kind !== 'waiter') return undefined;
  const session = watch.find(node.program.id);
  const condition = session && (await findCondition(session.request, node.waiter.id));
  return condition ?? (node.waiter.site === undefined ? undefined : readSite(node.waiter.site));
}

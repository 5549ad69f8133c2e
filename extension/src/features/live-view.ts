// View `waitq.queues`, context key `waitq.queuesState`, setting `waitq.liveView.refreshInterval`, commands
// `waitq.refreshQueues`, `waitq.checkConditions` and `waitq.openWaiter`: the queues of the programs that are watched.
import * as vscode from 'vscode';
import type { Selection } from 'waitq/inspect/page';
import type { SourcePlace } from '../live/debuggee.js';
import { LiveHub } from '../live/hub.js';
import { placeOf as lockPlaceOf } from '../live/locks.js';
import { findingCount, idOf, stateOf, type LiveModel, type Node } from '../live/model.js';
import { createPlaces, type Places } from '../live/places.js';
import { createQueuesTree, selectionOf, type QueuesTree } from '../live/queues-tree.js';
import { createSelection, type SharedSelection } from '../live/selection.js';
import { readSite } from '../live/site.js';
import { createWatch, type Watch } from '../live/watch.js';
import { commands, queuesState, queuesView, settings } from '../names.js';
import type { WaitqContext } from '../waitq-context.js';
import * as attaching from './attaching.js';
import * as editorMarks from './editor-marks.js';
import * as timeline from './timeline.js';

/** What the parts of the live view share. */
export interface LiveView {
  readonly hub: LiveHub;
  readonly selection: SharedSelection;
  readonly places: Places;
  /** Opens the source of a queue or waiter; `site` is what a recording says of its place. */
  open(selection: Selection, site?: string): void;
  /** Asks the debugged programs now. */
  refresh(): void;
  /** From now on the programs are asked while this says that somebody looks. */
  watchWhile(isLookedAt: () => boolean): void;
}

/** Hooks the view on. */
export function activate(context: WaitqContext): void {
  const { subscriptions } = context;
  const hub = new LiveHub();
  const places = createPlaces(hub);
  const selection = createSelection();
  const tree = createQueuesTree();
  const view = vscode.window.createTreeView(queuesView, { treeDataProvider: tree });
  const watch = createWatch(hub);
  const lookers = [() => view.visible];
  const openNode = (node: Node | undefined) => void openSource(places, node);
  const live: LiveView = {
    hub,
    selection,
    places,
    open: (wanted, site) =>
      void (site === undefined ? openSource(places, tree.find(wanted)) : show(readSite(site))),
    refresh: () => void watch.refresh(),
    watchWhile: (isLookedAt) => void lookers.push(isLookedAt),
  };
  hub.onChange((model) => {
    tree.show(model);
    showState(model);
    showBadge(view, model);
  });
  showState(hub.model);
  shareSelection(view, { hub, selection, tree });
  subscriptions.push(
    tree,
    view,
    ...watchSessions(watch),
    refreshWhile(() => lookers.some((isLookedAt) => isLookedAt()), watch),
    view.onDidChangeVisibility(({ visible }) => visible && watch.refresh()),
    vscode.commands.registerCommand(commands.refreshQueues, () => watch.refresh()),
    vscode.commands.registerCommand(commands.checkConditions, () => checkAll(hub)),
    vscode.commands.registerCommand(commands.openWaiter, openNode),
  );
  for (const part of [timeline, editorMarks, attaching]) part.activate(context, live);
}

function showState(model: LiveModel): void {
  void vscode.commands.executeCommand('setContext', queuesState, stateOf(model));
}

function showBadge(view: vscode.TreeView<Node>, model: LiveModel): void {
  const value = findingCount(model);
  if ((view.badge?.value ?? 0) === value) return;
  view.badge = value === 0 ? undefined : { value, tooltip: `${value} findings on wait queues` };
}

function shareSelection(view: vscode.TreeView<Node>, { hub, selection, tree }: SharedByTree): void {
  let last: string | undefined;
  const take = ([node]: readonly Node[]): void => {
    if (!node || idOf(node) === last) return;
    last = idOf(node);
    selection.set(selectionOf(node), 'tree');
  };
  view.onDidChangeSelection(({ selection: chosen }) => take(chosen));
  // What is chosen while the tree is drawn anew is told without its line, and known a moment later.
  hub.onChange(() => take(view.selection));
  selection.onChange((now, origin) => {
    const node = now && tree.find(now);
    // A line that has just gone can't be revealed.
    if (origin !== 'tree' && node && view.visible) view.reveal(node).then(undefined, () => undefined);
  });
}

interface SharedByTree {
  readonly hub: LiveHub;
  readonly selection: SharedSelection;
  readonly tree: QueuesTree;
}

async function checkAll(hub: LiveHub): Promise<void> {
  const ids = [...hub.model.programs.keys()];
  await Promise.all(ids.map((id) => hub.find(id)?.refresh({ evaluate: true })));
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

/** Requests that let a stopped program run until it stops again. */
const steps: ReadonlySet<string> = new Set(['next', 'stepIn', 'stepOut', 'stepBack']);
/** Requests that let a stopped program run. */
const goingOn: ReadonlySet<string> = new Set(['continue', 'restart', ...steps]);

function watchSessions(watch: Watch): vscode.Disposable[] {
  const add = (session: vscode.DebugSession): void => {
    if (!debugTypes.has(session.type)) return;
    watch.add({
      id: session.id,
      name: session.name,
      parent: session.parentSession?.id,
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
        onWillReceiveMessage: ({ command = '' }: { readonly command?: string }) => {
          if (command === 'pause' || steps.has(command)) watch.hold(id, command === 'pause');
          if (goingOn.has(command)) watch.goesOn(id);
        },
        onDidSendMessage: ({ event }: { readonly event?: string }) => {
          if (event === 'continued') watch.goesOn(id);
          if (event !== 'stopped') return;
          watch.stopped(id);
          void watch.refresh();
        },
      }),
    }),
  ];
}

/** Refreshes at the set interval for as long as somebody looks. */
function refreshWhile(isLookedAt: () => boolean, watch: Watch): vscode.Disposable {
  let timer = setTimeout(tick, refreshInterval());
  function tick(): void {
    timer = setTimeout(tick, refreshInterval());
    if (isLookedAt()) void watch.refresh();
  }
  return { dispose: () => clearTimeout(timer) };
}

function refreshInterval(): number {
  const set = vscode.workspace.getConfiguration('waitq').get<number>(settings.liveViewInterval, 500);
  return Math.max(100, set);
}

async function openSource(places: Places, node: Node | undefined): Promise<void> {
  await show(await placeOf(places, node));
}

async function show(place: SourcePlace | undefined): Promise<void> {
  if (!place) {
    void vscode.window.showInformationMessage(
      'Waitq: this waiter has gone, or its program does not say where it waits.',
    );
    return;
  }
  const at = new vscode.Position(place.line - 1, place.column - 1);
  await vscode.window.showTextDocument(uriOf(place.file), {
    selection: new vscode.Range(at, at),
    viewColumn: vscode.ViewColumn.One,
  });
}

async function placeOf(places: Places, node: Node | undefined): Promise<SourcePlace | undefined> {
  if (node?.kind === 'waiter') return places.find(node);
  if (node?.kind === 'lock') return lockPlaceOf(node.lock, node.program);
  return node?.kind === 'queue' ? node.queue.location : undefined;
}

/** A file as the editor names it. */
export function uriOf(file: string): vscode.Uri {
  // A scheme of one letter is a Windows drive.
  return /^[a-z][a-z\d+.-]+:/i.test(file) ? vscode.Uri.parse(file) : vscode.Uri.file(file);
}

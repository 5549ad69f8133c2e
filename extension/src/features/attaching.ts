// Context keys `waitq.watchesPrograms` and `waitq.watchesTerminals`, commands `waitq.watchTerminals`,
// `waitq.stopWatchingTerminals`, `waitq.attach` and `waitq.detach`: programs that run without a debugger.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { runningPrograms, type Endpoint } from 'waitq/inspect/client';
import { attach, type Attachment } from '../live/socket-source.js';
import { commands, watchesPrograms, watchesTerminals } from '../names.js';
import type { WaitqContext } from '../waitq-context.js';
import type { LiveView } from './live-view.js';

/** Hooks the commands on. Nothing is set or looked for before one of them is called. */
export function activate(context: WaitqContext, live: LiveView): void {
  const attachments = createAttachments(live);
  const terminals = createTerminals(context, attachments);
  context.subscriptions.push(
    attachments,
    terminals,
    vscode.commands.registerCommand(
      commands.watchTerminals,
      trusted(() => terminals.watch()),
    ),
    vscode.commands.registerCommand(commands.stopWatchingTerminals, () => terminals.stop()),
    vscode.commands.registerCommand(
      commands.attach,
      trusted(() => choose(attachments, terminals.folder)),
    ),
    vscode.commands.registerCommand(commands.detach, () => attachments.dispose()),
  );
}

/** Menus hide these commands in a folder that is not trusted; links and keys do not. */
function trusted(act: () => unknown): () => unknown {
  return () =>
    vscode.workspace.isTrusted
      ? act()
      : vscode.window.showWarningMessage('Waitq: programs are watched only in a folder that you trust.');
}

interface Attachments extends vscode.Disposable {
  /** Does nothing for a program that is watched already, be it by a debug session. */
  add(endpoint: Endpoint): void;
  setTerminals(areWatched: boolean): void;
}

function createAttachments({ hub }: LiveView): Attachments {
  const attached = new Map<string, Attachment>();
  let hasTerminals = false;
  const showState = (): void => {
    const isWatching = hasTerminals || attached.size > 0;
    void vscode.commands.executeCommand('setContext', watchesPrograms, isWatching);
    void vscode.commands.executeCommand('setContext', watchesTerminals, hasTerminals);
  };
  const isWatched = ({ program }: Endpoint): boolean =>
    [...hub.model.programs.values()].some(
      ({ info, status }) =>
        status !== 'ended' && info?.pid === program.pid && info.threadId === program.threadId,
    );
  return {
    add(endpoint) {
      const id = `socket ${endpoint.path} ${endpoint.program.startedAt}`;
      if (attached.has(id) || isWatched(endpoint)) return;
      const forget = (): void => {
        attached.delete(id);
        showState();
      };
      attached.set(id, attach({ id, name: nameOf(endpoint), path: endpoint.path }, hub, forget));
      showState();
    },
    setTerminals(areWatched) {
      hasTerminals = areWatched;
      showState();
    },
    dispose() {
      for (const attachment of [...attached.values()]) attachment.close();
    },
  };
}

function nameOf({ program: { name, pid, threadId } }: Endpoint): string {
  return threadId === 0 ? `${name} (${pid})` : `${name} (${pid}, worker ${threadId})`;
}

interface Terminals extends vscode.Disposable {
  /** Where programs in watched terminals are found. */
  readonly folder: string | undefined;
  watch(): void;
  stop(): void;
}

/** Milliseconds between looks for programs that have started in a terminal. */
const lookEvery = 1000;

function createTerminals(
  { environmentVariableCollection: environment }: WaitqContext,
  attachments: Attachments,
): Terminals {
  let folder: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  const look = async (): Promise<void> => {
    const found = folder === undefined ? [] : await runningPrograms(folder).catch(() => []);
    for (const endpoint of found) attachments.add(endpoint);
    if (folder !== undefined) timer = setTimeout(() => void look(), lookEvery);
  };
  const stop = (): void => {
    clearTimeout(timer);
    environment.clear();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    folder = undefined;
  };
  return {
    get folder() {
      return folder;
    },
    watch() {
      if (folder !== undefined) return;
      // Of its own, so that another window does not attach to what is started here.
      folder = mkdtempSync(path.join(os.tmpdir(), 'waitq-'));
      environment.persistent = false;
      environment.description = 'Programs that use waitq show their wait queues to this window.';
      environment.replace('WAITQ_INSPECT', folder);
      attachments.setTerminals(true);
      void look();
      void vscode.window.showInformationMessage(
        'Waitq: programs that are started in new terminals of this window show their wait queues now.',
      );
    },
    stop() {
      stop();
      attachments.setTerminals(false);
    },
    dispose: stop,
  };
}

async function choose(attachments: Attachments, folder: string | undefined): Promise<void> {
  const folders = folder === undefined ? [undefined] : [undefined, folder];
  const found = (await Promise.all(folders.map((one) => runningPrograms(one)))).flat();
  if (found.length === 0) {
    void vscode.window.showInformationMessage(
      'Waitq: no program of yours that can be watched is running. Start one with WAITQ_INSPECT=1 in its environment.',
    );
    return;
  }
  const items = found.map((endpoint) => ({
    label: nameOf(endpoint),
    description: `waitq ${endpoint.program.version}, ${endpoint.program.engine}`,
    detail: `started ${new Date(endpoint.program.startedAt).toLocaleTimeString()}`,
    endpoint,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: 'Watch the Wait Queues of',
    canPickMany: true,
    // The editor may give the focus back to a timeline, or to what has just started, when the list is open already.
    ignoreFocusOut: true,
  });
  for (const { endpoint } of chosen ?? []) attachments.add(endpoint);
  if (chosen?.length) await vscode.commands.executeCommand(commands.showTimeline);
}

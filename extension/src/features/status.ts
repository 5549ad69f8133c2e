// Server notification `waitq/status`, language status item `waitq.status`, command `waitq.showStatus`:
// why the document in the editor has the findings it has, or has none.
import * as vscode from 'vscode';
import { State } from 'vscode-languageclient/node';
import { statusNotification, type DocumentStatus } from 'waitq-language-server';
import { commands, documentSelector } from '../names.js';
import { statusView, type StatusView } from '../status-view.js';
import type { WaitqContext } from '../waitq-context.js';

/** Hooks item, command and notification on. */
export function activate({ client, subscriptions }: WaitqContext): void {
  const statuses = new Map<string, DocumentStatus>();
  const item = createItem();
  const current = (): StatusView => statusView(serverState(client.state), statuses.get(activeUri() ?? ''));
  const update = () => showOn(item, current());
  subscriptions.push(
    item,
    client.onNotification(statusNotification, (status: DocumentStatus) => {
      statuses.set(status.uri, status);
      update();
    }),
    client.onDidChangeState(({ newState }) => {
      if (newState !== State.Running) statuses.clear();
      update();
    }),
    vscode.window.onDidChangeActiveTextEditor(update),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => statuses.delete(uri.toString())),
    vscode.commands.registerCommand(commands.showStatus, () => showMessage(current())),
  );
  update();
}

function createItem(): vscode.LanguageStatusItem {
  const item = vscode.languages.createLanguageStatusItem('waitq.status', documentSelector);
  item.name = 'Waitq';
  item.command = { command: commands.showLog, title: 'Show Log' };
  return item;
}

function activeUri(): string | undefined {
  return vscode.window.activeTextEditor?.document.uri.toString();
}

function serverState(state: State): 'running' | 'starting' | 'stopped' {
  if (state === State.Running) return 'running';
  return state === State.Starting ? 'starting' : 'stopped';
}

const severities = {
  information: vscode.LanguageStatusSeverity.Information,
  warning: vscode.LanguageStatusSeverity.Warning,
  error: vscode.LanguageStatusSeverity.Error,
} as const;

function showOn(item: vscode.LanguageStatusItem, { text, detail, severity, busy }: StatusView): void {
  item.text = text;
  item.detail = detail;
  item.severity = severities[severity];
  item.busy = busy;
}

async function showMessage({ text, detail }: StatusView): Promise<void> {
  const chosen = await vscode.window.showInformationMessage(
    `${text}. ${detail}`,
    'Show Log',
    'Restart Server',
  );
  if (chosen === 'Show Log') await vscode.commands.executeCommand(commands.showLog);
  if (chosen === 'Restart Server') await vscode.commands.executeCommand(commands.restartServer);
}

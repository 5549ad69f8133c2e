import * as vscode from 'vscode';
import * as liveView from './features/live-view.js';
import * as restartServer from './features/restart-server.js';
import * as showLog from './features/show-log.js';
import * as status from './features/status.js';
import { documentSelector } from './names.js';
import { createContext, type WaitqContext } from './waitq-context.js';

let running: WaitqContext | undefined;

/** Hooks every feature on; the server starts with the first document that it reads, for a debug session needs none. */
export function activate(extension: vscode.ExtensionContext): void {
  const context = createContext(extension);
  running = context;
  for (const feature of [restartServer, showLog, status, liveView]) feature.activate(context);
  const opened = vscode.workspace.onDidOpenTextDocument((document) => startFor([document]));
  const startFor = (documents: readonly vscode.TextDocument[]): void => {
    if (!documents.some(isRead)) return;
    opened.dispose();
    // Not awaited: whatever activates an extension waits for it.
    void start(context);
  };
  context.subscriptions.push(opened);
  startFor(vscode.workspace.textDocuments);
}

/** Stops the server. */
export async function deactivate(): Promise<void> {
  await running?.client.dispose();
  running = undefined;
}

function isRead(document: vscode.TextDocument): boolean {
  return vscode.languages.match(documentSelector, document) > 0;
}

async function start({ client, log }: WaitqContext): Promise<void> {
  try {
    await client.start();
  } catch (error) {
    log.error(`the language server did not start: ${String(error)}`);
  }
}

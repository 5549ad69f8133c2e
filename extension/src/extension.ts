import type * as vscode from 'vscode';
import * as liveView from './features/live-view.js';
import * as restartServer from './features/restart-server.js';
import * as showLog from './features/show-log.js';
import * as status from './features/status.js';
import { createContext, type WaitqContext } from './waitq-context.js';

let running: WaitqContext | undefined;

/** Hooks every feature on, then starts the server: its commands say why when it does not start. */
export function activate(extension: vscode.ExtensionContext): void {
  const context = createContext(extension);
  running = context;
  for (const feature of [restartServer, showLog, status, liveView]) feature.activate(context);
  // Not awaited: a debug session waits for every extension it activates, and needs no language server.
  context.client.start().catch((error: unknown) => {
    context.log.error(`the language server did not start: ${String(error)}`);
  });
}

/** Stops the server. */
export async function deactivate(): Promise<void> {
  await running?.client.dispose();
  running = undefined;
}

// Command `waitq.restartServer`: a fresh server process, also when the old one has given up.
import * as vscode from 'vscode';
import { commands } from '../names.js';
import type { WaitqContext } from '../waitq-context.js';

/** Hooks the command on. */
export function activate(context: WaitqContext): void {
  const { client, log, subscriptions } = context;
  subscriptions.push(
    vscode.commands.registerCommand(commands.restartServer, async () => {
      try {
        log.info('restarting the language server');
        await stop(context);
        await client.start();
      } catch (error) {
        log.error(`the language server did not restart: ${String(error)}`);
        void vscode.window.showErrorMessage('Waitq: the language server did not restart; its log says why.');
      }
    }),
  );
}

/** A server that no longer answers must not keep the new one from starting. */
async function stop({ client, log }: WaitqContext): Promise<void> {
  try {
    if (client.needsStop()) await client.stop();
  } catch (error) {
    log.warn(`the old language server did not stop in order: ${String(error)}`);
  }
}

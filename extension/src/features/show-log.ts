// Command `waitq.showLog`: the log of extension and server.
import * as vscode from 'vscode';
import { commands } from '../names.js';
import type { WaitqContext } from '../waitq-context.js';

/** Hooks the command on. */
export function activate({ log, subscriptions }: WaitqContext): void {
  subscriptions.push(vscode.commands.registerCommand(commands.showLog, () => log.show()));
}

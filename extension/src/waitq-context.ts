import * as vscode from 'vscode';
import { LanguageClient, TransportKind, type LanguageClientOptions } from 'vscode-languageclient/node';
import { documentSelector } from './names.js';

/** What every feature gets: the client of the one server, and where to put what must be disposed of. */
export interface WaitqContext {
  readonly client: LanguageClient;
  readonly log: vscode.LogOutputChannel;
  readonly subscriptions: vscode.Disposable[];
  readonly extensionUri: vscode.Uri;
  /** Of the terminals that are opened from now on. */
  readonly environmentVariableCollection: vscode.EnvironmentVariableCollection;
}

/** Makes the client; it starts with `client.start()`. */
export function createContext(extension: vscode.ExtensionContext): WaitqContext {
  const log = vscode.window.createOutputChannel('Waitq', { log: true });
  extension.subscriptions.push(log);
  const client = new LanguageClient('waitq', 'Waitq', serverIn(extension), clientOptions(log));
  const { subscriptions, extensionUri, environmentVariableCollection } = extension;
  return { client, log, subscriptions, extensionUri, environmentVariableCollection };
}

function serverIn(extension: vscode.ExtensionContext) {
  const module = extension.asAbsolutePath('dist/server/server.mjs');
  return { module, transport: TransportKind.ipc };
}

function clientOptions(log: vscode.LogOutputChannel): LanguageClientOptions {
  return {
    documentSelector,
    outputChannel: log,
    diagnosticPullOptions: { onChange: true, onFocus: true },
  };
}

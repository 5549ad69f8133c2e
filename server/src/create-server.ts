import type { Connection, InitializeParams, InitializeResult } from 'vscode-languageserver/node';
import { TextDocuments, TextDocumentSyncKind } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { codeActions } from './features/code-actions.js';
import { configuration } from './features/configuration.js';
import { diagnostics } from './features/diagnostics.js';
import type { Feature } from './features/feature.js';
import { queueCalls } from './features/queue-calls.js';
import { folders } from './features/folders.js';
import { statusNotification, type DocumentStatus } from './protocol.js';
import { createReportStore } from './reports.js';
import { ruleNames } from './rule-levels.js';
import { createSettingsStore } from './settings-store.js';
import { createWorkspaceFiles } from './workspace/files.js';
import { readClientSupport, unknownClient, type ServerState } from './state.js';

const features: readonly Feature[] = [folders, configuration, diagnostics, codeActions, queueCalls];

/** Puts a server on a connection; call `listen` on the connection to start it. */
export function createServer(connection: Connection): ServerState {
  const state = createState(connection);
  connection.onInitialize((params) => initialize(state, params));
  for (const feature of features) feature.register?.(state);
  state.documents.onDidClose(({ document }) => {
    state.settings.forget(document.uri);
    state.reports.forget(document.uri);
  });
  state.documents.listen(connection);
  return state;
}

function createState(connection: Connection): ServerState {
  const client = unknownClient();
  const settings = createSettingsStore(connection, client, ruleNames);
  const documents = new TextDocuments(TextDocument);
  const folders: string[] = [];
  const notify = (status: DocumentStatus): void => {
    void connection.sendNotification(statusNotification, status);
  };
  const files = createWorkspaceFiles(documents, folders);
  const reports = createReportStore(settings, notify, files);
  return { connection, documents, client, folders, settings, reports, files };
}

function initialize(state: ServerState, params: InitializeParams): InitializeResult {
  readClientSupport(state.client, params.capabilities);
  for (const feature of features) feature.initialize?.(state, params);
  const own = features.map((feature) => feature.capabilities?.(state.client) ?? {});
  const textDocumentSync = TextDocumentSyncKind.Incremental;
  return { capabilities: Object.assign({ textDocumentSync }, ...own), serverInfo: { name: 'waitq' } };
}

import type { ClientCapabilities, Connection, TextDocuments } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { ReportStore } from './reports.js';
import type { SettingsStore } from './settings-store.js';
import type { WorkspaceFiles } from './workspace/files.js';

/** Everything a feature may use. One server has one. */
export interface ServerState {
  readonly connection: Connection;
  readonly documents: TextDocuments<TextDocument>;
  readonly client: ClientSupport;
  /** Paths of the workspace's folders. */
  readonly folders: string[];
  readonly settings: SettingsStore;
  readonly reports: ReportStore;
  readonly files: WorkspaceFiles;
}

/** What the client can do; all false until it has said so. */
export interface ClientSupport {
  pullDiagnostics: boolean;
  refreshDiagnostics: boolean;
  pullConfiguration: boolean;
  registerConfiguration: boolean;
  workspaceFolders: boolean;
  relatedInformation: boolean;
  codeDescription: boolean;
  /** It takes `documentChanges`, which name the version they are for. */
  versionedEdits: boolean;
}

/** A client that has said nothing yet. */
export function unknownClient(): ClientSupport {
  return {
    pullDiagnostics: false,
    refreshDiagnostics: false,
    pullConfiguration: false,
    registerConfiguration: false,
    workspaceFolders: false,
    relatedInformation: false,
    codeDescription: false,
    versionedEdits: false,
  };
}

/** Notes what the client says of itself at `initialize`. */
export function readClientSupport(support: ClientSupport, client: ClientCapabilities): void {
  const pull = client.textDocument?.diagnostic;
  const push = client.textDocument?.publishDiagnostics;
  support.pullDiagnostics = pull !== undefined;
  support.refreshDiagnostics = client.workspace?.diagnostics?.refreshSupport === true;
  support.pullConfiguration = client.workspace?.configuration === true;
  support.registerConfiguration = client.workspace?.didChangeConfiguration?.dynamicRegistration === true;
  support.workspaceFolders = client.workspace?.workspaceFolders === true;
  support.relatedInformation = (pull?.relatedInformation ?? push?.relatedInformation) === true;
  support.versionedEdits = client.workspace?.workspaceEdit?.documentChanges === true;
  support.codeDescription = (pull?.codeDescriptionSupport ?? push?.codeDescriptionSupport) === true;
}

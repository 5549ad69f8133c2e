import { DidChangeWorkspaceFoldersNotification, type InitializeParams } from 'vscode-languageserver/node';
import { pathOf } from '../language-of.js';
import type { ServerState } from '../state.js';
import type { Feature } from './feature.js';

/** `workspace/didChangeWorkspaceFolders`: a file that a setting names is looked for in the folder of each document. */
export const folders: Feature = {
  capabilities: ({ workspaceFolders }) =>
    workspaceFolders
      ? { workspace: { workspaceFolders: { supported: true, changeNotifications: true } } }
      : {},
  initialize(state, params) {
    setFolders(state, foldersOf(params));
    // Not by the event of the connection, which asks for it before the client can be asked.
    state.connection.onNotification(DidChangeWorkspaceFoldersNotification.type, ({ event }) => {
      const { added, removed } = event;
      const gone = new Set(removed.map(({ uri }) => pathOf(uri)));
      const left = state.folders.filter((folder) => !gone.has(folder));
      setFolders(state, [...left, ...added.map(({ uri }) => pathOf(uri))]);
      state.settings.changed();
    });
  },
};

/** The folders that a client names when it says hello. */
function foldersOf({ workspaceFolders, rootUri }: InitializeParams): readonly string[] {
  const named = workspaceFolders?.map(({ uri }) => uri) ?? (rootUri ? [rootUri] : []);
  return named.map(pathOf);
}

function setFolders(state: ServerState, folders: readonly string[]): void {
  state.folders.splice(0, state.folders.length, ...folders);
}

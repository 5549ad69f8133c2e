import {
  createDiskHost,
  createResolver,
  summarizeFile,
  type FileHost,
  type Resolve,
  type Versions,
} from 'eslint-plugin-waitq/analyze';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { pathOf } from '../language-of.js';

/** The files of the workspace as they are in the editor, and on the disk where they are not open. */
export interface WorkspaceFiles {
  /** What one document may ask about other files; `asked` gets the files that the answers come from. */
  resolveFor(path: string, asked: Versions): Resolve;
  /** Names the state of the files that were asked: equal names, equal answers. */
  stampOf(asked: Versions): string;
}

/** The documents that are open, in front of the disk. */
export interface OpenDocuments {
  all(): readonly TextDocument[];
}

/** Looks at files that are next to a document when it is analysed; nothing is searched beforehand. */
export function createWorkspaceFiles(documents: OpenDocuments): WorkspaceFiles {
  const host = inEditor(documents, createDiskHost());
  const resolver = createResolver(host, summarizeFile);
  return {
    resolveFor: (path, asked) => resolver.for(path, asked),
    stampOf: (asked) => [...asked.keys()].map((path) => `${path}@${host.versionOf(path) ?? ''}`).join(),
  };
}

function inEditor(documents: OpenDocuments, disk: FileHost): FileHost {
  const documentAt = (path: string): TextDocument | undefined =>
    documents.all().find(({ uri }) => pathOf(uri) === path);
  return {
    versionOf(path) {
      const document = documentAt(path);
      return document ? `open:${document.version}` : disk.versionOf(path);
    },
    read: (path) => documentAt(path)?.getText() ?? disk.read(path),
    list: (directory) => disk.list(directory),
    boundaryOf: (path) => disk.boundaryOf(path),
  };
}

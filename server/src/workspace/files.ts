import {
  createDiskHost,
  createResolver,
  summarizeFile,
  type ApiEntry,
  type FileHost,
  type Resolve,
  type Resolver,
  type Versions,
} from 'eslint-plugin-waitq/analyze';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { pathOf } from '../language-of.js';
import { createProjectApis, type ProjectApis } from './project-api.js';
import { createQueueIndex, type QueueIndex } from './queue-index.js';

/** The files of the workspace as they are in the editor, and on the disk where they are not open. */
export interface WorkspaceFiles {
  /**
   * What one document may ask about other files; `asked` gets the files that the answers come from. `api` are the project's
   * own functions.
   */
  resolveFor(path: string, asked: Versions, api?: readonly ApiEntry[]): Resolve;
  /** The project's own functions, from the file that a setting names. */
  readonly apis: ProjectApis;
  /** Who waits on queues and wakes them. */
  queuesFor(api?: readonly ApiEntry[]): QueueIndex;
  /** Names the state of the files that were asked: equal names, equal answers. */
  stampOf(asked: Versions): string;
}

/** The documents that are open, in front of the disk. */
export interface OpenDocuments {
  all(): readonly TextDocument[];
}

/** Looks at files that are next to a document when it is analysed; nothing is searched beforehand. */
export function createWorkspaceFiles(
  documents: OpenDocuments,
  folders: readonly string[] = [],
): WorkspaceFiles {
  const host = inEditor(documents, createDiskHost());
  const plain = createResolver(host, summarizeFile);
  const withApi = new WeakMap<readonly ApiEntry[], Resolver>();
  const resolverFor = (api: readonly ApiEntry[]): Resolver => {
    let resolver = withApi.get(api);
    if (!resolver) withApi.set(api, (resolver = createResolver(host, summarizeFile, api)));
    return resolver;
  };
  const plainIndex = createQueueIndex(host);
  const indexes = new WeakMap<readonly ApiEntry[], QueueIndex>();
  const indexFor = (api: readonly ApiEntry[]): QueueIndex => {
    let index = indexes.get(api);
    if (!index) indexes.set(api, (index = createQueueIndex(host, api)));
    return index;
  };
  return {
    apis: createProjectApis(host, folders),
    queuesFor: (api) => (api ? indexFor(api) : plainIndex),
    resolveFor: (path, asked, api) => (api ? resolverFor(api) : plain).for(path, asked),
    stampOf: (asked) => [...asked.keys()].map((path) => `${path}@${host.versionOf(path) ?? ''}`).join(),
  };
}

function inEditor(documents: OpenDocuments, disk: FileHost): FileHost {
  const paths = new Map<string, string>();
  // Asked of every file of a directory at every keystroke.
  const pathAt = (uri: string): string => {
    let path = paths.get(uri);
    if (path === undefined) paths.set(uri, (path = pathOf(uri)));
    return path;
  };
  const documentAt = (path: string): TextDocument | undefined =>
    documents.all().find(({ uri }) => pathAt(uri) === path);
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

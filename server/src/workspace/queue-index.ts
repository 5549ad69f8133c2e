import { dirname, extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  mentionsApi,
  queueSites,
  type ApiEntry,
  type FileHost,
  type Language,
  type QueueSite,
} from 'eslint-plugin-waitq/analyze';
import type { Location } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { toRange } from '../to-diagnostic.js';

/** A call on a queue, and where it is. */
export interface QueuePlace extends QueueSite {
  readonly location: Location;
}

/** Queues with the calls that wait on them and wake them, of each file that somebody asked about. */
export interface QueueIndex {
  /** The calls of one file. */
  in(path: string): readonly QueuePlace[];
  /** The calls on queues of this name in a file and in those next to it; its own first. */
  around(path: string, name: string): readonly QueuePlace[];
}

/**
 * Files are read when they are asked about, and again when they have changed. Of the files next to it only those are
 * read that have the name somewhere. `api` are the project's own functions.
 */
export function createQueueIndex(host: FileHost, api: readonly ApiEntry[] = []): QueueIndex {
  const known = new Map<string, { readonly version: string; readonly places: readonly QueuePlace[] }>();
  const placesIn = (path: string, name?: string): readonly QueuePlace[] => {
    const version = host.versionOf(path);
    if (version === undefined) return [];
    const before = known.get(path);
    if (before?.version === version) return before.places;
    const source = host.read(path) ?? '';
    if (name !== undefined && !has(source, name)) return [];
    const places = placesOf(path, api, typeof source === 'string' ? source : viewOf(source).toString('utf8'));
    known.set(path, { version, places });
    return places;
  };
  return {
    in: (path) => placesIn(path),
    around: (path, name) =>
      [path, ...besides(host, path)]
        .flatMap((other) => placesIn(other, name))
        .filter((place) => place.name === name),
  };
}

/** Without making a string of every file. */
function has(source: string | Uint8Array, name: string): boolean {
  return typeof source === 'string' ? source.includes(name) : viewOf(source).includes(name);
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

/** In a directory of thousands of generated files nobody waits for all of them. */
const MOST_FILES = 500;

function besides(host: FileHost, path: string): readonly string[] {
  const directory = dirname(path);
  const kind = languageOf(path) === 'c';
  return host
    .list(directory)
    .filter((name) => languageOf(name) !== undefined && (languageOf(name) === 'c') === kind)
    .slice(0, MOST_FILES)
    .map((name) => join(directory, name))
    .filter((other) => other !== path);
}

function placesOf(path: string, api: readonly ApiEntry[], text: string): readonly QueuePlace[] {
  const language = languageOf(path);
  const kind = language === 'c' ? 'c' : 'js';
  const own = api.flatMap((entry) => (entry.language === kind ? [entry.name] : []));
  if (!language || text.length > LONGEST || !mentionsApi(text, kind, own)) return [];
  const document = TextDocument.create(pathToFileURL(path).href, language, 0, text);
  return queueSites(text, language, { path, api }).map((site) => ({
    ...site,
    location: { uri: document.uri, range: toRange(document, site.range) },
  }));
}

/** Characters, as for diagnostics: see `check`. */
const LONGEST = 4_000_000;

function languageOf(path: string): Language | undefined {
  return languages.get(extname(path).toLowerCase());
}

const languages: ReadonlyMap<string, Language> = new Map([
  ['.c', 'c'],
  ['.h', 'c'],
  ...['.js', '.mjs', '.cjs', '.jsx'].map((extension) => [extension, 'javascript'] as const),
  ...['.ts', '.mts', '.cts', '.tsx'].map((extension) => [extension, 'typescript'] as const),
]);

import { dirname, join, sep } from 'node:path';
import type { ApiEntry } from '../api/entry.js';
import {
  emptySummary,
  originOf,
  type FileSummary,
  type ForeignEntry,
  type Resolve,
} from '../protocol/file-summary.js';
import { sleepOf } from '../api/sleeping.js';
import type { FileHost } from './host.js';
import { createNeighbours, type Definition, type Neighbours } from './neighbours.js';
import { scriptPathOf } from './script-path.js';
import { textOf } from './text.js';

/** Makes the summary of a text. */
export type Summarize = (
  text: string,
  language: 'c' | 'javascript' | 'typescript',
  options: { readonly path: string; readonly api?: readonly ApiEntry[]; readonly resolve: Resolve },
  roots?: readonly string[],
) => FileSummary;

/** Tells one file after another what is known of those around it. */
export interface Resolver {
  /** The answers to one file's questions; `asked` gets the files they come from, with the versions these have. */
  for(path: string, asked?: Versions): Resolve;
}

/** Files with their versions; a file that is not there has none. */
export type Versions = Map<string, string | undefined>;

/**
 * Reads and sums up each file at most once as long as it stays as it is. A file that is not there, is not in the same
 * repository or package, or leads back to the one that asks is unknown.
 */
export function createResolver(host: FileHost, summarize: Summarize, api?: readonly ApiEntry[]): Resolver {
  const state: State = { host, summarize, api, kept: new Map(), open: [] };
  return {
    for(path, asked) {
      const resolve = resolveFrom(state, path);
      return asked ? noting(state, path, asked, resolve) : resolve;
    },
  };
}

/** A question of the file itself is the outermost, and what it leads to is noted like what a summary leans on. */
function noting(state: State, path: string, versions: Versions, resolve: Resolve): Resolve {
  return (specifier, names) => {
    state.open.push({ key: path, versions });
    try {
      return resolve(specifier, names);
    } finally {
      state.open.pop();
    }
  };
}

interface Kept {
  readonly summary: FileSummary | undefined;
  /** Each file it was made from, with the version it had; the file itself first. */
  readonly versions: ReadonlyMap<string, string | undefined>;
}

interface State {
  readonly host: FileHost;
  readonly summarize: Summarize;
  readonly api: readonly ApiEntry[] | undefined;
  readonly kept: Map<string, Kept>;
  /** The directory that was searched last. */
  around?: { readonly directory: string; readonly stamp: string; readonly neighbours: Neighbours };
  /** What is being summed up, outermost first, with the versions it leans on. */
  readonly open: { readonly key: string; readonly versions: Versions }[];
}

function resolveFrom(state: State, from: string): Resolve {
  const isC = /\.[ch]$/.test(from);
  return (specifier, names) => {
    if (isC && specifier === '.') return besides(state, from, names ?? []);
    const boundary = state.host.boundaryOf(from);
    const path = isC ? headerPathOf(specifier, from, boundary) : scriptPathOf(state.host, from, specifier);
    return path !== undefined && isInside(path, boundary)
      ? summaryOf(state, path, isC ? names : undefined)
      : undefined;
  };
}

/** Headers in angle brackets lie in the folder `include` of the whole, as far as they belong to it. */
function headerPathOf(specifier: string, from: string, boundary: string): string {
  const shared = /^<(.*)>$/.exec(specifier)?.[1];
  return shared === undefined ? join(dirname(from), specifier) : join(boundary, 'include', shared);
}

function isInside(path: string, boundary: string): boolean {
  return path.startsWith(boundary.endsWith(sep) ? boundary : boundary + sep);
}

/** Files that lead from one to the next; farther away nobody would look. */
const DEEPEST = 12;

function summaryOf(state: State, path: string, roots?: readonly string[]): FileSummary | undefined {
  const key = roots ? `${path}\0${roots.join()}` : path;
  if (state.open.length >= DEEPEST || state.open.some((one) => one.key === key)) return undefined;
  let kept = state.kept.get(key);
  if (!kept || !isFresh(state.host, kept)) state.kept.set(key, (kept = make(state, key, path, roots)));
  const leaning = state.open.at(-1)?.versions;
  if (leaning) for (const [file, version] of kept.versions) leaning.set(file, version);
  return kept.summary;
}

function isFresh(host: FileHost, { versions }: Kept): boolean {
  for (const [path, version] of versions) if (host.versionOf(path) !== version) return false;
  return true;
}

function make(state: State, key: string, path: string, roots: readonly string[] | undefined): Kept {
  const { host, api } = state;
  const versions = new Map([[path, host.versionOf(path)]]);
  const source = versions.get(path) === undefined ? undefined : host.read(path);
  if (source === undefined) return { summary: undefined, versions };
  state.open.push({ key, versions });
  try {
    const options = { path, resolve: resolveFrom(state, path), ...(api ? { api } : {}) };
    const summary = state.summarize(textOf(source), languageOf(path), options, roots);
    return { summary, versions };
  } finally {
    state.open.pop();
  }
}

function languageOf(path: string): 'c' | 'javascript' | 'typescript' {
  if (/\.[ch]$/.test(path)) return 'c';
  return /\.[cm]?tsx?$/.test(path) ? 'typescript' : 'javascript';
}

/** What is known of the functions that other files of the directory define. */
function besides(state: State, from: string, names: readonly string[]): FileSummary | undefined {
  if (state.open.filter(({ key }) => key.includes('\0')).length >= MOST_STEPS) return undefined;
  const entries = new Map<string, ApiEntry>();
  const around = neighboursOf(state, dirname(from));
  for (const name of names) {
    const [field, member] = name.split('->') as [string, string | undefined];
    const entry =
      member === undefined
        ? entryOf(state, around.functionNamed(name, from))
        : possibleEntry(state, name, around.functionsOf(field, member, from));
    if (entry) entries.set(name, entry);
  }
  return { ...emptySummary, entries };
}

/** Files on the way to what sleeps; a longer way is one that nobody meant. */
const MOST_STEPS = 3;

/** One directory is remembered: files are linted a directory at a time. */
function neighboursOf(state: State, directory: string): Neighbours {
  const stamp = state.host
    .list(directory)
    .map((name) => (/\.[ch]$/.test(name) ? (state.host.versionOf(join(directory, name)) ?? '') : ''))
    .join();
  if (state.around?.directory !== directory || state.around.stamp !== stamp) {
    const before = state.around?.directory === directory ? state.around.neighbours : undefined;
    state.around = { directory, stamp, neighbours: createNeighbours(state.host, directory, before) };
  }
  return state.around.neighbours;
}

function entryOf(state: State, definition: Definition | undefined): ApiEntry | undefined {
  return definition && summaryOf(state, definition.path, [definition.name])?.entries.get(definition.name);
}

/** A member may hold any of these functions: that one of them sleeps is possible, and more can't be said. */
function possibleEntry(state: State, name: string, held: readonly Definition[]): ApiEntry | undefined {
  for (const definition of held) {
    const entry = entryOf(state, definition);
    const origin = originOf(entry);
    if (!entry || !origin || sleepOf(entry) !== 'always') continue;
    return {
      name,
      language: 'c',
      action: 'may-sleep',
      family: 'sched',
      doc: `May be ${definition.name}, which sleeps.`,
      origin: { ...origin, depth: origin.depth + 1, isPossible: true },
    } satisfies ForeignEntry as ApiEntry;
  }
  return undefined;
}

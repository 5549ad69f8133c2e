import { readdirSync, realpathSync, statSync, type Dirent, type Stats } from 'node:fs';
import { extname, resolve, sep } from 'node:path';
import { ignoreScopeAt, noIgnores, type IgnoreScope } from './gitignore.js';
import { languageOf } from './source-file.js';

/** What a search comes upon. Paths are absolute. */
export type Found =
  | { readonly kind: 'file'; readonly path: string }
  /** A path on the command line that is not there. */
  | { readonly kind: 'missing'; readonly path: string }
  /** A path that can't be linted, and why. */
  | { readonly kind: 'unreadable'; readonly path: string; readonly message: string }
  /** A named file in no language of ours. */
  | { readonly kind: 'foreign'; readonly path: string }
  /** A named directory with nothing to lint. */
  | { readonly kind: 'empty'; readonly path: string };

/**
 * Finds the files to lint below the paths a person named. Each file and directory comes once, by whatever links it
 * can be reached; links come last, so that a file keeps its own name where it has one.
 * @param extensions with their dots; directories are searched for these only, and for all that are known when left out
 */
export function* findFiles(
  paths: readonly string[],
  useIgnores: boolean,
  extensions?: readonly string[],
): Generator<Found> {
  const isSource = extensions ? (name: string) => extensions.includes(extname(name)) : isInLanguage;
  const search: Search = { seen: new Set(), links: [], useIgnores, isSource };
  for (const path of paths) yield* findNamed(search, resolve(path));
  for (let link = search.links.shift(); link; link = search.links.shift()) yield* followLink(search, link);
}

interface Search {
  /** Real paths of files and directories that were come upon. */
  readonly seen: Set<string>;
  readonly links: Link[];
  readonly useIgnores: boolean;
  readonly isSource: (name: string) => boolean;
}

function isInLanguage(name: string): boolean {
  return languageOf(name) !== undefined;
}

interface Link {
  readonly path: string;
  readonly scope: IgnoreScope;
}

/** What a person names is linted even where a search would leave it out. */
function* findNamed(search: Search, path: string): Generator<Found> {
  const stats = statOf(path);
  if (!stats) yield { kind: 'missing', path };
  else if (stats.isDirectory()) yield* findInNamed(search, path);
  else if (!stats.isFile()) yield { kind: 'unreadable', path, message: 'it is not a regular file' };
  else if (!languageOf(path)) yield { kind: 'foreign', path };
  else if (isNew(search, realpathSync(path))) yield { kind: 'file', path };
}

function* findInNamed(search: Search, directory: string): Generator<Found> {
  const real = realpathSync(directory);
  if (search.seen.has(real)) return;
  const before = search.seen.size + search.links.length;
  let isReadable = true;
  for (const found of findIn(
    search,
    directory,
    real,
    search.useIgnores ? ignoreScopeAt(directory) : noIgnores,
    true,
  )) {
    if (found.kind === 'unreadable') isReadable = false;
    yield found;
  }
  if (isReadable && search.seen.size + search.links.length <= before + 1)
    yield { kind: 'empty', path: directory };
}

function* findIn(
  search: Search,
  directory: string,
  real: string,
  outer: IgnoreScope,
  isNamed = false,
): Generator<Found> {
  if (!isNew(search, real)) return;
  const entries = listOf(directory);
  if (entries instanceof Error) {
    return yield { kind: 'unreadable', path: directory, message: entries.message };
  }
  const hasGitignore = search.useIgnores && entries.some(({ name }) => name === '.gitignore');
  const inner = outer.enter(directory, hasGitignore);
  const isTaken = (entry: Dirent, scope: IgnoreScope) =>
    !isLeftOut(search, entry, below(directory, entry.name), scope);
  // Source packages of distributions carry a .gitignore that leaves out all but the packaging: naming it says otherwise.
  const scope = isNamed && !entries.some((entry) => isTaken(entry, inner)) ? outer : inner;
  for (const entry of entries) {
    const path = below(directory, entry.name);
    if (!isTaken(entry, scope)) continue;
    if (entry.isDirectory()) yield* findIn(search, path, below(real, entry.name), scope);
    else if (entry.isSymbolicLink()) search.links.push({ path, scope });
    else if (isNew(search, below(real, entry.name))) yield { kind: 'file', path };
  }
}

/** A link that leads nowhere is no file; one that leads to what was seen adds nothing. */
function* followLink(search: Search, { path, scope }: Link): Generator<Found> {
  const stats = statOf(path);
  if (stats?.isDirectory()) yield* findIn(search, path, realpathSync(path), scope);
  else if (stats?.isFile() && search.isSource(path) && isNew(search, realpathSync(path)))
    yield { kind: 'file', path };
}

/** The cheap questions first: most entries of a large tree are of no language of ours. */
function isLeftOut({ isSource }: Search, entry: Dirent, path: string, scope: IgnoreScope): boolean {
  if (entry.isDirectory()) {
    return entry.name === 'node_modules' || entry.name === '.git' || scope.isIgnored(path, true);
  }
  if (entry.isSymbolicLink()) return entry.name === 'node_modules' || scope.isIgnored(path, false);
  return !entry.isFile() || !isSource(entry.name) || scope.isIgnored(path, false);
}

/** `join` for a directory that is normal already: a large tree asks a hundred thousand times. */
function below(directory: string, name: string): string {
  return directory.endsWith(sep) ? directory + name : directory + sep + name;
}

function isNew({ seen }: Search, realPath: string): boolean {
  return seen.size < seen.add(realPath).size;
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function listOf(directory: string): Dirent[] | Error {
  try {
    return readdirSync(directory, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    return error as Error;
  }
}

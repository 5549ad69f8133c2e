import type { ApiEntry } from '../api/entry.js';
import { summarizeC } from '../c/summary.js';
import { createDiskHost } from '../files/disk.js';
import { createResolver, type Resolver, type Summarize } from '../files/resolver.js';
import type { Resolve } from '../protocol/file-summary.js';
import { importedEntries } from '../typescript/foreign.js';
import { summarizeScript } from '../typescript/summary.js';
import { parseScript } from './parse-script.js';
import type { WaitqSettings } from './settings.js';

/** What a file may ask about others, where `settings.waitq.crossFile` allows it. */
export function resolveFor(path: string, { crossFile, api }: WaitqSettings): Resolve | undefined {
  return crossFile === true ? resolverFor(api).for(path) : undefined;
}

/** Whether a script imports what waits, sleeps or wakes from another file, though it does not name the API itself. */
export function importsWaits(text: string, path: string, settings: WaitqSettings): boolean {
  return importedEntries(text, resolveFor(path, settings)).length > 0;
}

/**
 * For a program that runs once over directories that a person named: what is below them belongs together even without a
 * repository or a package, and stays as it is.
 */
export function limitTo(directories: readonly string[]): void {
  named = directories;
  resolvers.clear();
}

let named: readonly string[] | undefined;

/** One for each set of a project's own functions, since what a file tells depends on them. */
const resolvers = new Map<readonly ApiEntry[] | undefined, Resolver>();

function resolverFor(api: readonly ApiEntry[] | undefined): Resolver {
  let resolver = resolvers.get(api);
  if (!resolver) resolvers.set(api, (resolver = createResolver(createDiskHost(named), summarize, api)));
  return resolver;
}

const summarize: Summarize = (text, language, options, roots) =>
  language === 'c'
    ? summarizeC(text, options, roots)
    : summarizeScript(text, (again) => parseScript(again, options.path), options);

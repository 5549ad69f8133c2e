import { createContext } from '../context.js';
import type { ApiEntry } from '../api/entry.js';
import { kernelEntries } from '../api/kernel.js';
import { createWordSearch } from '../api/word-search.js';
import { deriveEntry, isSideIssue } from '../protocol/derive-entry.js';
import { emptySummary, type FileSummary } from '../protocol/file-summary.js';
import { createSleepSummaries } from '../protocol/sleep-summaries.js';
import { includedEntries, knownNames, originIn, type ForeignOptions, type Known } from './foreign.js';
import { constantsOfHeader } from './header-constants.js';
import { lowerScan } from './lower.js';
import type { SourceFunction } from './scan-result.js';
import { functionAt } from './select.js';
import { sleepersBelow } from './select-atomic.js';

/**
 * What a header tells the files that include it: its inline functions and macros that wait, wake, lock or sleep, and those of
 * the headers it includes. With `roots` only these functions and constants are looked at, whatever the file is.
 */
export function summarizeC(text: string, options: ForeignOptions, roots?: readonly string[]): FileSummary {
  if (roots?.every(isConstant))
    return { ...emptySummary, constants: constantsOfHeader(text, roots, options.resolve) };
  if (!roots && !mayTell(text, options)) return { ...emptySummary, entries: includedEntries(text, options) };
  const known = knownNames(text, options, roots);
  const entries = new Map<string, ApiEntry>();
  if (!roots) {
    for (const entry of [...known.included, ...known.names.own]) {
      if (entry.language === 'c') entries.set(entry.name, entry);
    }
  }
  for (const entry of derived(text, options, known, roots)) entries.set(entry.name, entry);
  for (const { name } of options.api ?? []) entries.delete(name);
  return { ...emptySummary, entries };
}

/** Spelt like a constant of the preprocessor. */
function isConstant(name: string): boolean {
  return /^[A-Z][A-Z\d_]*$/.test(name);
}

/** Most headers only declare: a look at the words spares them the scan. */
function mayTell(text: string, { api = [] }: ForeignOptions): boolean {
  if (!/\binline\b|#[ \t]*define[ \t]+\w+\(/.test(text)) return false;
  return telling(Buffer.from(text, 'latin1'), () => true) || api.some(({ name }) => text.includes(name));
}

/** Short names (`up`, `down`) would slow the search down. */
const telling = createWordSearch(
  kernelEntries
    .filter(({ action, name }) => !isSideIssue(action) && name.length >= 5)
    .map(({ name }) => name),
);

function derived(
  text: string,
  options: ForeignOptions,
  known: Known,
  roots: readonly string[] | undefined,
): readonly ApiEntry[] {
  const { scan, names } = known;
  const chosen = roots ? new Set(rootsIn(known, roots)) : mentioning(known);
  const asked = roots ? chosen : scan.functions.keys();
  for (const index of sleepersBelow(text, scan, names, asked)) chosen.add(index);
  if (roots) for (const index of known.onTheWay) chosen.add(index);
  if (chosen.size === 0) return [];
  const told = new Set(
    [...chosen].flatMap((index) => (isAlone(scan.functions, index) ? [scan.functions[index]!.name] : [])),
  );
  const sources = [...chosen].sort((a, b) => a - b).map((index) => scan.functions[index]!);
  const source = createContext(lowerScan(text, scan, names, sources));
  const sleeps = createSleepSummaries(source);
  const originAt = originIn(text, options.path);
  return source.model.functions.flatMap(({ name }, index) =>
    told.has(name) && (!roots || roots.includes(name))
      ? (deriveEntry({ source, sleeps, index, isMacro: false, originAt }) ?? [])
      : [],
  );
}

function rootsIn({ scan }: Known, roots: readonly string[]): readonly number[] {
  return scan.functions.flatMap(({ name }, index) => (roots.includes(name) ? [index] : []));
}

/** Functions that may wrap a call of the API: short ones that name it. */
function mentioning({ scan, names }: Known): Set<number> {
  const found = scan.mentions.flatMap(({ word, start, depth }) => {
    const action = depth > 0 ? names.api(word)?.action : undefined;
    return action && !isSideIssue(action) ? [functionAt(scan.functions, start)] : [];
  });
  return new Set(found.filter((index) => index >= 0 && isShort(scan.functions[index]!)));
}

function isShort({ body }: SourceFunction): boolean {
  return body[1] - body[0] <= SHORT;
}

const SHORT = 500;

/** A function that is defined twice is one or the other, as the configuration has it. */
function isAlone(functions: readonly SourceFunction[], index: number): boolean {
  return functions.filter(({ name }) => name === functions[index]!.name).length === 1;
}

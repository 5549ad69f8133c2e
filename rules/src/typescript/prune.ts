import ts from 'typescript';
import { waitqApi } from '../api/waitq.js';
import type { ApiEntry } from '../api/entry.js';
import { CALLEE_LEVELS, CALLER_LEVELS } from './interest.js';
import { regionsOf, type Region, type Regions } from './regions.js';

/** Below this length, in characters, the whole text is converted as fast. */
const WORTH_PRUNING = 16_000;

/**
 * Empties the bodies of functions that cannot matter, so that they need not be converted: the text keeps its length
 * and all offsets. Chosen by names alone, so it keeps too much rather than too little. Returns the text as it is
 * when it is short or has a syntax error, which the real parser then reports.
 */
export function prune(text: string, path: string, jsx: boolean, extra: readonly ApiEntry[]): string {
  if (text.length < WORTH_PRUNING) return text;
  const source = ts.createSourceFile(path, text, sourceOptions, false, scriptKind(path, jsx));
  if (hasErrors(source)) return text;
  const found = regionsOf(source);
  return blank(text, found.regions, keptRegions(found, hotNames(text, found, extra)));
}

const sourceOptions: ts.CreateSourceFileOptions = {
  languageVersion: ts.ScriptTarget.Latest,
  jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
};

function scriptKind(path: string, jsx: boolean): ts.ScriptKind {
  const isTypeScript = /\.[cm]?tsx?$/.test(path);
  if (isTypeScript) return jsx ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  return jsx ? ts.ScriptKind.JSX : ts.ScriptKind.JS;
}

/** Not in the public type, but what every user of `createSourceFile` reads. */
function hasErrors(source: ts.SourceFile): boolean {
  const { parseDiagnostics } = source as unknown as { parseDiagnostics?: readonly unknown[] };
  return parseDiagnostics === undefined || parseDiagnostics.length > 0;
}

/** Names that lead to the API, through any number of imports and variables. */
function hotNames(text: string, { aliases }: Regions, extra: readonly ApiEntry[]): ReadonlySet<string> {
  const hot = new Set(['Atomics']);
  for (const entry of text.includes('waitq') ? [...waitqApi, ...extra] : extra) {
    // With a module the first word is the import; without, the last one is the function.
    hot.add(entry.name.split('.').at(entry.modules ? 0 : -1)!);
    for (const module of entry.modules ?? []) hot.add(module);
  }
  for (let size = -1; size !== hot.size;) {
    ({ size } = hot);
    for (const { names, uses } of aliases) {
      if (intersects(uses, hot)) for (const name of names) hot.add(name);
    }
  }
  return hot;
}

function intersects(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  for (const item of a) if (b.has(item)) return true;
  return false;
}

/** The functions that `findInterest` may choose, those they hand on as arguments, and writers of what they name. */
function keptRegions({ regions }: Regions, hot: ReadonlySet<string>): ReadonlySet<Region> {
  const kept = new Set(regions.filter((region) => intersects(region.words, hot)));
  grow(kept, regions, CALLER_LEVELS, (edge) => {
    const names = new Set([...edge].flatMap((region) => region.names));
    return (region) => intersects(region.mentions, names);
  });
  // One level more: a function that is handed on is looked into.
  grow(kept, regions, CALLEE_LEVELS + 1, (edge) => {
    const mentioned = union([...edge].map((region) => region.mentions));
    return (region) => region.names.some((name) => mentioned.has(name)) || isInside(region, edge);
  });
  const mentioned = union([...kept].map((region) => region.mentions));
  for (const region of regions) if (intersects(region.writes, mentioned)) kept.add(region);
  return kept;
}

type Choice = (edge: ReadonlySet<Region>) => (region: Region) => boolean;

function grow(kept: Set<Region>, regions: readonly Region[], levels: number, choose: Choice): void {
  let edge = new Set(kept);
  for (let level = 0; level < levels && edge.size > 0; level++) {
    const isChosen = choose(edge);
    edge = new Set(regions.filter((region) => !kept.has(region) && isChosen(region)));
    for (const region of edge) kept.add(region);
  }
}

/** A function without a name runs where it stands, or is an argument. */
function isInside({ parent, names }: Region, edge: ReadonlySet<Region>): boolean {
  return names.length === 0 && parent !== undefined && parent.parent !== undefined && edge.has(parent);
}

function union(sets: readonly ReadonlySet<string>[]): Set<string> {
  const all = new Set<string>();
  for (const set of sets) for (const item of set) all.add(item);
  return all;
}

/** Blanks every body that neither is kept nor holds a kept one. */
function blank(text: string, regions: readonly Region[], kept: ReadonlySet<Region>): string {
  const holders = new Set<Region>();
  for (const region of kept) {
    for (let at: Region | undefined = region; at && !holders.has(at); at = at.parent) holders.add(at);
  }
  const doomed = regions.filter(
    (region) => !holders.has(region) && (!region.parent || holders.has(region.parent)),
  );
  const parts: string[] = [];
  let from = 0;
  for (const region of doomed.sort((a, b) => a.start - b.start)) {
    parts.push(text.slice(from, region.start), emptied(region));
    from = region.end;
  }
  return parts.join('') + text.slice(from);
}

function emptied({ start, end, isExpression }: Region): string {
  const length = end - start;
  return isExpression ? '0'.padStart(length) : `{${' '.repeat(length - 2)}}`;
}

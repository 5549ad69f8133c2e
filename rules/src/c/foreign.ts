import type { AnalyzeOptions } from '../analyze.js';
import type { ApiEntry } from '../api/entry.js';
import { kernelApi } from '../api/kernel.js';
import type { Call } from '../protocol/events.js';
import type { FileModel } from '../protocol/model.js';
import { originOf, type Origin } from '../protocol/file-summary.js';
import { createLineIndex } from '../line-index.js';
import { flaggedCalls } from './flagged-calls.js';
import { includedIn } from './included.js';
import { macroEntries } from './macros.js';
import { isProtocolAction, namesFor, queueType, type Names } from './names.js';
import { scanC } from './scan.js';
import type { Scan } from './scan-result.js';
import { unknownCallees, type Unknown } from './unknown-callees.js';

export interface ForeignOptions extends Pick<AnalyzeOptions, 'api' | 'path' | 'resolve' | 'kept'> {
  /** Nobody asks what sleeps below a call: what could only sleep is not looked for. */
  readonly withoutSleeps?: boolean;
  /** What somebody has made of the text already, with the built-in names alone. */
  readonly made?: { readonly scan: Scan; readonly model: FileModel };
}

/** A text read as far as can be told without a parser, with all that is known of the names it uses. */
export interface Known {
  readonly names: Names;
  readonly scan: Scan;
  /** All that its headers tell, of use to it or not. */
  readonly included: readonly ApiEntry[];
  /** Functions on the way to one of another file, by index. */
  readonly onTheWay: ReadonlySet<number>;
}

/**
 * The names of the API, the project's own, the wrapper macros of the text, what its headers tell, and the functions of
 * other files that the conditions of its waits call; or that `roots` call, where these are what somebody asks about.
 */
export function knownNames(text: string, options: ForeignOptions, roots?: readonly string[]): Known {
  const nearby = nearbyNames(text, options.api ?? [], options, roots);
  const { made } = options;
  const first = made && nearby.names === namesFor(undefined) ? made.scan : scanC(text, nearby.names.wanted);
  const included =
    roots || isWaiting(first, nearby.names) ? [...includedEntries(text, options).values()] : [];
  const told = included.filter((entry) => isNamedIn(text, entry));
  const { entries, names } =
    told.length === 0 ? nearby : nearbyNames(text, [...(options.api ?? []), ...told], options, roots);
  const scan = names === nearby.names ? first : scanC(text, names.wanted);
  const isAsked = options.resolve !== undefined && (roots !== undefined || !options.withoutSleeps);
  const unknown = isAsked ? unknownCallees(text, scan, names, roots) : undefined;
  const far = unknown && fromNeighbours(unknown, options);
  if (!far || far.length === 0) return { names, scan, included, onTheWay: new Set() };
  const all = namesOf([...entries, ...settled(far, options)], options);
  return { names: all, scan: scanC(text, all.wanted), included, onTheWay: unknown.onTheWay };
}

/** These entries, and what the text itself makes of them and of the API: its wrapper macros, its calls that sleep by their flags. */
function nearbyNames(
  text: string,
  own: readonly ApiEntry[],
  options: ForeignOptions,
  roots: readonly string[] | undefined,
): { readonly entries: readonly ApiEntry[]; readonly names: Names } {
  const { kept, path, withoutSleeps } = options;
  const wrapped = [...own, ...macroEntries(text, own, originIn(text, path), kept?.c)];
  const flagged = withoutSleeps && !roots ? [] : flaggedCalls(text, wrapped);
  const entries = flagged.length === 0 ? wrapped : [...wrapped, ...settled(flagged, options)];
  return { entries, names: namesOf(entries.length === 0 ? undefined : entries, options) };
}

function namesOf(entries: readonly ApiEntry[] | undefined, { kept }: ForeignOptions): Names {
  return (kept?.c.names.of ?? namesFor)(entries);
}

function settled(entries: readonly ApiEntry[], { kept }: ForeignOptions): readonly ApiEntry[] {
  return kept?.c.names.settled(entries) ?? entries;
}

/** Most of what headers tell is of no use to a text, and would only make it be read twice. */
function isNamedIn(text: string, { name }: ApiEntry): boolean {
  return text.includes(name.slice(name.lastIndexOf('>') + 1));
}

/** Others are asked for those that wait, wake or have a queue: who only locks and delays is understood without. */
function isWaiting({ mentions }: Scan, names: Names): boolean {
  return mentions.some(({ word }) => {
    const api = names.api(word);
    const family =
      queueType(word)?.family ?? (api && isProtocolAction(api.action) ? api.family : 'completion');
    return family !== 'completion';
  });
}

/** Where a call of the text is, for those who hear of it in another file. */
export function originIn(text: string, path: string | undefined): (call: Call, depth: number) => Origin {
  let lines: ReturnType<typeof createLineIndex> | undefined;
  return ({ range, api, name }, depth) => {
    const inner = originOf(api);
    if (inner) return { ...inner, depth: inner.depth + depth + 1 };
    lines ??= createLineIndex(text);
    return { file: baseName(path), line: lines.lineAt(range[0]), call: name, depth };
  };
}

function baseName(path: string | undefined): string {
  return path?.replace(/^.*[\\/]/, '') ?? 'another file';
}

/** What the headers that a text includes tell it. */
export function includedEntries(text: string, { resolve }: ForeignOptions): ReadonlyMap<string, ApiEntry> {
  const entries = new Map<string, ApiEntry>();
  if (!resolve) return entries;
  for (const name of includedIn(text)) {
    for (const [key, entry] of resolve(name)?.entries ?? []) if (!kernelApi(key)) entries.set(key, entry);
  }
  return entries;
}

function fromNeighbours({ names }: Unknown, { resolve }: ForeignOptions): readonly ApiEntry[] {
  if (names.length === 0) return [];
  return [...(resolve?.('.', names)?.entries.values() ?? [])].filter(({ name }) => !kernelApi(name));
}

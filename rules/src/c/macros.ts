import { createContext } from '../context.js';
import type { ApiEntry } from '../api/entry.js';
import { deriveEntry, isSideIssue } from '../protocol/derive-entry.js';
import type { Origin } from '../protocol/file-summary.js';
import type { Call } from '../protocol/events.js';
import { createSleepSummaries } from '../protocol/sleep-summaries.js';
import type { KeptC } from './kept.js';
import { lowerScan } from './lower.js';
import { namesFor, type Names } from './names.js';
import type { Scan, SourceFunction } from './scan-result.js';

/** `#define my_wait(d, c) wait_event((d)->wq, c)`: the macros of a text that wrap one call of the API, as entries of their own. */
export function macroEntries(
  text: string,
  own: readonly ApiEntry[],
  originAt: (call: Call, depth: number) => Origin,
  kept?: KeptC,
): readonly ApiEntry[] {
  const namesOf = kept?.names.of ?? namesFor;
  let open = text.includes('#') ? definitionsIn(text) : [];
  const entries: ApiEntry[] = [];
  // A macro may wrap another one of the file, which need not stand before it.
  for (let found = -1; found !== entries.length && open.length > 0;) {
    found = entries.length;
    const names = namesOf([...own, ...entries]);
    const worth = open.filter((macro) => callsApi(text, macro, names));
    if (worth.length === 0) break;
    const made = derive(text, worth, names, originAt, kept);
    const derived = kept?.names.settled(made) ?? made;
    open = open.filter(({ name }) => !derived.some((entry) => entry.name === name));
    entries.push(...derived);
  }
  return entries;
}

/** Bodies end with their line; a line that ends with a backslash goes on. */
const DEFINITION = /#[ \t]*define[ \t]+([A-Za-z_]\w*)\(([^().]*)\)((?:\\\r?\n|.)*)$/my;
const HAS_PARAMETERS = /#[ \t]*define[ \t]+[A-Za-z_]\w*\(/y;

/** Most macros have no parameters, so that is looked at before the rest. */
function* definitions(text: string): Iterable<RegExpExecArray> {
  for (let at = text.indexOf('#'); at >= 0; at = text.indexOf('#', at + 1)) {
    HAS_PARAMETERS.lastIndex = at;
    if (!HAS_PARAMETERS.test(text)) continue;
    DEFINITION.lastIndex = at;
    const match = DEFINITION.exec(text);
    if (match) yield match;
  }
}

const DEFINE = 'define';

/** A macro that is defined twice means one thing or the other, as the configuration has it. */
function definitionsIn(text: string): readonly SourceFunction[] {
  const found = [...definitions(text)].map((match) => {
    const [whole, name, parameters, body] = match as unknown as [string, string, string, string];
    const nameStart = match.index + whole.indexOf(name, whole.indexOf(DEFINE) + DEFINE.length);
    const open = nameStart + name.length + 1;
    const bodyStart = open + parameters.length + 1;
    return {
      name,
      nameRange: [nameStart, nameStart + name.length] as const,
      range: [match.index, bodyStart + body.length] as const,
      parameters: [open, open + parameters.length] as const,
      body: [bodyStart, bodyStart + body.length] as const,
      isStatic: true,
      isMacro: false,
      isLoose: true,
    };
  });
  const counts = new Map<string, number>();
  for (const { name } of found) counts.set(name, (counts.get(name) ?? 0) + 1);
  return found.filter(({ name }) => counts.get(name) === 1);
}

const CALLED = /[A-Za-z_]\w*(?=[ \t]*\()/g;

/** Pasted words (`##`) can't be read before they are expanded. */
function callsApi(text: string, { name, body }: SourceFunction, names: Names): boolean {
  const source = text.slice(...body);
  if (source.length > LONGEST || source.includes('#') || names.api(name)) return false;
  for (const [word] of source.matchAll(CALLED)) {
    const action = names.api(word)?.action;
    if (action !== undefined && !isSideIssue(action)) return true;
  }
  return false;
}

const LONGEST = 2000;
function derive(
  text: string,
  macros: readonly SourceFunction[],
  names: Names,
  originAt: (call: Call, depth: number) => Origin,
  kept: KeptC | undefined,
): readonly ApiEntry[] {
  const source = createContext(lowerScan(text, NOTHING, names, macros, kept?.functions));
  const sleeps = createSleepSummaries(source);
  return source.model.functions.flatMap(
    (_, index) => deriveEntry({ source, sleeps, index, isMacro: true, originAt }) ?? [],
  );
}

const NOTHING: Scan = { functions: [], comments: [], mentions: [], skipped: [], problems: [] };

import type { Family } from '../api/entry.js';
import { queueType, type Names } from './names.js';
import type { Mention, Scan, SourceFunction } from './scan-result.js';
import { functionAt } from './select.js';

/**
 * Functions that only wake and in which something may be wrong about it, by index: those that write what the file waits
 * for behind a wake-up or leave in between, and all of them where the file knows several kinds of queues. Judged by the text alone, so it
 * chooses too many rather than too few.
 */
export function wakersToRead(text: string, scan: Scan, names: Names): ReadonlySet<number> {
  const wakes = mentionsOf(scan, names, 'wake');
  if (wakes.length === 0) return new Set();
  const resetting = [...resettersIn(text, scan, names, wakes), ...tellersIn(text, scan, names, wakes)];
  const isMixed = knowsSeveralFamilies(scan, names);
  const words = isMixed ? new Set<string>() : conditionWords(text, scan, names);
  const found = new Set(resetting);
  if (!isMixed && words.size === 0) return found;
  for (const [index, { first, last }] of endsOf(wakes, scan)) {
    const [open, close] = scan.functions[index]!.body;
    // What is written behind a later one is behind the first, too, and what is left before an earlier one before the last.
    if (isMixed || writes(text.slice(first, close), words) || hasEarlyExit(text.slice(open, last), words))
      found.add(index);
  }
  return found;
}

/** Where the first and the last of these stand in each function. */
function endsOf(
  wakes: readonly Mention[],
  { functions }: Scan,
): ReadonlyMap<number, { readonly first: number; readonly last: number }> {
  const ends = new Map<number, { readonly first: number; readonly last: number }>();
  for (const { start } of wakes) {
    const index = functionAt(functions, start);
    if (index >= 0) ends.set(index, { first: ends.get(index)?.first ?? start, last: start });
  }
  return ends;
}

/** Functions that take back a flag right behind a completion, and those that set it before they wait for one. */
function resettersIn(text: string, scan: Scan, names: Names, wakes: readonly Mention[]): ReadonlySet<number> {
  const found = new Set<number>();
  const flags = new Set<string>();
  for (const { word, start } of wakes) {
    const flag = word.startsWith('complete') ? flagBehind(text, start + word.length) : undefined;
    const index = flag === undefined ? -1 : functionAt(scan.functions, start);
    const body = scan.functions[index]?.body;
    if (!body || !text.slice(body[0], start).includes(flag!)) continue;
    found.add(index);
    flags.add(flag!);
  }
  if (flags.size === 0) return found;
  for (const { start } of mentionsOf(scan, names, 'wait')) {
    const index = functionAt(scan.functions, start);
    const body = scan.functions[index]?.body;
    if (body && !found.has(index) && writes(text.slice(...body), flags)) found.add(index);
  }
  return found;
}

/** Functions that store something right behind a completion, and those that look at it after they have waited for that. */
function tellersIn(text: string, scan: Scan, names: Names, wakes: readonly Mention[]): ReadonlySet<number> {
  const told: { readonly index: number; readonly completion: string; readonly looksAt: RegExp }[] = [];
  for (const { word, start } of wakes) {
    const stored = word.startsWith('complete') ? storedBehind(text, start + word.length) : undefined;
    const index = stored ? functionAt(scan.functions, start) : -1;
    if (stored && index >= 0) told.push({ index, ...stored });
  }
  if (told.length === 0) return new Set();
  const found = new Set<number>();
  for (const { word, start } of mentionsOf(scan, names, 'wait')) {
    if (!word.startsWith('wait_for_completion')) continue;
    const waiter = functionAt(scan.functions, start);
    const body = scan.functions[waiter]?.body;
    WAITED.lastIndex = start + word.length;
    const completion = lastWord(WAITED.exec(text)?.[1] ?? '');
    for (const { index, looksAt, ...one } of told) {
      if (!body || one.completion !== completion || index === waiter) continue;
      if (looksAt.test(text.slice(start, body[1]))) found.add(index).add(waiter);
    }
  }
  return found;
}

/** What the next statement stores, beside which completion. */
function storedBehind(
  text: string,
  at: number,
): { readonly completion: string; readonly looksAt: RegExp } | undefined {
  STORED.lastIndex = at;
  const [, queue, field] = STORED.exec(text) ?? [];
  const completion = lastWord(queue ?? '');
  if (completion === undefined || field === undefined) return undefined;
  return {
    completion,
    looksAt: new RegExp(`(?:\\b(?:if|while|switch|return)\\b|[=(,])[^;{}]*(?:->|\\.)${field}\\b`),
  };
}

const STORED =
  /\s*\(([^;{}()]*)\);(?:\s|\/\*[^]*?\*\/)*(?:\w+(?:\[\w+\])?(?:->|\.))+(\w+)(?:\[\w+\])?\s*[|&]?=(?!=)/y;

const WAITED = /\s*\(([^,;(){}]*)[,)]/y;

/** `done` of `&dev->done`. */
function lastWord(text: string): string | undefined {
  return /(\w+)\s*$/.exec(text)?.[1];
}

/** The last name of what the next statement sets to nothing. */
function flagBehind(text: string, at: number): string | undefined {
  RESET.lastIndex = at;
  return RESET.exec(text)?.[1];
}

const RESET =
  /\s*\([^;{}]*\);(?:\s|\/\*[^]*?\*\/)*(?:\w+(?:\[\w+\])?(?:->|\.))+(\w+)\s*=\s*(?:false|0|NULL)\s*;/y;

/** Where the file says a word of the API with this meaning, outside of what is no function. */
export function mentionsOf(scan: Scan, names: Names, action: 'wake' | 'wait'): readonly Mention[] {
  return scan.mentions.filter(({ word, depth }) => depth > 0 && names.api(word)?.action === action);
}

/** Kinds of queues whose functions take each other's queues for their own. */
export function knowsSeveralFamilies(scan: Scan, names: Names): boolean {
  const families = new Set<Family>();
  for (const { word } of scan.mentions) {
    const family = queueType(word)?.family ?? names.api(word)?.family;
    if (family === 'wait' || family === 'swait') families.add(family);
  }
  return families.size > 1;
}

/** Names in the conditions of waits, and in the short functions of the file that they call. */
export function conditionWords(text: string, scan: Scan, names: Names): ReadonlySet<string> {
  const words = new Set<string>();
  const byName = new Map<string, SourceFunction>();
  for (const { word, start } of mentionsOf(scan, names, 'wait')) {
    const position = names.api(word)?.condition;
    if (position === undefined) continue;
    const condition = argumentsFrom(text, start + word.length, position);
    if (byName.size === 0) for (const fn of scan.functions) byName.set(fn.name, fn);
    for (const [name] of condition.matchAll(LAST_NAME)) {
      const fn = byName.get(name);
      if (!fn && !/^[A-Z\d_]+$/.test(name)) words.add(name);
      if (!fn) continue;
      if (fn.body[1] - fn.body[0] < SHORT)
        for (const [, field] of text.slice(...fn.body).matchAll(/(?:->|\.)\s*([A-Za-z_]\w*)/g))
          words.add(field!);
    }
  }
  return words;
}

/** What is written when a place is: `ready` of `dev->ready`. */
const LAST_NAME = /[A-Za-z_]\w*\b(?!\s*(?:->|\.))/g;

const SHORT = 800;
const LONGEST_CALL = 1000;

/** The arguments of a call from the given position on. */
function argumentsFrom(text: string, at: number, position: number): string {
  let [depth, commas, from] = [0, 0, -1];
  for (let i = at; i < text.length && i < at + LONGEST_CALL; i++) {
    const code = text[i];
    if (code === '(') depth++;
    if (depth === 1 && code === ',' && ++commas === position) from = i + 1;
    if (code === ')' && --depth === 0) return from < 0 ? '' : text.slice(from, i);
  }
  return '';
}

/** Anything that writes: an assignment, a step, an operation on what it gets the address of. */
const WRITE =
  /\b([A-Za-z_]\w*)(?:\[[^\]\n]*\])?\s*(?:(?:[-+|&^]|<<|>>)?=(?!=)|\+\+|--)|(?:\+\+|--)([\w>.[\]-]+)|(?:atomic|_bit|WRITE_ONCE|list_|smp_store_|refcount_|skb_)\w*\s*\(([^;]*)/g;

/** Whether a piece of code writes one of the names. */
export function writes(code: string, words: ReadonlySet<string>): boolean {
  for (const [, assigned, stepped, given] of code.matchAll(WRITE)) {
    const names = assigned ? [assigned] : ((stepped ?? given ?? '').match(/[A-Za-z_]\w*/g) ?? []);
    if (names.some((name) => words.has(name))) return true;
  }
  return false;
}

/** Whether a function may leave between giving one of the names a fixed value and its wake-up. */
function hasEarlyExit(before: string, words: ReadonlySet<string>): boolean {
  const exit = Math.max(before.lastIndexOf('return'), before.lastIndexOf('goto'));
  if (exit < 0) return false;
  for (const [, assigned, written] of before.slice(0, exit).matchAll(FIXED))
    if (words.has((assigned ?? written)!)) return true;
  return false;
}

const FIXED =
  /([A-Za-z_]\w*)\s*=\s*(?:true|false|-?\d+|[A-Z][A-Z_\d]*)\s*;|\bWRITE_ONCE\s*\([^,;]*?([A-Za-z_]\w*)\s*,/g;

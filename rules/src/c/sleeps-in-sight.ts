import type { ApiEntry } from '../api/entry.js';
import { mentionedIn } from '../api/mentions.js';
import { callsInText } from './calls-in-text.js';
import { handlersOf } from './handlers.js';
import { macroEntries } from './macros.js';
import { isWordCode } from './lexer.js';
import { originIn } from './foreign.js';
import { namesFor } from './names.js';
import type { Mention, Scan, SourceFunction } from './scan-result.js';
import { addAtomic } from './select-atomic.js';
import { isInSet, type WordSet } from './word-set.js';

/**
 * Whether a C text is worth reading: it waits, or may sleep where nothing may. `withoutSleeps`: no rule asks about the
 * latter.
 */
export function isWorthReading(
  source: string | Uint8Array,
  api: readonly ApiEntry[] = [],
  withoutSleeps = false,
): boolean {
  const own = api.filter(({ language }) => language === 'c').map(({ name }) => name);
  const mentioned = mentionedIn(source, own, withoutSleeps);
  return mentioned === 'sections' ? mayMeetSleep(toText(source), api) : mentioned === 'waits';
}

/** One character a byte: names and braces are ASCII. */
function toText(source: string | Uint8Array): string {
  if (typeof source === 'string') return source;
  return Buffer.from(source.buffer, source.byteOffset, source.byteLength).toString('latin1');
}

/**
 * Whether a text in which nobody waits may sleep where nothing may. A look that goes by the layout of kernel code, where a
 * function ends with a brace in the first column, and says yes where it can't tell: of the thousands of files that lock
 * and sleep, it spares nine in ten the scan.
 */
export function mayMeetSleep(text: string, api: readonly ApiEntry[] = []): boolean {
  const names = namesFor([...api, ...macroEntries(text, api, originIn(text, undefined))]);
  const scan = outlineOf(text, names.wanted);
  if (!scan) return true;
  const chosen = new Set<number>();
  addAtomic(text, scan, names, handlersOf(text, scan, names), chosen);
  return chosen.size > 0;
}

/** The functions of a text and what they call of these words; undefined where it is laid out in another way. */
function outlineOf(text: string, wanted: WordSet): Scan | undefined {
  const functions: SourceFunction[] = [];
  const mentions: Mention[] = [];
  let start = 0;
  for (let end = text.indexOf(CLOSING); end >= 0; end = text.indexOf(CLOSING, start)) {
    const fn = functionIn(text, start, end + CLOSING.length);
    if (fn) {
      functions.push(fn);
      addMentions(text, fn, wanted, mentions);
    } else if (HEAD.test(text.slice(start, end))) return undefined;
    start = end + CLOSING.length;
  }
  if (HEAD.test(text.slice(start))) return undefined;
  return { functions, mentions, comments: [], skipped: [], problems: [] };
}

/** What looks like the beginning of a function in another style. */
const HEAD = /\)\s*\{/;
const OPENING = '\n{';
const CLOSING = '\n}';

/** What ends at `end` and has its opening brace in the first column, too; a table or a type has not. */
function functionIn(text: string, start: number, end: number): SourceFunction | undefined {
  const open = text.lastIndexOf(OPENING, end);
  if (open < start) return undefined;
  const close = text.lastIndexOf(')', open);
  const paren = openingOf(text, close, start);
  if (paren < 0) return undefined;
  const name = wordBefore(text, paren);
  if (name === '') return undefined;
  const nameStart = text.lastIndexOf(name, paren);
  const head = text.slice(text.lastIndexOf('\n', text.lastIndexOf('\n', nameStart) - 1) + 1, nameStart);
  return {
    name,
    nameRange: [nameStart, nameStart + name.length],
    range: [nameStart, end],
    parameters: [paren + 1, close],
    body: [open + 1, end],
    isStatic: /\bstatic\b/.test(head),
    isMacro: false,
  };
}

function wordBefore(text: string, end: number): string {
  let behind = end;
  while (behind > 0 && text.charCodeAt(behind - 1) <= SPACE) behind--;
  let at = behind;
  while (at > 0 && isWordCode(text.charCodeAt(at - 1))) at--;
  return text.slice(at, behind);
}

const SPACE = 0x20;

/** The parenthesis that this one closes. */
function openingOf(text: string, close: number, start: number): number {
  let depth = 0;
  for (let at = close; at >= start; at--) {
    const character = text[at];
    if (character === ')') depth++;
    else if (character === '(' && --depth === 0) return at;
  }
  return -1;
}

function addMentions(text: string, { body }: SourceFunction, wanted: WordSet, mentions: Mention[]): void {
  for (const { name, at } of callsInText(text, ...body)) {
    if (!isInSet(wanted, text, at, at + name.length)) continue;
    mentions.push({ word: name, start: at, depth: indentAt(text, at), inParens: false });
  }
}

/** Tabs at the beginning of the line: as many as there are braces around. */
function indentAt(text: string, at: number): number {
  let start = text.lastIndexOf('\n', at) + 1;
  let depth = 0;
  while (text[start++] === '\t') depth++;
  return Math.max(1, depth);
}

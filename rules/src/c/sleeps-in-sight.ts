import type { ApiEntry } from '../api/entry.js';
import { mentionedIn } from '../api/mentions.js';
import { eachCall, openingOf, wordBefore } from './calls-in-text.js';
import { handlersOf } from './handlers.js';
import { flaggedCalls } from './flagged-calls.js';
import { macroEntries } from './macros.js';
import { originIn } from './foreign.js';
import { namesFor } from './names.js';
import type { Mention, Scan, SourceFunction } from './scan-result.js';
import { addAtomic } from './select-atomic.js';
import { wordIn, type WordSet } from './word-set.js';

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
  const near = [...api, ...macroEntries(text, api, originIn(text, undefined))];
  const names = namesFor([...near, ...flaggedCalls(text, near)]);
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
  let nextOpen = atLineStart(text, '{', 0);
  for (let close = atLineStart(text, '}', 0); close >= 0; close = atLineStart(text, '}', start)) {
    let open = -1;
    for (; nextOpen >= 0 && nextOpen < close; nextOpen = atLineStart(text, '{', nextOpen + 1))
      open = nextOpen;
    const fn = open < 0 ? undefined : functionIn(text, start, open, close + 1);
    if (fn) {
      functions.push(fn);
      addMentions(text, fn, wanted, mentions);
    } else if (HEAD.test(text.slice(start, close))) return undefined;
    start = close + 1;
  }
  if (HEAD.test(text.slice(start))) return undefined;
  return { functions, mentions, comments: [], skipped: [], problems: [] };
}

/** What looks like the beginning of a function in another style. */
const HEAD = /\)\s*\{/;

/** The next line that begins with a brace. */
function atLineStart(text: string, brace: '{' | '}', from: number): number {
  let at = text.indexOf(brace, from);
  while (at >= 0 && text.charCodeAt(at - 1) !== LINE_END) at = text.indexOf(brace, at + 1);
  return at;
}

const LINE_END = 0x0a;

/** What ends at `end` and has its opening brace in the first column, too, if it is a function; a table or a type is none. */
function functionIn(text: string, start: number, open: number, end: number): SourceFunction | undefined {
  const close = text.lastIndexOf(')', open);
  const paren = openingOf(text, close, start);
  if (paren < 0) return undefined;
  const nameRange = wordBefore(text, paren);
  const [nameStart, nameEnd] = nameRange;
  if (nameStart === nameEnd) return undefined;
  const head = text.slice(text.lastIndexOf('\n', text.lastIndexOf('\n', nameStart) - 1) + 1, nameStart);
  return {
    name: text.slice(nameStart, nameEnd),
    nameRange,
    range: [nameStart, end],
    parameters: [paren + 1, close],
    body: [open, end],
    isStatic: /\bstatic\b/.test(head),
    isMacro: false,
  };
}

function addMentions(text: string, { body }: SourceFunction, wanted: WordSet, mentions: Mention[]): void {
  eachCall(text, ...body, (at, end) => {
    const word = wordIn(wanted, text, at, end);
    if (word === undefined) return;
    mentions.push({ word, start: at, depth: indentAt(text, at), inParens: false });
  });
}

/** Tabs at the beginning of the line: as many as there are braces around. */
function indentAt(text: string, at: number): number {
  let start = text.lastIndexOf('\n', at) + 1;
  let depth = 0;
  while (text[start++] === '\t') depth++;
  return Math.max(1, depth);
}

import type { Range } from '../protocol/place.js';
import { isWordCode } from './lexer.js';

/** A name with a parenthesis behind it: a call, a macro, or a word of the language such as `if`. */
export interface TextCall {
  readonly name: string;
  readonly at: number;
}

/** What is called between two offsets, by the text alone. */
export function callsInText(text: string, start: number, end: number): readonly TextCall[] {
  const calls: TextCall[] = [];
  eachCall(text, start, end, (at, behind) => calls.push({ name: text.slice(at, behind), at }));
  return calls;
}

/**
 * Tells where the name of each call between two offsets begins and ends; one that a comment speaks of is none. Most of a body
 * is none of this, so it is the parentheses that are looked for.
 */
export function eachCall(
  text: string,
  start: number,
  end: number,
  visit: (at: number, behind: number) => void,
): void {
  const comments = new Comments(text.slice(start, end));
  for (let open = text.indexOf('(', start); open >= 0 && open < end; open = text.indexOf('(', open + 1)) {
    const past = comments.endAround(open - start);
    if (past >= 0) {
      open = start + past;
      continue;
    }
    let behind = open;
    while (behind > start && text.charCodeAt(behind - 1) <= SPACE) behind--;
    const at = startOfWord(text, behind, start);
    if (at < behind) visit(at, behind);
  }
}

/** The block comments of a text, one after the other. */
class Comments {
  readonly #text: string;
  #start = 0;
  #end = 0;

  constructor(text: string) {
    this.#text = text;
    this.#next(0);
  }

  /** Where the comment ends that the offset is in, which is not before the one asked about last; else -1. */
  endAround(at: number): number {
    while (this.#end < at) this.#next(this.#end);
    return this.#start < at ? this.#end : -1;
  }

  #next(from: number): void {
    let start = this.#text.indexOf('/*', from);
    while (start >= 0 && isQuoted(this.#text, start)) start = this.#text.indexOf('/*', start + 2);
    const end = start < 0 ? -1 : this.#text.indexOf('*/', start + 2);
    [this.#start, this.#end] = end < 0 ? [Infinity, Infinity] : [start, end];
  }
}

/** An odd number of quotes before it in its line, which is looked at as far back as lines of code are long. */
function isQuoted(text: string, at: number): boolean {
  let isOdd = false;
  for (let before = at - 1; before >= Math.max(0, at - LONGEST_LINE); before--) {
    const code = text.charCodeAt(before);
    if (code === LINE_END) break;
    if (code === QUOTE && text.charCodeAt(before - 1) !== BACKSLASH) isOdd = !isOdd;
  }
  return isOdd;
}

/** Where a text calls what has this name. */
export function placesCalling(text: string, name: string): readonly number[] {
  const places: number[] = [];
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length)) {
    if (at > 0 && isWordCode(text.charCodeAt(at - 1))) continue;
    if (isCalled(text, at + name.length)) places.push(at);
  }
  return places;
}

/** Whether the word that ends at this offset has a parenthesis behind it. */
export function isCalled(text: string, end: number): boolean {
  let behind = end;
  while (text.charCodeAt(behind) <= SPACE) behind++;
  return text.charCodeAt(behind) === OPENING;
}

/** Where the word begins and ends that stands before an offset; both the same when none does. */
export function wordBefore(text: string, end: number): Range {
  let behind = end;
  while (behind > 0 && text.charCodeAt(behind - 1) <= SPACE) behind--;
  return [startOfWord(text, behind, 0), behind];
}

function startOfWord(text: string, end: number, limit: number): number {
  let at = end;
  while (at > limit && isWordCode(text.charCodeAt(at - 1))) at--;
  return at;
}

/** The parenthesis that the one at `close` closes, if it stands behind `start`; else -1. */
export function openingOf(text: string, close: number, start: number): number {
  let depth = 0;
  for (let at = close; at >= start; at--) {
    const code = text.charCodeAt(at);
    if (code === CLOSING) depth++;
    else if (code === OPENING && --depth === 0) return at;
  }
  return -1;
}

/** Where the parenthesis closes that opens behind `from`; the end of the text when it never does. */
export function endOfCall(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === OPENING) depth++;
    else if (code === CLOSING && --depth <= 0) return at;
  }
  return text.length;
}

const LONGEST_LINE = 500;
const LINE_END = 0x0a;
const SPACE = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING = 0x28;
const CLOSING = 0x29;

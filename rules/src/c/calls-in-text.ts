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
 * Tells where the name of each call between two offsets begins and ends. Most of a body is none of this, so it is the
 * parentheses that are looked for.
 */
export function eachCall(
  text: string,
  start: number,
  end: number,
  visit: (at: number, behind: number) => void,
): void {
  for (let open = text.indexOf('(', start); open >= 0 && open < end; open = text.indexOf('(', open + 1)) {
    let behind = open;
    while (behind > start && text.charCodeAt(behind - 1) <= SPACE) behind--;
    const at = startOfWord(text, behind, start);
    if (at < behind) visit(at, behind);
  }
}

/** Where a text calls what has this name. */
export function placesCalling(text: string, name: string): readonly number[] {
  const places: number[] = [];
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length)) {
    if (at > 0 && isWordCode(text.charCodeAt(at - 1))) continue;
    let behind = at + name.length;
    while (text.charCodeAt(behind) <= SPACE) behind++;
    if (text.charCodeAt(behind) === OPENING) places.push(at);
  }
  return places;
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

const SPACE = 0x20;
const OPENING = 0x28;
const CLOSING = 0x29;

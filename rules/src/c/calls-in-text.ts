import { isWordCode } from './lexer.js';

/** A name with a parenthesis behind it: a call, a macro, or a word of the language such as `if`. */
export interface TextCall {
  readonly name: string;
  readonly at: number;
}

/**
 * What is called between two offsets, by the text alone. Most of a body is none of this, so it is the parentheses that
 * are looked for.
 */
export function callsInText(text: string, start: number, end: number): readonly TextCall[] {
  const calls: TextCall[] = [];
  for (let open = text.indexOf('(', start); open >= 0 && open < end; open = text.indexOf('(', open + 1)) {
    let behind = open;
    while (behind > start && text.charCodeAt(behind - 1) <= SPACE) behind--;
    let at = behind;
    while (at > start && isWordCode(text.charCodeAt(at - 1))) at--;
    if (at < behind) calls.push({ name: text.slice(at, behind), at });
  }
  return calls;
}

/** Where the parenthesis closes that opens behind `from`; the end of the text when it never does. */
export function endOfCall(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    if (text[at] === '(') depth++;
    else if (text[at] === ')' && --depth <= 0) return at;
  }
  return text.length;
}

const SPACE = 0x20;

import type { Range } from '../protocol/place.js';
import { advance, createLexer, TokenKind } from './lexer.js';

/** The tokens of a piece of text as parallel lists; comments are left out. */
export interface Tokens {
  readonly text: string;
  readonly count: number;
  readonly kinds: readonly number[];
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** For `(` `[` `{` and their partners: the index of the other one, else -1. */
  readonly partners: readonly number[];
  readonly comments: readonly Range[];
}

/** Splits `text[start, end)` into tokens, leaving out what lies in `skipped`. */
export function tokenize(text: string, [start, end]: Range, skipped: readonly Range[] = []): Tokens {
  const lexer = createLexer(text, start, end);
  const kinds: number[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  const comments: Range[] = [];
  while (advance(lexer)) {
    if (lexer.kind === TokenKind.comment) comments.push([lexer.start, lexer.end]);
    else if (!skipped.some((range) => range[0] <= lexer.start && lexer.start < range[1])) {
      kinds.push(lexer.kind);
      starts.push(lexer.start);
      ends.push(lexer.end);
    }
  }
  const partners = pair(text, kinds, starts);
  return { text, count: kinds.length, kinds, starts, ends, partners, comments };
}

/** The text of a token, empty beyond either end. */
export function tokenText(tokens: Tokens, index: number): string {
  return index < 0 || index >= tokens.count
    ? ''
    : tokens.text.slice(tokens.starts[index], tokens.ends[index]);
}

/** True when the token is this one punctuator. */
export function isPunctuator(tokens: Tokens, index: number, character: string): boolean {
  return (
    tokens.kinds[index] === TokenKind.punctuator && tokens.text.startsWith(character, tokens.starts[index])
  );
}

export function isWord(tokens: Tokens, index: number): boolean {
  return tokens.kinds[index] === TokenKind.word;
}

const CLOSERS: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

function pair(text: string, kinds: readonly number[], starts: readonly number[]): readonly number[] {
  const partners = new Array<number>(kinds.length).fill(-1);
  const open: number[] = [];
  for (let index = 0; index < kinds.length; index++) {
    if (kinds[index] !== TokenKind.punctuator) continue;
    const character = text[starts[index]!]!;
    if (character === '(' || character === '[' || character === '{') open.push(index);
    else if (character in CLOSERS) {
      const partner = open.at(-1);
      if (partner === undefined || text[starts[partner]!] !== CLOSERS[character]) continue;
      open.pop();
      partners[partner] = index;
      partners[index] = partner;
    }
  }
  return partners;
}

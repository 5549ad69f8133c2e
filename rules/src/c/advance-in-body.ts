import {
  endOfNumber,
  endOfWord,
  isBlank,
  isDigit,
  isWordCode,
  readToken,
  TokenKind,
  type Lexer,
} from './lexer.js';
import { wordIn, type WordSet } from './word-set.js';

/**
 * Moves to the next token that matters inside a function's body: a brace, a comment, a directive, or a wanted word.
 * False at the end. Most of a file lies in bodies, so nothing is written down of what is passed over.
 */
export function advanceInBody(lexer: Lexer, wanted: WordSet): boolean {
  const { text, limit } = lexer;
  let { end: at, atLineStart } = lexer;
  while (at < limit) {
    const start = at;
    const code = text.charCodeAt(at);
    const role = code < 128 ? ROLES[code] : roleOf(code);
    if (role === BLANK) at++;
    else if (role === LINE_END) {
      atLineStart = true;
      at++;
    } else if (role === WORD) {
      atLineStart = false;
      at = endOfWord(text, at + 1, limit);
      if (wordIn(wanted, text, start, at) !== undefined) return stopAt(lexer, start, at);
    } else if (role === TOKEN) {
      lexer.start = at;
      lexer.atLineStart = atLineStart;
      readToken(lexer, code);
      if (isOfInterest(lexer)) return true;
      ({ end: at, atLineStart } = lexer);
    } else {
      atLineStart = false;
      at = role === NUMBER ? endOfNumber(text, at + 1, limit) : at + 1;
    }
  }
  lexer.kind = TokenKind.end;
  lexer.start = lexer.end = limit;
  return false;
}

function stopAt(lexer: Lexer, start: number, end: number): true {
  lexer.kind = TokenKind.word;
  lexer.start = start;
  lexer.end = end;
  lexer.atLineStart = false;
  return true;
}

const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

/** A string, a character or a division is read as a token only to get past it. */
function isOfInterest({ kind, code }: Lexer): boolean {
  if (kind === TokenKind.punctuator) return code === OPEN_BRACE || code === CLOSE_BRACE;
  return kind === TokenKind.comment || kind === TokenKind.directive;
}

const OTHER = 0;
const BLANK = 1;
const LINE_END = 2;
const WORD = 3;
const NUMBER = 4;
/** It may begin a token that is more than its characters, or one that matters. */
const TOKEN = 5;

const ROLES = Uint8Array.from({ length: 128 }, (_, code) => roleOf(code));

function roleOf(code: number): number {
  if (code === 10 || code === 13) return LINE_END;
  if (isBlank(code)) return BLANK;
  if (isDigit(code)) return NUMBER;
  if (isWordCode(code)) return WORD;
  return '{}/#"\''.includes(String.fromCharCode(code)) ? TOKEN : OTHER;
}

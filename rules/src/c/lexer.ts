/** What a token is. A directive is one token: the whole logical line from `#` on. */
export const TokenKind = {
  end: 0,
  word: 1,
  number: 2,
  string: 3,
  character: 4,
  punctuator: 5,
  comment: 6,
  directive: 7,
} as const;

/**
 * A cursor over C text; `advance` moves it. It knows no grammar, so no text is wrong for it: an unterminated string
 * ends at its line, an unterminated comment at the end of the text, and NUL bytes are blanks.
 */
export interface Lexer {
  readonly text: string;
  readonly limit: number;
  kind: number;
  start: number;
  end: number;
  /** `punctuator`: its one character's code. Operators of several characters come one by one. */
  code: number;
  /** `comment`: it was not closed before the end of the text. */
  isOpen: boolean;
  /** Nothing but blanks and comments since the line began: `#` is a directive here. */
  atLineStart: boolean;
}

/** A lexer over `text[start, limit)`; call `advance` to get to the first token. */
export function createLexer(text: string, start = 0, limit = text.length): Lexer {
  const atLineStart = start === 0 || text.charCodeAt(start - 1) === NEWLINE;
  return {
    text,
    limit,
    kind: TokenKind.end,
    start,
    end: start,
    code: 0,
    isOpen: false,
    atLineStart,
  };
}

/** Moves to the next token; false at the end. */
export function advance(lexer: Lexer): boolean {
  const { text, limit } = lexer;
  let at = lexer.end;
  while (at < limit) {
    const code = text.charCodeAt(at);
    if (code === NEWLINE || code === CARRIAGE_RETURN) lexer.atLineStart = true;
    else if (!isBlank(code)) {
      lexer.start = at;
      readToken(lexer, code);
      return true;
    }
    at++;
  }
  lexer.kind = TokenKind.end;
  lexer.start = lexer.end = limit;
  return false;
}

/** True for characters of identifiers; anything beyond ASCII counts, so that a mangled file still has words. */
export function isWordCode(code: number): boolean {
  return code > 127 ? code !== BYTE_ORDER_MARK : CLASS[code] === WORD;
}

const NEWLINE = 10;
const CARRIAGE_RETURN = 13;
const BACKSLASH = 92;
const SLASH = 47;
const STAR = 42;
const QUOTE = 34;
const APOSTROPHE = 39;
const HASH = 35;
const POINT = 46;
const BYTE_ORDER_MARK = 0xfeff;
const WORD = 1;
const BLANK = 2;

const CLASS = new Uint8Array(128);
for (let code = 0; code <= 32; code++) CLASS[code] = BLANK;
CLASS[BACKSLASH] = BLANK; // a line continuation, or a stray character that means nothing to us
for (let code = 0; code < 128; code++) if (/[\w$]/.test(String.fromCharCode(code))) CLASS[code] = WORD;

/** True for what stands between tokens without ending a line. */
export function isBlank(code: number): boolean {
  return code < 128 ? CLASS[code] === BLANK : code === BYTE_ORDER_MARK;
}

/** True for what a number begins with. */
export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Reads the token that begins with `code` at `lexer.start`. */
export function readToken(lexer: Lexer, code: number): void {
  if (code === SLASH && readComment(lexer)) return;
  if (code === HASH && lexer.atLineStart) return readDirective(lexer);
  lexer.atLineStart = false;
  if (isDigit(code)) return readNumber(lexer);
  if (isWordCode(code)) return readWord(lexer);
  if (code === QUOTE || code === APOSTROPHE) return readQuoted(lexer, code);
  lexer.kind = TokenKind.punctuator;
  lexer.code = code;
  lexer.end = lexer.start + 1;
}

function readWord(lexer: Lexer): void {
  lexer.kind = TokenKind.word;
  lexer.end = endOfWord(lexer.text, lexer.start + 1, lexer.limit);
}

function readNumber(lexer: Lexer): void {
  lexer.kind = TokenKind.number;
  lexer.end = endOfNumber(lexer.text, lexer.start + 1, lexer.limit);
}

/** Where the word ends that goes on at `from`. */
export function endOfWord(text: string, from: number, limit: number): number {
  let at = from;
  while (at < limit && isWordCode(text.charCodeAt(at))) at++;
  return at;
}

/** Where the number ends that goes on at `from`. */
export function endOfNumber(text: string, from: number, limit: number): number {
  let at = from;
  for (; at < limit; at++) {
    const code = text.charCodeAt(at);
    if (!isWordCode(code) && code !== POINT) break;
  }
  return at;
}

function readQuoted(lexer: Lexer, quote: number): void {
  const { text, limit } = lexer;
  let at = lexer.start + 1;
  for (; at < limit; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at += isLineBreakPair(text, at + 1) ? 2 : 1;
    else if (code === NEWLINE || code === CARRIAGE_RETURN) break;
    else if (code === quote) {
      at++;
      break;
    }
  }
  lexer.kind = quote === QUOTE ? TokenKind.string : TokenKind.character;
  lexer.end = Math.min(at, limit);
}

function readComment(lexer: Lexer): boolean {
  const next = lexer.text.charCodeAt(lexer.start + 1);
  if ((next !== SLASH && next !== STAR) || lexer.start + 1 >= lexer.limit) return false;
  lexer.kind = TokenKind.comment;
  lexer.isOpen = false;
  if (next === SLASH) lexer.end = endOfLine(lexer.text, lexer.start + 2, lexer.limit);
  else {
    const close = lexer.text.indexOf('*/', lexer.start + 2);
    lexer.isOpen = close < 0 || close + 2 > lexer.limit;
    lexer.end = lexer.isOpen ? lexer.limit : close + 2;
  }
  return true;
}

function readDirective(lexer: Lexer): void {
  const { text, limit } = lexer;
  let at = lexer.start + 1;
  for (; at < limit; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at += isLineBreakPair(text, at + 1) ? 2 : 1;
    else if (code === NEWLINE || code === CARRIAGE_RETURN) break;
    else if (code === SLASH) {
      const next = text.charCodeAt(at + 1);
      if (next === SLASH) {
        at = endOfLine(text, at, limit);
        break;
      }
      if (next === STAR) {
        const close = text.indexOf('*/', at + 2);
        at = close < 0 ? limit : close + 1;
      }
    }
  }
  lexer.kind = TokenKind.directive;
  lexer.end = Math.min(at, limit);
}

/** The end of the logical line: backslash-newline goes on. */
function endOfLine(text: string, from: number, limit: number): number {
  for (let at = from; at < limit; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at += isLineBreakPair(text, at + 1) ? 2 : 1;
    else if (code === NEWLINE || code === CARRIAGE_RETURN) return at;
  }
  return limit;
}

function isLineBreakPair(text: string, at: number): boolean {
  return text.charCodeAt(at) === CARRIAGE_RETURN && text.charCodeAt(at + 1) === NEWLINE;
}

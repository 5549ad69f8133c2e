import type { Range } from '../protocol/place.js';
import { normalizeConditionals } from './normalize-conditionals.js';
import { normalizeTypes } from './normalize-types.js';
import { isPunctuator, isWord, tokenize, tokenText, type Tokens } from './tokens.js';

/** Collects replacements of the same length, so that every offset in the parsed text is one in the file. */
export interface Rewriter {
  readonly tokens: Tokens;
  /** Writes `replacement` at `start` and blanks up to `end`. */
  replace(start: number, end: number, replacement: string): void;
}

/**
 * Makes a function body readable to a C grammar without moving a character: comments and what is not compiled become
 * blanks, `for_each…(…) {` becomes `while (…) {`, a type among a macro's arguments becomes a word. Where the
 * text differs from the file's, the file's is the truth; the parser is the only reader of this one.
 */
export function normalizeBody(text: string, body: Range, skipped: readonly Range[]): string {
  const inside = skipped.filter((range) => range[0] < body[1] && range[1] > body[0]);
  const tokens = tokenize(text, body, inside);
  const rewriter = createRewriter(text, body, tokens);
  for (const [start, end] of tokens.comments) rewriter.replace(start, end, '');
  for (const [start, end] of inside) rewriter.replace(start, end, '');
  normalizeConditionals(rewriter, inside);
  normalizeTypes(rewriter);
  normalizeStatements(rewriter);
  return rewriter.finish();
}

function createRewriter(text: string, [start, end]: Range, tokens: Tokens): Rewriter & { finish(): string } {
  const characters: string[] = [];
  const edits: { start: number; end: number; replacement: string }[] = [];
  return {
    tokens,
    replace: (from, to, replacement) => void edits.push({ start: from, end: to, replacement }),
    finish() {
      edits.sort((a, b) => a.start - b.start);
      let at = start;
      for (const edit of edits) {
        if (edit.start < at) continue; // inside a blanked range
        characters.push(text.slice(at, edit.start), fill(text.slice(edit.start, edit.end), edit.replacement));
        at = edit.end;
      }
      characters.push(text.slice(at, end));
      return characters.join('').replaceAll('\0', ' ');
    },
  };
}

/** `replacement`, then blanks; line ends stay, since directives need them. */
function fill(old: string, replacement: string): string {
  return replacement + old.slice(replacement.length).replace(/[^\n]/g, ' ');
}

/** Words after which a parenthesis belongs to a statement of the language. */
const CONTROL = new Set(['if', 'for', 'while', 'switch']);
const NO_MACRO = new Set([
  ...CONTROL,
  ...['return', 'sizeof', 'typeof', '__typeof__', 'goto', 'case', 'do', 'else', 'asm', '__asm__'],
  ...['__attribute__', '_Static_assert', 'static_assert', 'volatile', 'struct', 'union', 'enum'],
]);

/** Macros that stand where the grammar wants a statement of C's own. */
function normalizeStatements(rewriter: Rewriter): void {
  const { tokens } = rewriter;
  const bodies = new Set<number>(); // tokens behind which a statement starts though they are `)`
  for (let index = 0; index < tokens.count; index++) {
    if (!isWord(tokens, index)) continue;
    const word = tokenText(tokens, index);
    const close = isPunctuator(tokens, index + 1, '(') ? tokens.partners[index + 1]! : -1;
    if (CONTROL.has(word)) bodies.add(close);
    if (!startsStatement(tokens, index, bodies)) continue;
    if (close < 0) normalizePlain(rewriter, index, word);
    else if (!NO_MACRO.has(word) && normalizeMacro(rewriter, index, close, word)) bodies.add(close);
  }
}

function startsStatement(tokens: Tokens, index: number, bodies: ReadonlySet<number>): boolean {
  if (bodies.has(index - 1)) return true;
  const before = tokenText(tokens, index - 1);
  return before === '' || /^([;{}:]|else|do|#[^]*)$/.test(before);
}

/** `static DECLARE_…(x);` loses its `static`, `out: }` gets its empty statement. */
function normalizePlain(rewriter: Rewriter, index: number, word: string): void {
  const { tokens } = rewriter;
  if (word === 'static' && isWord(tokens, index + 1) && isPunctuator(tokens, index + 2, '(')) {
    const close = tokens.partners[index + 2]!;
    if (isPunctuator(tokens, close + 1, ';'))
      rewriter.replace(tokens.starts[index]!, tokens.ends[index]!, '');
  } else if (isPunctuator(tokens, index + 1, ':') && isPunctuator(tokens, index + 2, '}')) {
    insertSemicolon(rewriter, index + 1);
  }
}

/** True when the macro opens a block, so that a statement starts behind it. */
function normalizeMacro(rewriter: Rewriter, index: number, close: number, word: string): boolean {
  const { tokens } = rewriter;
  const next = close + 1;
  if (isPunctuator(tokens, next, '{') || (isWord(tokens, next) && isLoopName(word))) {
    const [start, end] = [tokens.starts[index]!, tokens.ends[index]!];
    rewriter.replace(start, end, end - start < 5 ? 'if' : 'while');
    return true;
  }
  const isUnended = isPunctuator(tokens, next, '}') || (isWord(tokens, next) && isOnNewLine(tokens, next));
  if (isUnended) insertSemicolon(rewriter, close);
  return false;
}

/** True for the names that loop macros have: `list_for_each_entry`, `hlist_nulls_for_each`, `for_each_cpu`. */
export function isLoopName(name: string): boolean {
  return /for_?each|^for_|^while_|_while$|_foreach|_iter$|^FOR_|FOR_?EACH/i.test(name);
}

function isOnNewLine(tokens: Tokens, index: number): boolean {
  return tokens.text.slice(tokens.ends[index - 1], tokens.starts[index]).includes('\n');
}

function insertSemicolon(rewriter: Rewriter, behind: number): void {
  const { tokens } = rewriter;
  const at = tokens.ends[behind]!;
  if (/[ \t\r\n]/.test(tokens.text.charAt(at))) rewriter.replace(at, at + 1, ';');
}

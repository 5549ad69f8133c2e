import type { Range } from '../protocol/place.js';
import { advance, createLexer, TokenKind, type Lexer } from './lexer.js';
import { DEEPEST } from './syntax.js';

/** A token makes two levels of the syntax tree at most, and the tree has some around what is nested. */
const SAFE = DEEPEST / 2 - 100;

/** What stands between a bracket and its counterpart. */
interface Level {
  /** Levels around it, at most. */
  readonly around: number;
  readonly isBlock: boolean;
  /** Tokens of the statement, or of the part up to a comma, so far: each may be a level inside the one before. */
  run: number;
  /** What makes levels across statements and parts: chains of `else` and of `for`, commas. */
  chain: number;
}

/**
 * Whether code may be nested too deeply to be read, told by its tokens alone. It may say so of code that is not (a long
 * list of values), but never keeps silent about code that is.
 */
export function mayBeDeep(text: string, [start, end]: Range): boolean {
  if (end - start < DEEPEST) return false; // a level takes a character
  const lexer = createLexer(text, start, end);
  const outer: Level[] = [];
  let level = inside(0, true);
  while (advance(lexer)) {
    const role = roleOf(lexer);
    if (role === Role.none) continue;
    const depth = level.around + ++level.run + level.chain;
    if (depth > SAFE) return true;
    if (role === Role.open) {
      outer.push(level);
      level = inside(depth, text.charCodeAt(lexer.start) === BRACE);
    } else if (role === Role.close) {
      const { isBlock } = level;
      level = outer.pop() ?? inside(0, true);
      if (isBlock && level.isBlock) level.run = 0;
    } else {
      if (role === Role.comma || role === Role.chain) level.chain++;
      if (role === Role.comma || role === Role.end) level.run = 0;
    }
  }
  return false;
}

function inside(around: number, isBlock: boolean): Level {
  return { around, isBlock, run: 0, chain: 0 };
}

/** What a token does to the nesting. */
const Role = { none: 0, plain: 1, open: 2, close: 3, comma: 4, end: 5, chain: 6 } as const;

function roleOf(lexer: Lexer): number {
  const { kind } = lexer;
  if (kind === TokenKind.punctuator) return ROLES[lexer.code] ?? Role.plain;
  if (kind === TokenKind.comment || kind === TokenKind.directive) return Role.none;
  return kind === TokenKind.word && isChaining(lexer) ? Role.chain : Role.plain;
}

/** `else`, `for` */
function isChaining({ text, start, end }: Lexer): boolean {
  const length = end - start;
  return (length === 4 && text.startsWith('else', start)) || (length === 3 && text.startsWith('for', start));
}

const ROLES = new Uint8Array(128).fill(Role.plain);
for (const [characters, role] of [
  ['([{', Role.open],
  [')]}', Role.close],
  [',', Role.comma],
  [';', Role.end],
] as const) {
  for (const character of characters) ROLES[character.charCodeAt(0)] = role;
}

const BRACE = '{'.charCodeAt(0);

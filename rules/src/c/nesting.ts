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
  /** Words of the statement so far, up to its first comma: each may be a head, such as `if`, that holds what follows. */
  heads: number;
  hasComma: boolean;
  /** Commas, which make levels across parts and statements. */
  commas: number;
  /** What was read last is the end of a statement; an `else` or `while` goes on with what holds it. */
  isOver: boolean;
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
    if (level.isOver) begin(level, role === Role.word && goesOn(lexer));
    const depth = level.around + ++level.run + level.commas;
    if (depth > SAFE) return true;
    if (role === Role.open) {
      outer.push(level);
      level = inside(depth, text.charCodeAt(lexer.start) === BRACE);
    } else if (role === Role.close) {
      const { isBlock } = level;
      level = outer.pop() ?? inside(0, true);
      level.isOver = isBlock && level.isBlock;
    } else take(level, role);
  }
  return false;
}

function inside(around: number, isBlock: boolean): Level {
  return { around, isBlock, run: 0, heads: 0, hasComma: false, commas: 0, isOver: false };
}

/** A statement begins, or the one before goes on: of that, its heads are still open. */
function begin(level: Level, goesOn: boolean): void {
  if (!goesOn) level.heads = 0;
  level.run = level.heads;
  level.hasComma = false;
  level.isOver = false;
}

function take(level: Level, role: number): void {
  if (role === Role.word && !level.hasComma) level.heads++;
  if (role === Role.end) level.isOver = true;
  if (role !== Role.comma) return;
  level.commas++;
  level.run = level.heads;
  level.hasComma = true;
}

/** What a token does to the nesting. */
const Role = { none: 0, plain: 1, word: 2, open: 3, close: 4, comma: 5, end: 6 } as const;

function roleOf({ kind, code }: Lexer): number {
  if (kind === TokenKind.punctuator) return ROLES[code] ?? Role.plain;
  if (kind === TokenKind.comment || kind === TokenKind.directive) return Role.none;
  return kind === TokenKind.word ? Role.word : Role.plain;
}

/** `else`, and the `while` of a `do` */
function goesOn({ text, start, end }: Lexer): boolean {
  const length = end - start;
  return (
    (length === 4 && text.startsWith('else', start)) || (length === 5 && text.startsWith('while', start))
  );
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

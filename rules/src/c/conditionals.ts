/** Reads `#if`, `#ifdef`, `#else`, `#endif` lines as far as their nesting and fixed conditions go. */

/** One conditional directive. `fixed` is set for conditions that read the same in every build: `#if 0`, `#if 1`. */
export interface Conditional {
  readonly kind: 'if' | 'elif' | 'else' | 'endif';
  readonly fixed?: boolean;
}

/** The conditional that the directive `text[start, end)` is, or nothing for `#define`, `#include` and the like. */
export function readConditional(text: string, start: number, end: number): Conditional | undefined {
  PATTERN.lastIndex = start;
  const match = PATTERN.exec(text);
  const word = match?.[1];
  if (!match || !word || PATTERN.lastIndex > end) return undefined;
  if (word === 'else' || word === 'endif') return { kind: word };
  const kind = word.startsWith('el') ? 'elif' : 'if';
  if (word !== 'if' && word !== 'elif') return { kind };
  const fixed = fixedValue(text.slice(PATTERN.lastIndex, Math.min(end, PATTERN.lastIndex + 40)));
  return fixed === undefined ? { kind } : { kind, fixed };
}

const PATTERN = /#[ \t]*(ifdef|ifndef|if|elifdef|elifndef|elif|else|endif)(?![A-Za-z0-9_])/y;

function fixedValue(condition: string): boolean | undefined {
  if (/^\s*\(?\s*0\s*\)?\s*($|&&|\/[/*]|\r|\n)/.test(condition)) return false;
  if (/^\s*\(?\s*1\s*\)?\s*($|\|\||\/[/*]|\r|\n)/.test(condition)) return true;
  return undefined;
}

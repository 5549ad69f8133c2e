import type { Language } from './analyze.js';
import { advance, createLexer, TokenKind } from './c/lexer.js';
import type { Range } from './protocol/place.js';
import { parseScript } from './typescript/parse.js';

/** A comment; `text` is what stands between its delimiters. */
export interface Comment {
  readonly range: Range;
  readonly text: string;
  readonly isBlock: boolean;
}

/** The comments of a file in their order; none when a script can't be parsed. */
export function commentsOf(text: string, language: Language): readonly Comment[] {
  return language === 'c' ? commentsOfC(text) : commentsOfScript(text, language);
}

function commentsOfC(text: string): Comment[] {
  const comments: Comment[] = [];
  for (const lexer = createLexer(text); advance(lexer);) {
    if (lexer.kind === TokenKind.comment) comments.push(toComment(text, [lexer.start, lexer.end]));
  }
  return comments;
}

function toComment(text: string, range: Range): Comment {
  const whole = text.slice(...range);
  const isBlock = whole.startsWith('/*');
  return { range, text: whole.slice(2, isBlock && whole.endsWith('*/') ? -2 : undefined), isBlock };
}

function commentsOfScript(text: string, language: 'javascript' | 'typescript'): Comment[] {
  const parsed = parseScript(text, language);
  if ('message' in parsed) return [];
  return (parsed.ast.comments ?? []).map(({ range, value, type }) => ({
    range,
    text: value,
    isBlock: (type as string) === 'Block',
  }));
}

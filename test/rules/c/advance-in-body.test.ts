import { describe, expect, it } from 'vitest';
import { advanceInBody } from '../../../rules/src/c/advance-in-body.js';
import { advance, createLexer, TokenKind, type Lexer } from '../../../rules/src/c/lexer.js';
import { createWordSet, wordIn } from '../../../rules/src/c/word-set.js';

const wanted = createWordSet(['wait_event', 'q']);

describe('advanceInBody', () => {
  it.each([
    'wait_event(q, x);',
    'if (a) { q = 1; } else { b(); }',
    "c = '{'; s = \"}\\\"{\"; d = L'\\'';",
    'a / b; // { q\n} /* { q */ {',
    '#if 0\n{\n#endif\n x # y\n /* a */ #define q {\n',
    '/* a */ x #if q\n',
    'n = 0x1fq + 1.5e3; 2q q2 q',
    'é q éq qé \uFEFFq \u4e2dq',
    'a\\\nq \\\n#if q\r\n#endif\r\nq',
    '"open\n{ q',
    '/* open { q',
    '',
  ])('stops where every token was looked at, in %j', (text) => {
    expect(stopsOf(text, (lexer) => advanceInBody(lexer, wanted))).toEqual(
      stopsOf(text, advance).filter((stop) => isOfInterest(text, stop)),
    );
  });

  it('does so in random text', () => {
    const parts = [
      'q',
      'wait_event',
      ' ',
      '\n',
      '#',
      '#if ',
      '{',
      '}',
      '"',
      "'",
      '\\',
      '/*',
      '*/',
      '//',
      '/',
      '1',
      '.',
      'x',
      '\r',
      '\0',
    ];
    let seed = 7;
    const random = () => (seed = (seed * 48271) % 2147483647);
    for (let round = 0; round < 3000; round++) {
      const text = Array.from({ length: random() % 16 }, () => parts[random() % parts.length]).join('');
      expect([text, stopsOf(text, (lexer) => advanceInBody(lexer, wanted))]).toEqual([
        text,
        stopsOf(text, advance).filter((stop) => isOfInterest(text, stop)),
      ]);
    }
  });
});

type Stop = readonly [kind: number, start: number, end: number];

function stopsOf(text: string, move: (lexer: Lexer) => boolean): readonly Stop[] {
  const stops: Stop[] = [];
  for (const lexer = createLexer(text); move(lexer);) stops.push([lexer.kind, lexer.start, lexer.end]);
  return stops;
}

function isOfInterest(text: string, [kind, start, end]: Stop): boolean {
  if (kind === TokenKind.punctuator) return '{}'.includes(text[start]!);
  if (kind === TokenKind.word) return wordIn(wanted, text, start, end) !== undefined;
  return kind === TokenKind.comment || kind === TokenKind.directive;
}

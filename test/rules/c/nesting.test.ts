import fc from 'fast-check';
import { beforeAll, describe, expect, it, test } from 'vitest';
import { cParser, grammarReady } from '../../../rules/src/c/grammar.js';
import { lowerC, readAll } from '../../../rules/src/c/lower.js';
import { mayBeDeep } from '../../../rules/src/c/nesting.js';

beforeAll(grammarReady);

const around = (statement: string): string => `void f(void)\n{\n\tschedule();\n\t${statement}\n}\n`;
const isDoubted = (statement: string): boolean => mayBeDeep(around(statement), [0, around(statement).length]);

/** Whether reading a function finds out what could not be told before. */
function isSurprise(statement: string): boolean {
  const model = lowerC(around(statement));
  const before = model.problems.length;
  readAll(model);
  return model.problems.length > before;
}

interface Nest {
  readonly opens: string;
  readonly closes: string;
  readonly is: 'statement' | 'expression';
  readonly holds: 'statement' | 'expression';
}

const nest = (is: Nest['is'], opens: string, closes = '', holds = is): Nest => ({ opens, closes, is, holds });

/** Everything of which one can hold another. */
const NESTS: readonly Nest[] = [
  nest('statement', '{', '}'),
  nest('statement', 'if (a) '),
  nest('statement', 'if (a) b(); else '),
  nest('statement', 'for (;;) '),
  nest('statement', 'while (a) '),
  nest('statement', 'do ', ' while (a);'),
  nest('statement', 'l: '),
  nest('statement', 'do b(), c; while (a || ', ');', 'expression'),
  nest('statement', 'switch (a) { case 1: ', '}'),
  nest('statement', 'x = ', ';', 'expression'),
  nest('expression', 'f(', ')'),
  nest('expression', '!'),
  nest('expression', 'a + '),
  nest('expression', '(b, ', ')'),
  nest('expression', 'a ? b : '),
  nest('expression', '(int)'),
  nest('expression', 'y[', ']'),
  nest('expression', '({ ', ' 1; })', 'statement'),
];
const INTO: Readonly<Record<Nest['is'], Nest>> = {
  statement: nest('expression', '({ ', ' 1; })', 'statement'),
  expression: nest('statement', 'x = ', ';', 'expression'),
};

/** C that holds each nest in the one before, over and over: between two that do not fit stands what makes them fit. */
function mixture(nests: readonly Nest[], times: number): string {
  const all = Array.from({ length: times }, () => nests).flat();
  let wanted: Nest['is'] = 'statement';
  const fitting = all.flatMap((one) => {
    const between = one.is === wanted ? [] : [INTO[one.is]];
    wanted = one.holds;
    return [...between, one];
  });
  const closing = fitting.map(({ closes }) => closes).toReversed();
  return fitting.map(({ opens }) => opens).join('') + (wanted === 'statement' ? ';' : 'y') + closing.join('');
}

describe('code that is nested too deeply to be read', () => {
  test.each([
    ['calls', `x = ${'f('.repeat(420)}1${')'.repeat(420)};`],
    ['negations', `x = ${'!'.repeat(820)}y;`],
    ['blocks', '{'.repeat(810) + '}'.repeat(810)],
    ['alternatives', `if (a) b();${' else if (a) b();'.repeat(420)}`],
    ['loops in alternatives', 'if (a) b(); else if (a) do '.repeat(210) + ';' + ' while (a);'.repeat(210)],
    ['sums', `x = a${' + a'.repeat(810)};`],
    ['loops', `${'for (;;) '.repeat(810)};`],
    ['conditions', `${'if (a) '.repeat(810)};`],
    ['commas', `x${', a'.repeat(810)};`],
    ['members', `x = a${'->b'.repeat(810)};`],
    ['sizes', `x = ${'sizeof '.repeat(810)}y;`],
  ])('is doubted before it is read: %s', (_, statement) => {
    expect(isDoubted(statement)).toBe(true);
    expect(isSurprise(statement)).toBe(false);
    expect(lowerC(around(statement)).problems).toMatchObject([
      { message: "the body of 'f' could not be read as C" },
    ]);
  });

  it('never comes as a surprise, however it is mixed', () => {
    const nests = fc.array(fc.constantFrom(...NESTS), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(nests, fc.integer({ min: 20, max: 300 }), (mixed, times) => {
        expect(isSurprise(mixture(mixed, times))).toBe(false);
      }),
      { numRuns: 40 },
    );
  });

  it('is C where it is mixed', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...NESTS), { minLength: 1, maxLength: 6 }), (mixed) => {
        const code = around(mixture(mixed, 2));
        const parser = cParser();
        expect(parser instanceof Error || parser.parse(code)?.rootNode.hasError).toBe(false);
      }),
    );
  });
});

it('is not suspected where code is only long', () => {
  const statements = 'if (first(a, b) && second("){", \'{\')) { third(c); /* ( */ } else fourth(d);\n'.repeat(
    200,
  );
  expect(isDoubted(`{ ${statements} }`.replaceAll(' else', ''))).toBe(false);
  expect(isDoubted('a(b);'.repeat(5000))).toBe(false);
});

import { readFileSync, readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { analyze, type Language } from '../../rules/src/analyze.js';
import { grammarReady } from '../../rules/src/c/grammar.js';
import { compareFindings, readExpectations } from '../../scripts/expectations.mjs';

const samples = fileURLToPath(new URL('../../samples', import.meta.url));
const languages: Readonly<Record<string, Language>> = { '.c': 'c', '.ts': 'typescript', '.js': 'javascript' };
const files = readdirSync(samples, { recursive: true, encoding: 'utf8' }).filter(
  (name) => extname(name) in languages && !/(?:^|[\\/])dist[\\/]/.test(name),
);

beforeAll(() => grammarReady());

describe('the samples', () => {
  it('are there in both languages', () => {
    expect(new Set(files.map((name) => extname(name)))).toEqual(new Set(['.c', '.ts']));
  });

  it.each(files)('%s has the findings it announces', (name) => {
    const text = readFileSync(join(samples, name), 'utf8');
    const found = analyze(text, languages[extname(name)]!, { path: name }).findings.map(
      ({ rule, range }) => ({
        rule,
        line: text.slice(0, range[0]).split('\n').length,
      }),
    );
    expect(compareFindings(readExpectations(text), found)).toEqual({ missing: [], unexpected: [] });
  });

  it('show each of the four first rules, in C', () => {
    const announced = files
      .filter((name) => name.endsWith('.c'))
      .flatMap((name) => readExpectations(readFileSync(join(samples, name), 'utf8')).map(({ rule }) => rule));
    expect([...new Set(announced)].sort()).toEqual(
      expect.arrayContaining([
        'no-check-then-sleep',
        'no-sleep-on',
        'no-wrong-queue-address',
        'require-finish-wait',
      ]),
    );
  });
});

describe('readExpectations', () => {
  it('reads a comment beside code for its own line and one that stands alone for the next', () => {
    const text =
      'a(); // waitq-expect no-sleep-on\n\t/* waitq-expect waitq/require-finish-wait */\nb();\r\nc();';
    expect(readExpectations(text)).toEqual([
      { line: 1, rule: 'no-sleep-on' },
      { line: 3, rule: 'require-finish-wait' },
    ]);
  });

  it('is not fooled by code before a comment that ends the line', () => {
    expect(readExpectations('a(); /* waitq-expect x-y */\nb();')).toEqual([{ line: 1, rule: 'x-y' }]);
  });
});

describe('compareFindings', () => {
  const one = { line: 3, rule: 'no-sleep-on' };
  it('counts findings, not kinds', () => {
    expect(compareFindings([one], [one, one])).toEqual({ missing: [], unexpected: [one] });
    expect(compareFindings([one, one], [one])).toEqual({ missing: [one], unexpected: [] });
  });

  it('tells lines and rules apart', () => {
    const other = { line: 4, rule: 'no-sleep-on' };
    expect(compareFindings([one], [other])).toEqual({ missing: [one], unexpected: [other] });
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { Linter } from 'eslint';
import { describe, expect, test } from 'vitest';
import { analyze, rules, type Finding, type RuleOptions } from '../../../../rules/src/analyze.js';
import waitq from '../../../../rules/src/index.js';
import { compileToES5 } from './compile.js';

const STRICT = Object.fromEntries([...rules].map(([name, { meta }]) => [name, meta.strictOptions ?? {}]));

function findingsIn(
  code: string,
  language: 'javascript' | 'typescript' = 'javascript',
  chosen: Readonly<Record<string, RuleOptions>> = STRICT,
): readonly Finding[] {
  const { findings, error } = analyze(code, language, { rules: chosen });
  expect(error).toBeUndefined();
  return findings;
}

describe('what the pages of the rules show', () => {
  const pages = new URL('../../../../rules/docs/rules/', import.meta.url);
  const blocks = readdirSync(pages).flatMap((page) => {
    const found = readFileSync(new URL(page, pages), 'utf8').matchAll(/```(js|ts)\n([^]*?)```/g);
    return [...found].map(([, kind, code], i): [string, 'javascript' | 'typescript', string] => [
      `${page}, block ${i + 1}`,
      kind === 'ts' ? 'typescript' : 'javascript',
      code!,
    ]);
  });
  // A spread object is no longer one in ES5.
  const compiled = blocks.filter(([, , code]) => /\basync\b/.test(code) && !code.includes('{ ...'));

  test('is enough', () => {
    expect(compiled.length).toBeGreaterThan(25);
  });

  test.each(compiled)('%s is judged the same when it has been compiled', (_, language, code) => {
    const names = (all: readonly Finding[]): readonly string[] => all.map(({ rule }) => rule).sort();
    expect(names(findingsIn(compileToES5(code)))).toEqual(names(findingsIn(code, language)));
  });
});

const LEAK = `export async function limited(job, ms) {
  let timer;
  const late = new Promise((_, reject) => { timer = setTimeout(() => reject(new Error('late')), ms); });
  const value = await Promise.race([job(), late]);
  clearTimeout(timer);
  return value;
}`;
const PLACE = 'timer = setTimeout(';

test('a finding is placed in the compiled text, and so are the lines that its message names', () => {
  const code = compileToES5(LEAK);
  const [finding, ...others] = findingsIn(code);
  expect(others).toEqual([]);
  expect(lineAt(code, finding!.range[0])).toBe(lineOf(code, PLACE));
  expect(finding!.message).toContain(`line ${lineOf(code, 'return [4 /*yield*/, Promise.race(')}`);
});

test('ESLint places it there, too', () => {
  const code = compileToES5(LEAK);
  const config: Linter.Config = {
    files: ['**/*.js'],
    plugins: { waitq },
    rules: { 'waitq/require-finish-wait': ['error', { promises: true }] },
  };
  const messages = new Linter().verify(code, [config], 'a.js');
  expect(messages.map(({ line }) => line)).toEqual([lineOf(code, PLACE)]);
});

test('changes are offered to what is left as it was written only', () => {
  const code = compileToES5(`import { waitEvent } from 'waitq';
export async function wait(q, box) { await waitEvent(q, box.count > 3); }
export function hand(q, box) { return waitEvent(q, box.count > 3); }`);
  const findings = findingsIn(code).filter(({ rule }) => rule === 'no-stale-condition');
  const edits = findings.map(({ fix = [], suggestions }) => [
    ...fix,
    ...suggestions.flatMap((one) => one.edits),
  ]);
  expect(edits.map(({ length }) => length > 0)).toEqual([false, true]);
  const line = lineOf(code, 'return waitEvent(q, box.count > 3)');
  expect(new Set(edits[1]!.map(({ range }) => lineAt(code, range[0])))).toEqual(new Set([line]));
});

function lineAt(code: string, offset: number): number {
  return code.slice(0, offset).split('\n').length;
}

function lineOf(code: string, part: string): number {
  const at = code.indexOf(part);
  expect(at).toBeGreaterThanOrEqual(0);
  return lineAt(code, at);
}

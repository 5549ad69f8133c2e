import { analyze, type Finding, type Language } from '../../../rules/src/analyze.js';

/** Findings of one rule in a snippet; the snippet must be readable. */
export function lint(rule: string, language: Language, code: string): readonly Finding[] {
  const { findings, error } = analyze(code, language, {
    rules: { [rule]: {} },
    path: language === 'c' ? 'a.c' : 'a.ts',
  });
  if (error) throw new Error(`${error.line}:${error.column}: ${error.message}`);
  return findings;
}

/** Lines, from 1, on which findings start. */
export function linesOf(rule: string, language: Language, code: string): readonly number[] {
  return lint(rule, language, code).map(({ range }) => lineAt(code, range[0]));
}

/** The same in JavaScript with the option `promises`, which the preset `strict` gives. */
export function promiseLines(rule: string, code: string): readonly number[] {
  const { findings } = analyze(code, 'javascript', { rules: { [rule]: { promises: true } } });
  return findings.map(({ range }) => lineAt(code, range[0]));
}

/** Lines that a comment `!!` marks as wrong. */
export function marked(code: string): readonly number[] {
  return code.split('\n').flatMap((line, i) => (/(\/\/|\/\*) !!/.test(line) ? [i + 1] : []));
}

/** The code after all fixes were applied. */
export function fixed(rule: string, language: Language, code: string): string {
  return applyEdits(
    code,
    lint(rule, language, code).flatMap(({ fix }) => fix ?? []),
  );
}

/** The code after the first finding's suggestion number `i` was applied. */
export function suggested(rule: string, language: Language, code: string, i = 0): string {
  const suggestion = lint(rule, language, code)[0]?.suggestions[i];
  if (!suggestion) throw new Error('there is no such suggestion');
  return applyEdits(code, suggestion.edits);
}

function applyEdits(
  code: string,
  edits: readonly { range: readonly [number, number]; text: string }[],
): string {
  return [...edits]
    .sort((a, b) => b.range[0] - a.range[0])
    .reduce(
      (text, { range, text: replacement }) => text.slice(0, range[0]) + replacement + text.slice(range[1]),
      code,
    );
}

function lineAt(code: string, offset: number): number {
  return code.slice(0, offset).split('\n').length;
}

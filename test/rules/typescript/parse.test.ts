import { expect, test } from 'vitest';
import { analyze } from '../../../rules/src/analyze.js';
import { parseScript } from '../../../rules/src/typescript/parse.js';
import { apiCalls, lowerText } from './helpers.js';

test.each([
  ['let a = ;', 1, 9],
  ['let a = 1;\n\n  foo(', 3, 7],
  ['Atomics.wait(\0', 1, 14],
])('bad input is an error with its place: %j', (text, line, column) => {
  expect(parseScript(text, 'typescript')).toEqual({ message: expect.any(String), line, column });
});

test.each([
  ['empty', ''],
  ['a comment', '// Atomics'],
  ['white space', ' \n\t\n'],
  ['a hashbang alone', '#!/usr/bin/env node'],
])('%s is a file without functions', (_, text) => {
  expect(lowerText(text)).toMatchObject({ functions: [], declarations: [], problems: [] });
});

test.each([
  ['a BOM', '\uFEFFAtomics.notify(a, 0);', 'a.js'],
  ['a hashbang', '#!/usr/bin/env node\nAtomics.notify(a, 0);', 'a.js'],
  ['CRLF', '\r\n\r\nAtomics.notify(a, 0);\r\n', 'a.js'],
  ['astral characters', '"𝔞𝔞"; Atomics.notify(a, 0);', 'a.js'],
  ['JSX', 'const x = <a b={() => Atomics.notify(a, 0)} />;', 'a.jsx'],
  ['JSX in .js', 'const x = <a>{Atomics.notify(a, 0)}</a>;', 'a.js'],
  ['TSX', 'const x: T = <a<string> b={() => Atomics.notify(a, 0)} />;', 'a.tsx'],
  ['an old assertion', 'const x = <number>Atomics.notify(a, 0);', 'a.ts'],
  ['a return at the top level', 'if (x) return; Atomics.notify(a, 0);', 'a.cjs'],
  ['a sloppy script', 'with (x) { Atomics.notify(a, 0); }', 'a.js'],
  ['a decorator', '@d class A { @d f() { Atomics.notify(a, 0); } }', 'a.ts'],
  ['an enum and a namespace', 'enum E { A } namespace N { Atomics.notify(a, 0); }', 'a.ts'],
  ['no path', 'Atomics.notify(a, 0);', ''],
])('%s is read, with right offsets', (_, text, path) => {
  const model = lowerText(text, path || undefined);
  expect(apiCalls(model)).toEqual(['Atomics.notify']);
  const calls = JSON.stringify(model.functions).match(/"nameRange":\[(\d+),(\d+)\],"name":"Atomics.notify"/);
  expect(text.slice(Number(calls?.[1]), Number(calls?.[2]))).toBe('Atomics.notify');
});

test('analyze reports the error and no findings', () => {
  expect(analyze('Atomics.wait(', 'javascript')).toMatchObject({
    findings: [],
    error: { line: 1, column: 14 },
  });
});

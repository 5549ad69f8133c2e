import { expect, test } from 'vitest';
import { analyze } from '../../../rules/src/analyze.js';
import type { TSESTree } from '@typescript-eslint/types';
import { lowerEstree } from '../../../rules/src/typescript/lower.js';
import { parseScript } from '../../../rules/src/typescript/parse.js';
import { lowerText } from './helpers.js';

const DEEP = 10_000;
const around = (text: string): string => `function f() { ${text} Atomics.notify(a, 0); }`;

test.each([
  ['a sum', `x = ${Array(DEEP).fill('y').join('+')};`],
  ['an else-if chain', `if (x) a(); ${Array(DEEP).fill('else if (x) a();').join('')}`],
  ['parentheses', `x = ${'('.repeat(DEEP)}y${')'.repeat(DEEP)};`],
  ['blocks', '{'.repeat(DEEP) + '}'.repeat(DEEP)],
  ['arrays', `x = ${'['.repeat(DEEP)}${']'.repeat(DEEP)};`],
  ['a call chain', `x${'.a()'.repeat(DEEP)};`],
  ['functions', `${'function g() {'.repeat(DEEP)}${'}'.repeat(DEEP)}`],
])('%s nested too deeply is an error, not a crash', (_, text) => {
  const { findings, problems, error } = analyze(around(text), 'javascript');
  expect(findings).toEqual([]);
  expect(error?.message ?? problems[0]?.message ?? 'read').toMatch(/nested too deeply|read/);
});

test('what a parser can follow but the analysis cannot is one function’s problem', () => {
  const text = `function f() { x = -y; Atomics.notify(a, 0); } function g() { Atomics.notify(a, 0); }`;
  const parsed = parseScript(text, 'javascript');
  if ('message' in parsed) throw new Error(parsed.message);
  deepen(parsed.ast, 100_000);
  const model = lowerEstree(text, parsed, {});
  expect(model.functions.map((fn) => fn.name)).toEqual(['f', 'g']);
  expect(model.problems).toEqual([
    { message: 'the code is nested too deeply to be analysed', range: model.functions[0]!.range },
  ]);
  expect(model.functions[0]!.body).toMatchObject({ kind: 'event', event: { kind: 'opaque' } });
  expect(model.functions[1]!.body).toMatchObject({ kind: 'call' });
});

/** Puts `depth` more minus signs before the `y` of the first function. */
function deepen(ast: TSESTree.Program, depth: number): void {
  const minus = JSON.parse(JSON.stringify(ast)).body[0].body.body[0].expression
    .right as TSESTree.UnaryExpression;
  let argument: TSESTree.Expression = minus.argument;
  for (let i = 0; i < depth; i++) argument = { ...minus, argument } as TSESTree.UnaryExpression;
  const [fn] = ast.body;
  const [statement] = fn?.type === 'FunctionDeclaration' ? fn.body.body : [];
  if (statement?.type !== 'ExpressionStatement') throw new Error('the test’s text has changed');
  (statement.expression as TSESTree.AssignmentExpression).right = argument;
}

test('a long minified line is read', () => {
  const text = Array.from({ length: 20_000 }, (_, i) => `function f${i}(a){return a+${i}}`).join(';');
  expect(lowerText(`${text};function last(){Atomics.notify(x,0)}`, 'file.js').functions).toHaveLength(1);
});

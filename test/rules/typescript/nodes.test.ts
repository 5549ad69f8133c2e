import { parse } from '@typescript-eslint/typescript-estree';
import { expect, test } from 'vitest';
import { childrenOf, T, type Node } from '../../../rules/src/typescript/nodes.js';

function typesBelow(text: string): string[] {
  const program = parse(text, { range: true, comment: true, tokens: true }) as Node;
  const below = (node: Node): string[] => [
    node.type,
    ...childrenOf(node).flatMap((child) => below(child.node)),
  ];
  return below(program).slice(1);
}

test('the lists of tokens and comments lead nowhere', () => {
  expect(typesBelow('/* wait() */ go; // wait()')).toEqual([T.ExpressionStatement, T.Identifier]);
});

test('children come in the order of the source', () => {
  const [call] = (parse('f(a)', { range: true }) as Node & { body: Node[] }).body.flatMap((statement) =>
    childrenOf(statement).map(({ node }) => node),
  );
  expect(childrenOf(call!).map(({ key }) => key)).toEqual(['callee', 'arguments']);
});

test.each(['interface Disk { ready(): Promise<boolean> }', 'type Ready = { [key in "a" | "b"]: boolean };'])(
  'nothing in a type runs: %s',
  (text) => {
    expect(typesBelow(text)).toHaveLength(1);
  },
);

test('what a type is put on does run', () => {
  const types = typesBelow('const a: Disk<string> = f<number>(b as never);');
  expect(types).toContain(T.CallExpression);
  expect(types.filter((type) => type.startsWith('TS'))).toEqual([T.TSAsExpression]);
});

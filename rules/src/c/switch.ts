import type { Condition, Structure } from '../protocol/structure.js';
import { rangeOf, squeezedText, type Context } from './context.js';
import { lowerCondition } from './condition.js';
import { conditionalArms, lowerItems } from './statement.js';
import { childOf, type SyntaxNode } from './syntax.js';

interface Case {
  readonly isDefault: boolean;
  readonly text: string;
  readonly nodes: SyntaxNode[];
}

/** A switch; cases fall through to the next, as they do in C. */
export function lowerSwitch(context: Context, node: SyntaxNode): Structure {
  const condition = childOf(node, 'condition');
  const body = childOf(node, 'body');
  const cases: Case[] = [];
  if (body) collectCases(context, body.type === 'compound_statement' ? body.children : [body], cases);
  return {
    kind: 'switch',
    subject: condition ? lowerCondition(context, condition) : unknownSubject(node),
    cases: cases.map(({ isDefault, text, nodes }) => ({
      isDefault,
      text,
      body: [lowerItems(context, nodes)],
    })),
  };
}

function unknownSubject(node: SyntaxNode): Condition {
  return { op: 'leaf', range: rangeOf(node), text: '', before: [], reads: [], calls: [] };
}

/** Statements belong to the case before them; cases under `#if` are cases like the others. */
function collectCases(context: Context, nodes: readonly SyntaxNode[], cases: Case[]): void {
  for (const node of nodes) {
    if (node.type === 'case_statement') addCase(context, node, cases);
    else if (isConditionalOfCases(node)) {
      for (const arm of conditionalArms(node)) collectCases(context, arm, cases);
    } else if (node.isNamed) cases.at(-1)?.nodes.push(node);
  }
}

function isConditionalOfCases(node: SyntaxNode): boolean {
  return (
    /^preproc_if/.test(node.type) &&
    conditionalArms(node)
      .flat()
      .some((child) => child.type === 'case_statement')
  );
}

/** `case A: case B: …` nests in the tree when a label or an `#if` stands between: inner cases come out as their own. */
function addCase(context: Context, node: SyntaxNode, cases: Case[]): void {
  const value = childOf(node, 'value');
  const colon = node.children.findIndex((child) => child.type === ':');
  const isDefault = node.children[0]?.type === 'default';
  cases.push({ isDefault, text: value ? squeezedText(context, value) : '', nodes: [] });
  collectCases(context, node.children.slice(colon + 1), cases);
}

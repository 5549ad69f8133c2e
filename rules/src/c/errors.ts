import type { Call } from '../protocol/events.js';
import type { Structure } from '../protocol/structure.js';
import { rangeOf, sourceOf, type Context } from './context.js';
import { evaluate } from './expression.js';
import { lowerStatement } from './statement.js';
import type { SyntaxNode } from './syntax.js';

/** Code the grammar could not place: it keeps its calls, and says that it can't be followed. */
export function salvage(
  context: Context,
  node: SyntaxNode,
): { structure: Structure; calls: readonly Call[] } {
  const body: Structure[] = [{ kind: 'event', event: { kind: 'opaque', range: rangeOf(node) } }];
  const calls: Call[] = [];
  for (const child of node.children) {
    if (!child.isNamed || child.type === 'comment') continue;
    if (isStatement(child)) body.push(lowerStatement(context, child));
    else calls.push(...evaluate(context, child, 'other', body).calls);
  }
  return { structure: { kind: 'sequence', body }, calls };
}

/** True when an ERROR node swallowed tokens that decide where control goes. */
export function hasControlFlow(node: SyntaxNode): boolean {
  return node.children.some(
    (child) => CONTROL.test(child.type) || (child.type === 'ERROR' && hasControlFlow(child)),
  );
}

/** `...` where statements were left out, as articles write; in `case 1 ... 5` a number follows it. */
export function isElision(context: Context, node: SyntaxNode): boolean {
  return (
    sourceOf(context, node).startsWith('...') &&
    node.children.every(({ isNamed, type }) => !isNamed || type === 'comment')
  );
}

export function isStatement(node: SyntaxNode): boolean {
  return /_statement$|^(declaration|function_definition|preproc_if|preproc_ifdef)$/.test(node.type);
}

const CONTROL = /^([{}]|if|else|for|while|do|switch|case|default|goto|return|break|continue)$|_statement$/;

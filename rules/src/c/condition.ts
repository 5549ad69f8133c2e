import type { Operand } from '../protocol/events.js';
import type { Condition, Structure } from '../protocol/structure.js';
import { rangeOf, sourceOf, squeezedText, type Context } from './context.js';
import { evaluate } from './expression.js';
import { constantOf } from './literal.js';
import { bare, pathOf, withoutParentheses } from './path.js';
import { childOf, namedChildren, type SyntaxNode } from './syntax.js';

/** Splits a condition at `&&`, `||` and `!`; `before` is what happens ahead of it. */
export function lowerCondition(
  context: Context,
  node: SyntaxNode,
  before: readonly Structure[] = [],
): Condition {
  const at = bare(context, node);
  if (at.type === 'binary_expression') return lowerBinary(context, at, before);
  if (at.type === 'unary_expression' && operatorOf(context, at) === '!') {
    const operand = childOf(at, 'argument');
    if (operand) return negate(lowerCondition(context, operand, before));
  }
  if (at.type === 'comma_expression') return lowerComma(context, at, before);
  // READ_ONCE stays in the range: code that is moved must keep it.
  return leaf(context, at, before, withoutParentheses(node));
}

function operatorOf(context: Context, node: SyntaxNode): string {
  const operator = childOf(node, 'operator');
  return operator ? sourceOf(context, operator) : '';
}

function negate(condition: Condition): Condition {
  return condition.op === 'not' ? condition.operand : { op: 'not', operand: condition };
}

function lowerBinary(context: Context, node: SyntaxNode, before: readonly Structure[]): Condition {
  const [left, right] = [childOf(node, 'left'), childOf(node, 'right')];
  const operator = operatorOf(context, node);
  if (!left || !right) return leaf(context, node, before);
  if (operator === '&&' || operator === '||') {
    const op = operator === '&&' ? 'and' : 'or';
    return { op, left: lowerCondition(context, left, before), right: lowerCondition(context, right) };
  }
  // `x != NULL` is `x`, so that it is known to be the same test
  if ((operator === '!=' || operator === '==') && isNothing(context, right) && isPlain(context, left)) {
    const same = lowerCondition(context, left, before);
    return operator === '!=' ? same : negate(same);
  }
  return leaf(context, node, before);
}

function isNothing(context: Context, node: SyntaxNode): boolean {
  const at = bare(context, node);
  const value =
    at.type === 'number_literal' || at.type === 'null' || at.type === 'false'
      ? constantOf(sourceOf(context, at))
      : undefined;
  return value === 0 || value === null || value === false;
}

/** A comparison's own result compared with 0 is rare enough to be left alone. */
function isPlain(context: Context, node: SyntaxNode): boolean {
  return !/^(binary|unary|comma)_expression$/.test(bare(context, node).type);
}

function lowerComma(context: Context, node: SyntaxNode, before: readonly Structure[]): Condition {
  const parts = namedChildren(node);
  const steps = [...before];
  for (const part of parts.slice(0, -1)) evaluate(context, part, 'dropped', steps);
  return lowerCondition(context, parts.at(-1)!, steps);
}

function leaf(
  context: Context,
  node: SyntaxNode,
  before: readonly Structure[],
  whole: SyntaxNode = node,
): Condition {
  const steps = [...before];
  const operand = evaluate(context, node, 'tested', steps);
  const fixed = fixedValue(operand);
  return {
    op: 'leaf',
    range: rangeOf(whole),
    text: conditionText(context, node),
    before: steps,
    reads: operand.reads,
    calls: operand.calls,
    ...(fixed !== undefined && { constant: fixed }),
  };
}

function fixedValue({ form, constant }: Operand): boolean | undefined {
  return form === 'literal' && constant !== undefined ? Boolean(constant) : undefined;
}

/** The text by which equal conditions are known: `(x = f()) < 0` reads as `x<0`, `READ_ONCE(x)` as `x`. */
function conditionText(context: Context, node: SyntaxNode): string {
  const at = bare(context, node);
  const path =
    at.type === 'call_expression' || at.type === 'pointer_expression' ? undefined : pathOf(context, at);
  if (path) return path.place.text;
  if (at.type === 'assignment_expression' && operatorOf(context, at) === '=') {
    const left = childOf(at, 'left');
    if (left) return conditionText(context, left);
  }
  if (at.type !== 'binary_expression') return squeezedText(context, at);
  return [childOf(at, 'left'), childOf(at, 'right')]
    .map((side) => (side ? sideText(context, side) : ''))
    .join(operatorOf(context, at));
}

function sideText(context: Context, node: SyntaxNode): string {
  const text = conditionText(context, node);
  return bare(context, node).type === 'binary_expression' ? `(${text})` : text;
}

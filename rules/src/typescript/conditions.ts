import type { Condition } from '../protocol/structure.js';
import { collect } from './collect.js';
import { constantOf } from './constants.js';
import { stepsOf } from './expressions.js';
import { textOf, type UnitContext } from './file.js';
import { rangeOf, T, unwrap, type Node } from './nodes.js';

/** A branch condition, split at `&&`, `||` and `!`. */
export function conditionOf(outer: Node, cx: UnitContext): Condition {
  const node = unwrap(outer);
  if (node.type === T.LogicalExpression && node.operator !== '??') {
    const op = node.operator === '&&' ? 'and' : 'or';
    return { op, left: conditionOf(node.left, cx), right: conditionOf(node.right, cx) };
  }
  if (node.type === T.UnaryExpression && node.operator === '!') return negate(conditionOf(node.argument, cx));
  const plain = booleanArgument(node);
  return plain ? conditionOf(plain, cx) : leafOf(node, cx);
}

/** A condition that is evaluated for its value alone, as a switch's subject is. */
export function leafOf(node: Node, cx: UnitContext): Condition & { op: 'leaf' } {
  const value = constantOf(node, cx.file);
  return {
    op: 'leaf',
    range: rangeOf(node),
    text: textOf(node, cx.file),
    before: stepsOf(node, cx),
    ...collect([node], cx, false),
    ...(value === undefined ? {} : { constant: Boolean(value) }),
  };
}

function negate(condition: Condition): Condition {
  if (condition.op === 'not') return condition.operand;
  if (condition.op !== 'leaf' || condition.constant === undefined) return { op: 'not', operand: condition };
  return { ...condition, text: `!${condition.text}`, constant: !condition.constant };
}

/** `Boolean(x)` asks the same as `x`. */
function booleanArgument(node: Node): Node | undefined {
  if (node.type !== T.CallExpression || node.arguments.length !== 1) return undefined;
  return node.callee.type === T.Identifier && node.callee.name === 'Boolean' ? node.arguments[0] : undefined;
}

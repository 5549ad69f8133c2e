import type { Call } from '../protocol/events.js';
import { propertyName, T, unwrap, type Node } from './nodes.js';

/** What becomes of an expression's value. */
export interface Use {
  readonly use: Call['use'];
  readonly awaited: boolean;
}

/** Of something that is no expression. */
export const TOP_USE: Use = { use: 'other', awaited: false };

const used = (use: Call['use']): Use => ({ use, awaited: false });
const OTHER = TOP_USE;
const DROPPED = used('dropped');
const TESTED = used('tested');
const ASSIGNED = used('assigned');
const RETURNED = used('returned');
const ARGUMENT = used('argument');

/**
 * What becomes of a child's value, given what becomes of the parent's.
 * @param key of the parent's property that holds the child
 * @param yieldsAwait see `awaitedGenerator`
 */
export function useOf(parent: Node, key: string, child: Node, use: Use, yieldsAwait: boolean): Use {
  switch (parent.type) {
    case T.ExpressionStatement:
      return DROPPED;
    case T.AwaitExpression:
      return { use: use.use, awaited: true };
    case T.YieldExpression:
      return yieldsAwait ? { use: use.use, awaited: true } : OTHER;
    case T.TSAsExpression:
    case T.TSNonNullExpression:
    case T.TSSatisfiesExpression:
    case T.TSTypeAssertion:
    case T.ChainExpression:
      return use;
    case T.UnaryExpression:
      return parent.operator === 'void' ? used('void') : parent.operator === '!' ? TESTED : OTHER;
    case T.VariableDeclarator:
    case T.PropertyDefinition:
    case T.AccessorProperty:
      return key === 'init' || key === 'value' ? ASSIGNED : OTHER;
    case T.AssignmentExpression:
    case T.AssignmentPattern:
      return key === 'right' ? ASSIGNED : OTHER;
    case T.ReturnStatement:
      return RETURNED;
    case T.ArrowFunctionExpression:
      return key === 'body' ? RETURNED : OTHER;
    case T.IfStatement:
    case T.WhileStatement:
    case T.DoWhileStatement:
    case T.SwitchStatement:
    case T.SwitchCase:
      return key === 'test' || key === 'discriminant' ? TESTED : OTHER;
    case T.ForStatement:
      return key === 'test' ? TESTED : DROPPED;
    case T.BinaryExpression:
      return /^([!=]==?|[<>]=?|instanceof|in)$/.test(parent.operator) ? TESTED : OTHER;
    case T.ConditionalExpression:
      return key === 'test' ? TESTED : use;
    case T.LogicalExpression:
      return ofLogical(parent.operator, key, use);
    case T.SequenceExpression:
      return child === parent.expressions.at(-1) ? use : DROPPED;
    case T.CallExpression:
    case T.NewExpression:
      return key === 'arguments' ? ARGUMENT : OTHER;
    case T.MemberExpression:
      return key === 'object' && isPromiseOfWait(parent, child) ? use : OTHER;
    case T.ArrayExpression:
    case T.SpreadElement:
      return use.use === 'argument' ? ARGUMENT : OTHER;
    default:
      return OTHER;
  }
}

function ofLogical(operator: string, key: string, use: Use): Use {
  if (key === 'right') return use;
  return operator === '&&' || use.use === 'dropped' ? TESTED : { ...use, awaited: false };
}

/** `Atomics.waitAsync(…).value` is the promise: what becomes of it becomes of the wait. */
function isPromiseOfWait(member: Node & { type: T.MemberExpression }, object: Node): boolean {
  const call = unwrap(object);
  if (call.type !== T.CallExpression || propertyName(member) !== 'value') return false;
  const callee = unwrap(call.callee);
  const name =
    callee.type === T.MemberExpression ? propertyName(callee) : 'name' in callee ? callee.name : '';
  return name === 'waitAsync';
}

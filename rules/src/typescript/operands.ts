import type { TSESTree } from '@typescript-eslint/types';
import type { Operand } from '../protocol/events.js';
import { collect, type Seen } from './collect.js';
import { constantOf } from './constants.js';
import { textOf, type UnitContext } from './file.js';
import { isFunction, rangeOf, T, unwrapAwait, type FunctionNode, type Node } from './nodes.js';
import { placeOf } from './places.js';
import { functionOf, isAsyncFunction } from './targets.js';

/** Describes an argument. A function given as one is looked into: it may be a condition. */
export function argumentOperand(node: Node, cx: UnitContext): Operand {
  const operand = operandOf(node, cx);
  const fn = operand.form === 'function' ? functionBehind(unwrapAwait(node), cx) : undefined;
  if (!fn) return operand;
  const { range, form, isAsync, place } = operand;
  const returned = onlyReturned(fn);
  const looked = {
    range,
    form,
    ...(isAsync === undefined ? {} : { isAsync }),
    ...(place ? { place } : {}),
    ...seenInBody(fn, cx),
    ...(returned ? { returned: operandOf(returned, cx) } : {}),
  };
  // Spreading the operand would cut out a long text that nobody reads.
  return Object.defineProperty(looked as Operand, 'text', Object.getOwnPropertyDescriptor(operand, 'text')!);
}

/** Describes an expression as far as the rules need to see it. */
export function operandOf(node: Node, cx: UnitContext): Operand {
  let operand = cx.operands.get(node);
  if (!operand) cx.operands.set(node, (operand = describe(node, cx)));
  return operand;
}

/** An operand that stands nowhere in the text: a queue that is not named. */
export function unknownOperand(at: Node): Operand {
  return { range: rangeOf(at), text: '', form: 'other', reads: [], calls: [] };
}

function describe(node: Node, cx: UnitContext): Operand {
  const inner = unwrapAwait(node);
  const [start, end] = rangeOf(inner);
  // What stands inside what is long is cut out once more at every level, and most of it nobody reads.
  if (end - start > LONG) return withTextOf(inner, describeAs(node, inner, '', cx), cx);
  return describeAs(node, inner, textOf(inner, cx.file), cx);
}

const LONG = 200;

function withTextOf(node: Node, operand: Operand, { file }: UnitContext): Operand {
  let text: string | undefined;
  return Object.defineProperty(operand, 'text', {
    get: () => (text ??= textOf(node, file)),
    enumerable: true,
  });
}

function describeAs(node: Node, inner: Node, text: string, cx: UnitContext): Operand {
  const base = { range: rangeOf(node), text };
  const fn = functionBehind(inner, cx);
  if (fn) {
    const place = isFunction(inner) ? undefined : placeOf(inner, cx);
    const isAsync = isAsyncFunction(fn, cx.file.survey);
    return { ...base, form: 'function', isAsync, ...(place ? { place } : {}), ...NOTHING_SEEN };
  }
  const constant = constantOf(inner, cx.file);
  return {
    ...base,
    ...shapeOf(inner, cx),
    ...collect([inner], cx, false),
    ...(constant === undefined ? {} : { constant }),
  };
}

/** A function written here, or the name of one that the file declares. */
function functionBehind(node: Node, cx: UnitContext): FunctionNode | undefined {
  if (isFunction(node)) return node;
  const isName = node.type === T.Identifier || node.type === T.MemberExpression;
  return isName ? functionOf(node, cx.file.survey, cx.file.bindings, cx.unit) : undefined;
}

/** The expression that a function without parameters returns when it does nothing else. */
function onlyReturned({ body, params }: FunctionNode): Node | undefined {
  if (params.length > 0) return undefined;
  if (body.type !== T.BlockStatement) return body;
  const [only] = body.body;
  return body.body.length === 1 && only?.type === T.ReturnStatement
    ? (only.argument ?? undefined)
    : undefined;
}

/** A longer function is no condition; looking through it would cost more than it tells. */
const MAX_BODY = 8_000;

function seenInBody(fn: FunctionNode, cx: UnitContext): Seen {
  const known = cx.bodies.get(fn);
  if (known) return known;
  // A function that hands itself on (`setTimeout(check)`) is met again on the way.
  cx.bodies.set(fn, NOTHING_SEEN);
  const [start, end] = rangeOf(fn.body);
  const seen = end - start > MAX_BODY ? NOTHING_SEEN : collect([fn.body], cx, true);
  cx.bodies.set(fn, seen);
  return seen;
}

const NOTHING_SEEN: Seen = { reads: [], calls: [] };

type Shape = Pick<Operand, 'form' | 'place'>;

function shapeOf(node: Node, cx: UnitContext): Shape {
  switch (node.type) {
    case T.Identifier:
    case T.MemberExpression:
    case T.ThisExpression:
      return ofPath(node, cx);
    case T.Literal:
      return { form: 'literal' };
    case T.TemplateLiteral:
      return { form: node.expressions.length === 0 ? 'literal' : 'other' };
    case T.UnaryExpression:
      return { form: isLiteralUnary(node) ? 'literal' : 'other' };
    case T.NewExpression:
      return { form: 'new' };
    case T.ObjectExpression:
      return withPlace('copy', spreadSource(node), cx);
    case T.CallExpression:
      return ofCall(node, cx);
    default:
      return { form: 'other' };
  }
}

function ofPath(node: Node, cx: UnitContext): Shape {
  if (node.type === T.Identifier && /^(undefined|NaN|Infinity)$/.test(node.name)) return { form: 'literal' };
  const place = placeOf(node, cx);
  return place ? { form: 'place', place } : { form: 'other' };
}

function isLiteralUnary(node: TSESTree.UnaryExpression): boolean {
  return /^(-|\+|~|void)$/.test(node.operator) && node.argument.type === T.Literal;
}

/** `structuredClone(q)` and `Object.assign({}, q)` make copies that nobody wakes. */
function ofCall(node: TSESTree.CallExpression, cx: UnitContext): Shape {
  const field = placeOf(node, cx);
  if (field) return { form: 'place', place: field };
  const callee = textOf(node.callee, cx.file);
  const [first, second] = node.arguments;
  if (callee === 'structuredClone') return withPlace('copy', first, cx, 'call');
  const isFresh = first?.type === T.ObjectExpression && first.properties.length === 0;
  return callee === 'Object.assign' && isFresh ? withPlace('copy', second, cx, 'call') : { form: 'call' };
}

function spreadSource(node: TSESTree.ObjectExpression): Node | undefined {
  const spread = node.properties.find((property) => property.type === T.SpreadElement);
  return spread?.argument;
}

function withPlace(
  form: 'copy',
  source: Node | undefined,
  cx: UnitContext,
  otherwise: 'call' | 'other' = 'other',
): Shape {
  const place = source && placeOf(source, cx);
  return place ? { form, place } : { form: otherwise };
}

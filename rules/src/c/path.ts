import type { Place } from '../protocol/place.js';
import { sourceOf, squeezedText, type Context } from './context.js';
import { childOf, type SyntaxNode } from './syntax.js';

/** An expression as an access path. */
export interface Path {
  readonly place: Place;
  readonly form: 'place' | 'address' | 'deref';
}

/** Calls that only read their argument: the argument stands for them. */
const TRANSPARENT = new Set([
  'READ_ONCE',
  'ACCESS_ONCE',
  'data_race',
  'likely',
  'unlikely',
  'rcu_dereference',
  'rcu_dereference_raw',
  'rcu_access_pointer',
]);

/** The argument of `READ_ONCE(x)` and `likely(x)`; undefined for any other node. */
export function transparentArgument(context: Context, node: SyntaxNode): SyntaxNode | undefined {
  if (node.type !== 'call_expression') return undefined;
  const callee = childOf(node, 'function');
  if (callee?.type !== 'identifier' || !TRANSPARENT.has(sourceOf(context, callee))) return undefined;
  const named = childOf(node, 'arguments')?.children.filter((child) => child.isNamed) ?? [];
  return named.length === 1 ? named[0] : undefined;
}

/** Takes off parentheses, casts, and READ_ONCE and its kind. */
export function bare(context: Context, node: SyntaxNode): SyntaxNode {
  for (let at = node; ;) {
    const inner = innerOf(context, at);
    if (!inner) return at;
    at = inner;
  }
}

function innerOf(context: Context, node: SyntaxNode): SyntaxNode | undefined {
  if (node.type === 'cast_expression') return childOf(node, 'value');
  return node.type === 'parenthesized_expression' ? parenthesized(node) : transparentArgument(context, node);
}

/** Takes off parentheses alone. */
export function withoutParentheses(node: SyntaxNode): SyntaxNode {
  for (let at = node; ;) {
    const inner = at.type === 'parenthesized_expression' ? parenthesized(at) : undefined;
    if (!inner) return at;
    at = inner;
  }
}

/** What is in the parentheses; undefined for a statement expression. */
function parenthesized(node: SyntaxNode): SyntaxNode | undefined {
  const named = node.children.filter((child) => child.isNamed);
  return named.length === 1 && named[0]!.type !== 'compound_statement' ? named[0] : undefined;
}

/** Reads an expression as an access path, with `&`, `*` and casts at its outside taken off. */
export function pathOf(context: Context, node: SyntaxNode): Path | undefined {
  const at = bare(context, node);
  if (at.type !== 'pointer_expression') {
    const place = placeOf(context, at);
    return place && { place, form: 'place' };
  }
  const inner = childOf(at, 'argument');
  const isAddress = operatorOf(context, at) === '&';
  const path = inner && pathOf(context, inner);
  if (!path) {
    const place = inner && !isAddress ? sumPlace(context, inner) : undefined;
    return place && { place, form: 'place' };
  }
  if (path.form === 'place') {
    if (isAddress) return { place: path.place, form: 'address' };
    return { place: { ...path.place, shared: true }, form: 'deref' };
  }
  // `&*q` and `*&q` are `q`
  if (isAddress !== (path.form === 'address')) return { place: path.place, form: 'place' };
  return isAddress ? undefined : { place: { ...path.place, text: `(*${path.place.text})` }, form: 'deref' };
}

function operatorOf(context: Context, node: SyntaxNode): string {
  const operator = childOf(node, 'operator');
  return operator ? sourceOf(context, operator) : '';
}

function placeOf(context: Context, node: SyntaxNode): Place | undefined {
  switch (node.type) {
    case 'identifier':
      return variablePlace(context, sourceOf(context, node));
    case 'field_expression':
      return fieldPlace(context, node);
    case 'subscript_expression':
      return elementPlace(context, node);
    case 'call_expression':
      return callPlace(context, node);
    default:
      return undefined;
  }
}

function variablePlace(context: Context, name: string): Place {
  const variable = context.scope.get(name);
  return {
    text: name,
    root: name,
    shared: name !== 'current' && (variable === undefined || variable.storage === 'static'),
  };
}

/** `a.b`, `a->b`; `(*a).b` is `a->b`, `(&a)->b` is `a.b`. */
function fieldPlace(context: Context, node: SyntaxNode): Place | undefined {
  const base = childOf(node, 'argument');
  const field = childOf(node, 'field');
  const path = base && pathOf(context, base);
  if (!path || !field) return undefined;
  const name = sourceOf(context, field);
  const arrow = operatorOf(context, node) === '->';
  const { text, root, shared } = path.place;
  if (arrow) {
    if (path.form === 'address') return { text: `${text}.${name}`, root, shared };
    return { text: `${path.form === 'deref' ? `(*${text})` : text}->${name}`, root, shared: true };
  }
  if (path.form === 'deref') return { text: `${text}->${name}`, root, shared: true };
  return { text: `${text}.${name}`, root, shared };
}

function elementPlace(context: Context, node: SyntaxNode): Place | undefined {
  const base = childOf(node, 'argument');
  const index = childOf(node, 'index');
  const path = base && pathOf(context, base);
  if (!path || !index) return undefined;
  const { text, root, shared } = path.place;
  const isLocalArray = context.scope.get(text)?.shape === 'array';
  const base_ = path.form === 'deref' ? `(*${text})` : text;
  return { text: `${base_}[${squeezedText(context, index)}]`, root, shared: shared || !isLocalArray };
}

/** What `locks + i` points to: `locks[i]`. Only for an operand that is known to be a pointer. */
export function sumPlace(context: Context, node: SyntaxNode): Place | undefined {
  const at = bare(context, node);
  if (at.type !== 'binary_expression' || operatorOf(context, at) !== '+') return undefined;
  const [left, right] = [childOf(at, 'left'), childOf(at, 'right')];
  const path = left && pathOf(context, left);
  if (path?.form !== 'place' || !right) return undefined;
  const { text, root } = path.place;
  return { text: `${text}[${squeezedText(context, right)}]`, root, shared: true };
}

/** `MY_QUEUE(dev)`, `bit_waitqueue(word, bit)`: what a call hands out is taken to be the same for the same text. */
function callPlace(context: Context, node: SyntaxNode): Place | undefined {
  const callee = childOf(node, 'function');
  if (callee?.type !== 'identifier') return undefined;
  return { text: squeezedText(context, node), root: sourceOf(context, callee), shared: true };
}

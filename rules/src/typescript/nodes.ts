import { AST_NODE_TYPES as T, type TSESTree } from '@typescript-eslint/types';
import { getKeys, visitorKeys } from '@typescript-eslint/visitor-keys';
import type { Range } from '../protocol/place.js';

export { T };

/** Any node of the tree. */
export type Node = TSESTree.Node;

/** A node that opens a function body. */
export type FunctionNode =
  TSESTree.FunctionDeclaration | TSESTree.FunctionExpression | TSESTree.ArrowFunctionExpression;

/** A call with arguments. */
export type CallNode = TSESTree.CallExpression | TSESTree.NewExpression;

/** True for a function with a body; overload signatures and abstract methods have none. */
export function isFunction(node: Node): node is FunctionNode {
  return (
    node.type === T.FunctionDeclaration ||
    node.type === T.FunctionExpression ||
    node.type === T.ArrowFunctionExpression
  );
}

/** True for a call or a `new`. */
export function isCall(node: Node): node is CallNode {
  return node.type === T.CallExpression || node.type === T.NewExpression;
}

/** The node's place in the text. */
export function rangeOf(node: Node): Range {
  return [node.range[0], node.range[1]];
}

/** Takes off what changes a type or nothing at all: `__name(fn, 'x')`, `x!`, `x as T`, `<T>x`, `x satisfies T`, the optional-chain wrapper. */
export function unwrap(node: Node): Node {
  let inner = node;
  for (;;) {
    const next = wrapped(inner);
    if (!next) return inner;
    inner = next;
  }
}

function wrapped(node: Node): Node | undefined {
  switch (node.type) {
    case T.TSAsExpression:
    case T.TSNonNullExpression:
    case T.TSSatisfiesExpression:
    case T.TSTypeAssertion:
    case T.TSInstantiationExpression:
    case T.ChainExpression:
      return node.expression;
    case T.CallExpression:
      return keptName(node);
    default:
      // Parsers that keep parentheses as nodes (babel with an option) are not in the type.
      return (node.type as string) === 'ParenthesizedExpression'
        ? (node as unknown as { expression: Node }).expression
        : undefined;
  }
}

/** `__name(() => …, 'check')`: esbuild's way to keep a function's name, which gives back the function; `n2(() => …, 'check')` where names were made short. */
function keptName({ callee, arguments: [fn, name, more] }: TSESTree.CallExpression): Node | undefined {
  const isKept =
    callee.type === T.Identifier &&
    KEEPS_NAME.test(callee.name) &&
    name?.type === T.Literal &&
    typeof name.value === 'string';
  return isKept && !more && fn && isFunction(fn) ? fn : undefined;
}

const KEEPS_NAME = /^(?:__name\d*|[\w$]{1,2})$/;

/** Takes off `await` as well. */
export function unwrapAwait(node: Node): Node {
  const inner = unwrap(node);
  return inner.type === T.AwaitExpression ? unwrapAwait(inner.argument) : inner;
}

/** A child with the property it hangs on. */
export interface Child {
  readonly key: string;
  readonly node: Node;
}

/** The node's children in source order of their properties. Types are left out: nothing in them runs. */
export function childrenOf(node: Node): Child[] {
  const children: Child[] = [];
  for (const key of keysOf(node)) {
    const value = (node as unknown as Record<string, unknown>)[key];
    if (Array.isArray(value)) for (const item of value) addChild(children, key, item);
    else addChild(children, key, value);
  }
  return children;
}

function addChild(children: Child[], key: string, value: unknown): void {
  if (isNode(value)) children.push({ key, node: value });
}

/** True for what a property of a node holds if it is a child. */
export function isNode(value: unknown): value is Node {
  return value !== null && typeof value === 'object' && typeof (value as Node).type === 'string';
}

/** The properties that hold the node's children, in source order, without those that hold types. */
export function keysOf(node: Node): readonly string[] {
  return RUNNING_KEYS.get(node.type) ?? getKeys(node);
}

const TYPE_ONLY: ReadonlySet<string> = new Set([
  'typeAnnotation',
  'typeParameters',
  'typeArguments',
  'superTypeArguments',
  'returnType',
  'implements',
]);

const TYPES: ReadonlySet<string> = new Set([T.TSInterfaceDeclaration, T.TSTypeAliasDeclaration]);

/** Of each type of node: going by a node's own properties would lead into the lists of tokens and comments, too. */
const RUNNING_KEYS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(visitorKeys).map(([type, keys]) => [
    type,
    TYPES.has(type) ? [] : (keys ?? []).filter((key) => !TYPE_ONLY.has(key)),
  ]),
);

/** The name of a property that is known from the text: `a.b`, `a['b']`, `a.#b`, `a[0]`; undefined for a computed one. */
export function propertyName(node: TSESTree.MemberExpression): string | undefined {
  if (!node.computed) {
    return node.property.type === T.PrivateIdentifier ? `#${node.property.name}` : node.property.name;
  }
  return node.property.type === T.Literal ? String(node.property.value) : undefined;
}

/** The name of a key in an object, class or pattern; undefined for a computed one. */
export function keyName(node: { readonly computed: boolean; readonly key: Node }): string | undefined {
  const { key } = node;
  if (key.type === T.PrivateIdentifier) return `#${key.name}`;
  if (key.type === T.Literal) return String(key.value);
  return !node.computed && key.type === T.Identifier ? key.name : undefined;
}

/** What a call names last: `defer` of `defer()`, of `p.defer()` and of `(0, p.defer)()`; else an empty text. */
export function calleeName(callee: Node): string {
  const node = unwrap(callee);
  if (node.type === T.SequenceExpression) return calleeName(node.expressions.at(-1)!);
  if (node.type === T.Identifier) return node.name;
  return node.type === T.MemberExpression ? (propertyName(node) ?? '') : '';
}

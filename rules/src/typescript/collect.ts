import type { TSESTree } from '@typescript-eslint/types';
import { atomicsAccess, wordOf } from '../api/atomics.js';
import type { Call } from '../protocol/events.js';
import type { Place } from '../protocol/place.js';
import { isDeclaredCode } from './bindings.js';
import { callOf } from './calls.js';
import { constantOf } from './constants.js';
import { descend, type UnitContext } from './file.js';
import { childrenOf, isFunction, T, unwrap, type CallNode, type Node } from './nodes.js';
import { placeOf } from './places.js';
import { privateAccess, type PrivateAccess } from './private-fields.js';

/** What is read and called while code is evaluated. */
export interface Seen {
  readonly reads: readonly Place[];
  readonly calls: readonly Call[];
}

/** Looks through expressions or a body. `intoCallbacks`: functions handed to a call are taken to run as well. */
export function collect(nodes: readonly Node[], cx: UnitContext, intoCallbacks: boolean): Seen {
  const found: Found = { reads: new Map(), calls: [], cx, intoCallbacks };
  for (const node of nodes) visit(node, found);
  return { reads: [...found.reads.values()], calls: found.calls };
}

interface Found {
  readonly reads: Map<string, Place>;
  readonly calls: Call[];
  readonly cx: UnitContext;
  readonly intoCallbacks: boolean;
}

function visit(outer: Node, found: Found): void {
  descend(found.cx, () => {
    visitKind(unwrap(outer), found);
  });
}

function visitKind(node: Node, found: Found): void {
  if (isFunction(node)) return;
  switch (node.type) {
    case T.Identifier:
      return readName(node, found);
    case T.MemberExpression:
      return readMember(node, found);
    case T.CallExpression:
    case T.NewExpression:
      return visitCall(node, found);
    case T.AssignmentExpression:
      if (node.operator === '=') visitTarget(node.left, found);
      else visit(node.left, found);
      return visit(node.right, found);
    case T.VariableDeclarator:
      return node.init ? visit(node.init, found) : undefined;
    case T.Property:
      if (node.computed) visit(node.key, found);
      return visit(node.value, found);
    default:
      for (const child of childrenOf(node)) if (!isLabel(node, child.key)) visit(child.node, found);
  }
}

/** Identifiers that name no variable. */
function isLabel(node: Node, key: string): boolean {
  return (
    key === 'label' ||
    ((node.type === T.MethodDefinition || node.type === T.PropertyDefinition) && key === 'key')
  );
}

/** Globals that nobody writes: constructors, name spaces, `NaN`. */
const BUILT_IN = /^([A-Z]\w*|console|performance|crypto)$/;

function readName(node: TSESTree.Identifier, { reads, cx }: Found): void {
  if (constantOf(node, cx.file) !== undefined) return;
  const variable = cx.file.bindings.variableOf(node);
  if (variable ? isDeclaredCode(variable) : BUILT_IN.test(node.name)) return;
  const place = placeOf(node, cx);
  if (place) reads.set(place.text, place);
}

function readMember(node: TSESTree.MemberExpression, found: Found): void {
  const place = placeOf(node, found.cx);
  if (place) found.reads.set(place.text, place);
  else visit(node.object, found);
  visitIndexes(node, found);
}

/** The indexes of an access path are read on their own. */
function visitIndexes(node: TSESTree.MemberExpression, found: Found): void {
  if (node.computed) visit(node.property, found);
  const object = unwrap(node.object);
  if (object.type === T.MemberExpression) visitIndexes(object, found);
}

/** What is assigned to is not read, only the way to it. */
function visitTarget(node: Node, found: Found): void {
  const target = unwrap(node);
  if (target.type === T.MemberExpression) visitIndexes(target, found);
}

function visitCall(node: CallNode, found: Found): void {
  const access = privateAccess(node);
  if (access) return visitPrivate(node, access, found);
  const callee = unwrap(node.callee);
  if (callee.type === T.MemberExpression) visit(callee.object, found);
  else if (callee.type !== T.Identifier) visit(callee, found);
  for (const argument of node.arguments) {
    const inner = unwrap(argument);
    if (found.intoCallbacks && isFunction(inner)) visit(inner.body, found);
    else visit(argument, found);
  }
  const call = callOf(node, found.cx);
  found.calls.push(call);
  readWord(node, call, found);
}

/** A compiled private field is read or written like any other property. */
function visitPrivate(node: CallNode, { object, kind, value }: PrivateAccess, found: Found): void {
  const place = kind === 'get' ? placeOf(node, found.cx) : undefined;
  if (place) found.reads.set(place.text, place);
  else visit(object, found);
  if (value) visit(value, found);
}

/** An `Atomics` method reads its word, not the array it is in. */
function readWord(node: CallNode, call: Call, { cx, reads }: Found): void {
  const method = cx.file.meanings.get(node)?.atomics;
  if (method === undefined) return;
  const word = atomicsAccess.get(method)?.reads ? wordOf(call) : undefined;
  if (!word) return;
  if (call.args[0]?.place) reads.delete(call.args[0].place.text);
  reads.set(word.text, word);
}

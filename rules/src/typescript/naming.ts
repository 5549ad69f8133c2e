import type { TSESTree } from '@typescript-eslint/types';
import type { Range } from '../protocol/place.js';
import type { Binding, Bindings } from './bindings.js';
import type { Unit } from './units.js';
import {
  calleeName,
  isFunction,
  keyName,
  propertyName,
  rangeOf,
  T,
  unwrap,
  type FunctionNode,
  type Node,
} from './nodes.js';

/** The functions reachable as `this.name` in a class, an object literal or the methods of a prototype. */
export interface Members {
  readonly name?: string;
  /** The body of the class. */
  readonly node?: Node;
  readonly methods: Map<string, FunctionNode>;
  /** Values given to `this.name`, by a field's initialiser or an assignment. */
  readonly values: {
    readonly name: string;
    readonly value: Node;
    readonly range: Range;
    readonly unit: Unit;
  }[];
}

/** A function's name and where it stands. */
export interface Name {
  readonly name: string;
  readonly range: Range;
}

/** What the walk notes about names, classes and exports. */
export interface Naming {
  readonly names: Map<Node, Name>;
  /** What `this` means in a function, where its place says so. */
  readonly selves: Map<Node, Members>;
  /** By class or object literal. */
  readonly members: Map<Node, Members>;
  /** By the constructor function whose `prototype` is given methods. */
  readonly prototypes: Map<Binding, Members>;
  readonly exportedNames: Set<string>;
  readonly exportedNodes: Set<Node>;
}

/** An empty note book. */
export function createNaming(): Naming {
  return {
    names: new Map(),
    selves: new Map(),
    members: new Map(),
    prototypes: new Map(),
    exportedNames: new Set(),
    exportedNodes: new Set(),
  };
}

/** Notes what one node of a unit says. */
export function note(naming: Naming, node: Node, unit: Unit, bindings: Bindings): void {
  switch (node.type) {
    case T.FunctionDeclaration:
      if (node.id) naming.names.set(node, { name: node.id.name, range: rangeOf(node.id) });
      break;
    case T.VariableDeclarator:
      if (node.init && node.id.type === T.Identifier) nameIt(naming, node.init, node.id.name, node.id);
      break;
    case T.ClassDeclaration:
    case T.ClassExpression:
      noteClass(naming, node, unit);
      break;
    case T.ObjectExpression:
      noteObject(naming, node);
      break;
    case T.AssignmentExpression:
      noteAssignment(naming, node, unit, bindings);
      break;
    case T.CallExpression:
      noteCreatedClass(naming, node, bindings);
      break;
    default:
      noteExport(naming, node);
  }
}

function nameIt(naming: Naming, value: Node, name: string, at: Node): void {
  const fn = unwrap(value);
  if (isFunction(fn) && !naming.names.has(fn)) naming.names.set(fn, { name, range: rangeOf(at) });
}

function noteClass(
  naming: Naming,
  node: TSESTree.ClassDeclaration | TSESTree.ClassExpression,
  unit: Unit,
): void {
  const members = newMembers(node.id?.name ?? `(class at ${node.range[0]})`, node.body);
  naming.members.set(node, members);
  for (const element of node.body.body) {
    const isField = element.type === T.PropertyDefinition || element.type === T.AccessorProperty;
    if (!isField && element.type !== T.MethodDefinition) continue;
    const name = keyName(element);
    if (!element.value || name === undefined) continue;
    addMember(naming, members, name, element.value, element.key);
    if (isField)
      members.values.push({ name: `this.${name}`, value: element.value, range: rangeOf(element.key), unit });
  }
  if (naming.exportedNodes.has(node) && node.id) naming.exportedNames.add(node.id.name);
}

function newMembers(name: string | undefined, node?: Node): Members {
  const known = { ...(name === undefined ? {} : { name }), ...(node ? { node } : {}) };
  return { ...known, methods: new Map(), values: [] };
}

/** The methods of a constructor function's prototype; none so far for a new one. */
export function prototypeOf(naming: Naming, constructor: Binding): Members {
  let members = naming.prototypes.get(constructor);
  if (!members) naming.prototypes.set(constructor, (members = newMembers(constructor.name)));
  return members;
}

function addMember(naming: Naming, members: Members, name: string, value: Node, key: Node): void {
  if (!isFunction(value)) return;
  members.methods.set(name, value);
  // Babel's lists of methods are object literals, too.
  if (!naming.selves.has(value)) naming.selves.set(value, members);
  nameIt(naming, value, name, key);
}

function noteObject(naming: Naming, node: TSESTree.ObjectExpression): void {
  const members = newMembers(undefined);
  naming.members.set(node, members);
  for (const property of node.properties) {
    if (property.type !== T.Property) continue;
    const name = keyName(property);
    if (name === undefined) continue;
    // The `this` of an arrow is not the object.
    if (property.value.type !== T.ArrowFunctionExpression) {
      addMember(naming, members, name, property.value, property.key);
    } else {
      members.methods.set(name, property.value);
      nameIt(naming, property.value, name, property.key);
    }
  }
}

function noteAssignment(
  naming: Naming,
  node: TSESTree.AssignmentExpression,
  unit: Unit,
  bindings: Bindings,
): void {
  const { left, right } = node;
  if (left.type === T.Identifier) return nameIt(naming, right, left.name, left);
  if (left.type !== T.MemberExpression) return;
  const name = propertyName(left);
  if (name === undefined) return;
  if (left.object.type === T.ThisExpression && node.operator === '=') {
    unit.self?.values.push({ name: `this.${name}`, value: right, range: rangeOf(left), unit });
  }
  noteExportsMember(naming, left.object, name, right);
  const owner = prototypeOwner(left.object, bindings);
  if (owner) addMember(naming, prototypeOf(naming, owner), name, right, left.property);
  else nameIt(naming, right, name, left.property);
}

/** `_createClass(Pool, [{ key: 'take', value: function () { … } }])`, as Babel writes classes for old engines. */
function noteCreatedClass(naming: Naming, node: TSESTree.CallExpression, bindings: Bindings): void {
  const [constructor, methods] = node.arguments;
  if (!constructor || methods?.type !== T.ArrayExpression || !CREATE_CLASS.test(calleeName(node.callee)))
    return;
  const owner = bindings.variableOf(constructor);
  for (const method of owner ? methods.elements : []) {
    if (method?.type !== T.ObjectExpression) continue;
    const properties = method.properties.filter((property) => property.type === T.Property);
    const key = properties.find((property) => keyName(property) === 'key')?.value;
    const value = properties.find((property) => keyName(property) === 'value')?.value;
    if (key?.type !== T.Literal || !value) continue;
    addMember(naming, prototypeOf(naming, owner!), String(key.value), value, key);
  }
}

const CREATE_CLASS = /^_*create_?class\d*$/i;

/** `X` of `X.prototype`. */
function prototypeOwner(node: Node, bindings: Bindings): Binding | undefined {
  if (node.type !== T.MemberExpression || propertyName(node) !== 'prototype') return undefined;
  return bindings.variableOf(node.object);
}

/** `exports.a = b`, `module.exports.a = b`, `module.exports = b`, `module.exports = { a, b }`. */
function noteExportsMember(naming: Naming, object: Node, name: string, value: Node): void {
  const isModule = object.type === T.Identifier && object.name === 'module' && name === 'exports';
  const isExports =
    (object.type === T.Identifier && object.name === 'exports') ||
    (object.type === T.MemberExpression && propertyName(object) === 'exports');
  if (!isModule && !isExports) return;
  noteExportedValue(naming, value);
  if (!isModule || value.type !== T.ObjectExpression) return;
  for (const property of value.properties) {
    if (property.type === T.Property) noteExportedValue(naming, property.value);
  }
}

function noteExportedValue(naming: Naming, value: Node): void {
  naming.exportedNodes.add(value);
  if (value.type === T.Identifier) naming.exportedNames.add(value.name);
}

function noteExport(naming: Naming, node: Node): void {
  if (node.type === T.ExportDefaultDeclaration) noteExportedValue(naming, node.declaration);
  if (node.type !== T.ExportNamedDeclaration) return;
  for (const { local } of node.source ? [] : node.specifiers) {
    if (local.type === T.Identifier) naming.exportedNames.add(local.name);
  }
  const { declaration } = node;
  if (!declaration) return;
  naming.exportedNodes.add(declaration);
  if (declaration.type !== T.VariableDeclaration) return;
  for (const declarator of declaration.declarations) {
    if (declarator.id.type === T.Identifier) naming.exportedNames.add(declarator.id.name);
  }
}

import type { TSESTree } from '@typescript-eslint/types';
import type { Place } from '../protocol/place.js';
import { isThisAlias, type Binding } from './bindings.js';
import { ownerOf, textOf, type FileContext, type UnitContext } from './file.js';
import { propertyName, rangeOf, T, unwrap, type Node } from './nodes.js';
import { privateAccess } from './private-fields.js';
import type { Unit } from './units.js';

/** The access path an expression is, if it is one: `q`, `this.#q`, `rooms[i].queue`. */
export function placeOf(node: Node, cx: UnitContext): Place | undefined {
  const inner = unwrap(node);
  switch (inner.type) {
    case T.Identifier:
      return ofIdentifier(inner, cx);
    case T.ThisExpression:
      return { text: 'this', root: 'this', shared: false };
    case T.Super:
      return { text: 'super', root: 'super', shared: false };
    case T.MemberExpression:
      return ofMember(inner, cx);
    case T.CallExpression:
      return ofPrivateField(inner, cx);
    default:
      return undefined;
  }
}

/** The place of a member of a place: what a pattern takes out of it. */
export function memberPlace(place: Place, name: string): Place {
  const plain = /^#?[A-Za-z$_][\w$]*$/.test(name) || /^#?[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name);
  return { text: plain ? `${place.text}.${name}` : `${place.text}[${name}]`, root: place.root, shared: true };
}

function ofIdentifier(node: TSESTree.Identifier, cx: UnitContext): Place | undefined {
  if (node.name === 'undefined') return undefined;
  const variable = cx.file.bindings.variableOf(node);
  if (variable && isThisAlias(variable)) return { text: 'this', root: 'this', shared: false };
  if (variable) cx.file.named.add(variable);
  return { text: node.name, root: node.name, shared: !variable || isShared(variable, cx) };
}

function ofMember(node: TSESTree.MemberExpression, cx: UnitContext): Place | undefined {
  const object = placeOf(node.object, cx);
  if (!object) return undefined;
  const name = propertyName(node);
  if (name !== undefined) return namedMember(object, name, cx);
  const index = placeOf(node.property, cx)?.text ?? textOf(node.property, cx.file).replace(/\s+/g, '');
  return { text: `${object.text}[${index}]`, root: object.root, shared: true };
}

function isShared(variable: Binding, cx: UnitContext): boolean {
  let shared = cx.shared.get(variable);
  if (shared === undefined) cx.shared.set(variable, (shared = canOthersReach(variable, cx)));
  return shared;
}

function namedMember(object: Place, name: string, cx: UnitContext): Place {
  const place = memberPlace(object, name);
  if (object.text === 'this') cx.file.namedFields.add(place.text);
  return place;
}

function ofPrivateField(node: TSESTree.CallExpression, cx: UnitContext): Place | undefined {
  const access = privateAccess(node);
  const object = access?.kind === 'get' ? placeOf(access.object, cx) : undefined;
  return object && namedMember(object, access!.name, cx);
}

/** True when code outside the function that is being lowered can change what the variable holds. */
function canOthersReach(variable: Binding, cx: UnitContext): boolean {
  const { file, unit } = cx;
  const owner = ownerOf(variable, file);
  if (file.survey.naming.exportedNames.has(variable.name) && owner === file.survey.program) return true;
  // A variable of a function inside is as private as one of our own.
  if (owner !== unit && !(owner !== file.survey.program && isInside(owner, unit))) return true;
  return variable.references.some(
    (reference) => reference.isWrite() && unitAt(reference.from, file) !== owner,
  );
}

function unitAt(from: Binding['scope'], file: FileContext): Unit {
  return ownerOf({ scope: from } as Binding, file);
}

function isInside(inner: Unit, outer: Unit): boolean {
  const [start, end] = rangeOf(outer.node);
  const [from, to] = rangeOf(inner.node);
  return start <= from && to <= end;
}

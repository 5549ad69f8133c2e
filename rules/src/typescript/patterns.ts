import type { TSESTree } from '@typescript-eslint/types';
import type { Operand } from '../protocol/events.js';
import type { Place } from '../protocol/place.js';
import { addExpression, stepsOf } from './expressions.js';
import type { UnitContext } from './file.js';
import { keyName, rangeOf, T, unwrap, type Node } from './nodes.js';
import { operandOf } from './operands.js';
import { memberPlace, placeOf } from './places.js';
import { NOTHING, sequence, updateStep, type Steps } from './steps.js';

/** Adds what happens on the way to an assignment's target: `next().a[i()] = 1` calls twice before it writes. */
export function addTargetReads(target: Node, cx: UnitContext, steps: Steps): void {
  const inner = unwrap(target);
  if (inner.type !== T.MemberExpression) return;
  addExpression(inner.object, cx, steps);
  if (inner.computed) addExpression(inner.property, cx, steps);
}

/** Adds the update of one target. */
export function addUpdate(
  target: Node,
  value: Operand | undefined,
  at: Node,
  cx: UnitContext,
  steps: Steps,
): void {
  const place = placeOf(target, cx);
  if (place) steps.push(updateStep(at, place, value));
}

/** Adds the updates of a pattern that is given the value of an expression. */
export function addPattern(pattern: Node, value: Node, cx: UnitContext, steps: Steps): void {
  addParts(pattern, operandOf(value, cx), cx, steps);
}

/** Adds the updates of a pattern whose value is not in sight: a parameter, a loop variable. */
export function addUnknown(pattern: Node, cx: UnitContext, steps: Steps): void {
  addParts(pattern, undefined, cx, steps);
}

function addParts(outer: Node, value: Operand | undefined, cx: UnitContext, steps: Steps): void {
  const pattern = unwrap(outer);
  switch (pattern.type) {
    case T.ObjectPattern:
      for (const property of pattern.properties) addProperty(property, value, cx, steps);
      return;
    case T.ArrayPattern:
      pattern.elements.forEach((element, index) => {
        if (element) addParts(element, memberOf(value, String(index), element), cx, steps);
      });
      return;
    case T.AssignmentPattern:
      addDefault(pattern.right, cx, steps);
      return addParts(pattern.left, undefined, cx, steps);
    case T.RestElement:
      return addParts(pattern.argument, undefined, cx, steps);
    default:
      addUpdate(pattern, value, pattern, cx, steps);
  }
}

function addProperty(
  property: TSESTree.ObjectPattern['properties'][number],
  value: Operand | undefined,
  cx: UnitContext,
  steps: Steps,
): void {
  if (property.type === T.RestElement) return addParts(property, undefined, cx, steps);
  if (property.computed) addExpression(property.key, cx, steps);
  const name = keyName(property);
  addParts(property.value, name === undefined ? undefined : memberOf(value, name, property.value), cx, steps);
}

/** What a pattern takes out of a place is itself a place. */
function memberOf(value: Operand | undefined, name: string, at: Node): Operand | undefined {
  if (value?.form !== 'place' || !value.place) return undefined;
  const place: Place = memberPlace(value.place, name);
  return { range: rangeOf(at), text: place.text, form: 'place', place, reads: [place], calls: [] };
}

/** A default is evaluated only if the value is undefined. */
function addDefault(right: Node, cx: UnitContext, steps: Steps): void {
  const inner = stepsOf(right, cx);
  if (inner.length > 0) steps.push({ kind: 'choice', arms: [sequence(inner), NOTHING] });
}

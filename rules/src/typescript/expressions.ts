import type { TSESTree } from '@typescript-eslint/types';
import { atomicsAccess, wordOf } from '../api/atomics.js';
import type { Call } from '../protocol/events.js';
import type { Structure } from '../protocol/structure.js';
import { addClass } from './classes.js';
import { conditionOf } from './conditions.js';
import { callOf } from './calls.js';
import { descend, type UnitContext } from './file.js';
import { childrenOf, isFunction, propertyName, T, unwrap, type CallNode, type Node } from './nodes.js';
import { operandOf } from './operands.js';
import { addPattern, addTargetReads, addUpdate } from './patterns.js';
import { memberPlace, placeOf } from './places.js';
import { privateAccess, type PrivateAccess } from './private-fields.js';
import { neverRejects } from './rejection.js';
import { NOTHING, sequence, updateStep, yieldStep, type Steps } from './steps.js';

/** The steps of evaluating an expression, as a list of their own. */
export function stepsOf(node: Node, cx: UnitContext): Steps {
  const steps: Steps = [];
  addExpression(node, cx, steps);
  return steps;
}

/** Adds what happens while an expression is evaluated: calls, updates, yields and the branches around them. */
export function addExpression(outer: Node, cx: UnitContext, steps: Steps): void {
  descend(cx, () => {
    addKind(unwrap(outer), cx, steps);
  });
}

function addKind(node: Node, cx: UnitContext, steps: Steps): void {
  if (isFunction(node)) return;
  switch (node.type) {
    case T.CallExpression:
    case T.NewExpression:
      return addCall(node, cx, steps);
    case T.AwaitExpression:
      return addAwait(node, node.argument, cx, steps);
    case T.YieldExpression:
      return addYield(node, cx, steps);
    case T.AssignmentExpression:
      return addAssignment(node, cx, steps);
    case T.UpdateExpression:
      return addChange(node, node.argument, cx, steps);
    case T.UnaryExpression:
      return node.operator === 'delete'
        ? addChange(node, node.argument, cx, steps)
        : addExpression(node.argument, cx, steps);
    case T.LogicalExpression:
      return addLogical(node, cx, steps);
    case T.ConditionalExpression:
      return addConditional(node, cx, steps);
    case T.ClassExpression:
      return addClass(node, cx, steps);
    default:
      for (const child of childrenOf(node)) addExpression(child.node, cx, steps);
  }
}

function addCall(node: CallNode, cx: UnitContext, steps: Steps): void {
  const access = privateAccess(node);
  if (access) return addPrivate(node, access, cx, steps);
  const callee = unwrap(node.callee);
  if (callee.type === T.MemberExpression) addTargetReads(callee, cx, steps);
  else addExpression(callee, cx, steps);
  const inner: Steps = [];
  for (const argument of node.arguments) addExpression(argument, cx, inner);
  const call = callOf(node, cx);
  const mayThrow = call.awaited === true && !neverRejects(node);
  inner.push(mayThrow ? { kind: 'call', call, mayThrow } : { kind: 'call', call });
  addEffects(node, call, cx, inner);
  if (isOptionalCall(node)) steps.push({ kind: 'choice', arms: [sequence(inner), NOTHING] });
  else steps.push(...inner);
}

/** A compiled private field: no call happens, as far as the source was concerned. */
function addPrivate(node: CallNode, access: PrivateAccess, cx: UnitContext, steps: Steps): void {
  const { object, value } = access;
  addExpression(object, cx, steps);
  if (!value) return;
  addExpression(value, cx, steps);
  const place = placeOf(object, cx);
  if (place) steps.push(updateStep(node, memberPlace(place, access.name), operandOf(value, cx)));
}

/** `f?.()` and `a?.f()` may not call. An API name is taken to be there. */
function isOptionalCall(node: CallNode): boolean {
  if (node.type !== T.CallExpression) return false;
  const callee = unwrap(node.callee);
  return node.optional || (callee.type === T.MemberExpression && callee.optional);
}

/** Methods that change the object they are called on. */
const MUTATORS = new Set(
  'push pop shift unshift splice sort reverse fill copyWithin set add delete clear enqueue dequeue'.split(
    ' ',
  ),
);

function addEffects(node: CallNode, call: Call, cx: UnitContext, steps: Steps): void {
  const method = cx.file.meanings.get(node)?.atomics;
  const access = method === undefined ? undefined : atomicsAccess.get(method);
  if (method !== undefined) {
    const word = access?.writes ? wordOf(call) : undefined;
    if (word)
      steps.push(updateStep(node, word, access?.value === undefined ? undefined : call.args[access.value]));
    return;
  }
  const callee = unwrap(node.callee);
  const name = callee.type === T.MemberExpression ? propertyName(callee) : undefined;
  if (call.receiver && name !== undefined && MUTATORS.has(name)) steps.push(updateStep(node, call.receiver));
  if (call.name === 'Object.assign' && call.args[0]?.place) steps.push(updateStep(node, call.args[0].place));
}

/** An awaited call may reject; awaiting anything else may too. */
function addAwait(node: Node, argument: Node, cx: UnitContext, steps: Steps): void {
  addExpression(argument, cx, steps);
  const last = steps.at(-1);
  const isCallStep = last?.kind === 'call' && last.mayThrow === true;
  steps.push(yieldStep(node, !isCallStep && !neverRejects(argument)));
}

function addYield(node: TSESTree.YieldExpression, cx: UnitContext, steps: Steps): void {
  const { unit, file } = cx;
  const isAwait = unit.generator !== undefined || file.survey.awaiters.has(unit.node);
  if (isAwait && node.argument) return addAwait(node, node.argument, cx, steps);
  if (node.argument) addExpression(node.argument, cx, steps);
  steps.push(yieldStep(node, false));
}

function addAssignment(node: TSESTree.AssignmentExpression, cx: UnitContext, steps: Steps): void {
  const { left, right, operator } = node;
  if (/^(&&|\|\||\?\?)=$/.test(operator)) return addLogicalAssignment(node, cx, steps);
  addTargetReads(left, cx, steps);
  addExpression(right, cx, steps);
  if (operator === '=') addPattern(left, right, cx, steps);
  else addUpdate(left, undefined, node, cx, steps);
}

/** `a ||= f()` evaluates and assigns only if `a` is false. */
function addLogicalAssignment(node: TSESTree.AssignmentExpression, cx: UnitContext, steps: Steps): void {
  addTargetReads(node.left, cx, steps);
  const then = stepsOf(node.right, cx);
  addUpdate(node.left, operandOf(node.right, cx), node, cx, then);
  const test = conditionOf(node.left, cx);
  if (node.operator === '&&=') steps.push({ kind: 'if', test, then: sequence(then) });
  else if (node.operator === '||=')
    steps.push({ kind: 'if', test, then: NOTHING, otherwise: sequence(then) });
  else steps.push({ kind: 'choice', arms: [sequence(then), NOTHING] });
}

function addChange(node: Node, target: Node, cx: UnitContext, steps: Steps): void {
  addTargetReads(target, cx, steps);
  const place = placeOf(target, cx);
  if (place) steps.push(updateStep(node, place));
}

/** A branch is worth showing only if something happens in it. */
function addLogical(node: TSESTree.LogicalExpression, cx: UnitContext, steps: Steps): void {
  const right = stepsOf(node.right, cx);
  if (right.length === 0) return addExpression(node.left, cx, steps);
  if (node.operator === '??') {
    addExpression(node.left, cx, steps);
    steps.push({ kind: 'choice', arms: [sequence(right), NOTHING] });
    return;
  }
  const test = conditionOf(node.left, cx);
  const then = sequence(right);
  steps.push(
    node.operator === '&&'
      ? { kind: 'if', test, then }
      : { kind: 'if', test, then: NOTHING, otherwise: then },
  );
}

function addConditional(node: TSESTree.ConditionalExpression, cx: UnitContext, steps: Steps): void {
  const then = stepsOf(node.consequent, cx);
  const otherwise = stepsOf(node.alternate, cx);
  if (then.length === 0 && otherwise.length === 0) return addExpression(node.test, cx, steps);
  const branch: Structure = {
    kind: 'if',
    test: conditionOf(node.test, cx),
    then: sequence(then),
    otherwise: sequence(otherwise),
  };
  steps.push(branch);
}

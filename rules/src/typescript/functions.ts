import type { FunctionModel } from '../protocol/model.js';
import type { Range } from '../protocol/place.js';
import { addFields } from './classes.js';
import type { UnitContext } from './file.js';
import { rangeOf, T, type FunctionNode, type Node } from './nodes.js';
import { addUnknown } from './patterns.js';
import { addReturn, addStatements } from './statements.js';
import { sequence, type Steps } from './steps.js';
import type { Unit } from './units.js';

/** Lowers one function, or the top level of the file. */
export function functionModel(cx: UnitContext): FunctionModel {
  const steps: Steps = [];
  const { node, generator } = cx.unit;
  if (node.type === T.Program) addStatements(node.body, cx, steps);
  else addFunction(node, generator, cx, steps);
  return { ...headOf(cx), body: sequence(steps) };
}

/** Stands for a function whose body could not be followed. */
export function unreadableFunction(cx: UnitContext): FunctionModel {
  const range = rangeOf(cx.unit.node);
  return { ...headOf(cx), body: { kind: 'event', event: { kind: 'opaque', range } } };
}

function addFunction(
  node: FunctionNode,
  generator: FunctionNode | undefined,
  cx: UnitContext,
  steps: Steps,
): void {
  for (const param of node.params) if (param.type !== T.Identifier) addUnknown(param, cx, steps);
  addOwnFields(node, cx, steps);
  if (generator) {
    // All but the `return __awaiter(…)` itself, whose generator is the body.
    if (node.body.type === T.BlockStatement) addStatements(node.body.body.slice(0, -1), cx, steps);
    return addBody(generator, cx, steps);
  }
  addBody(node, cx, steps);
}

function addBody(node: FunctionNode, cx: UnitContext, steps: Steps): void {
  if (node.body.type === T.BlockStatement) addStatements(node.body.body, cx, steps);
  else addReturn(node.body, node.body, cx, steps);
}

/** A constructor runs the initialisers of the fields first. */
function addOwnFields(node: FunctionNode, cx: UnitContext, steps: Steps): void {
  const { self } = cx.unit;
  if (self?.node?.type === T.ClassBody && self.methods.get('constructor') === node)
    addFields(self.node, cx, steps);
}

function headOf({ unit, file }: UnitContext): Omit<FunctionModel, 'body'> {
  const { node } = unit;
  const name = file.survey.naming.names.get(node);
  const className = classNameOf(unit);
  return {
    name: name?.name ?? (node.type === T.Program ? '(top level)' : '(anonymous)'),
    range: rangeOf(node),
    nameRange: name?.range ?? headRange(node),
    parameters: node.type === T.Program ? [] : node.params.map(parameterName),
    isLocal: !isExported(unit, file.survey.naming),
    isAsync: isAsync(unit, file.survey.awaiters),
    isGenerator: node.type !== T.Program && node.generator && !file.survey.awaiters.has(node),
    ...(className === undefined ? {} : { className }),
    ...(node.type === T.Program ? { isTopLevel: true } : {}),
  };
}

/** A plain function is the constructor of a class only if its prototype has methods. */
function classNameOf({ self }: Unit): string | undefined {
  return self && self.methods.size > 0 ? self.name : undefined;
}

function isAsync(unit: Unit, awaiters: ReadonlySet<Node>): boolean {
  if (unit.node.type === T.Program) return true;
  return unit.node.async || unit.generator !== undefined || awaiters.has(unit.node);
}

/** Where a function without a name begins. */
function headRange(node: Unit['node']): Range {
  const [start] = node.range;
  return [start, node.type === T.Program ? start : Math.max(start, node.body.range[0])];
}

function parameterName(param: Node): string {
  switch (param.type) {
    case T.Identifier:
      return param.name;
    case T.AssignmentPattern:
      return parameterName(param.left);
    case T.RestElement:
      return parameterName(param.argument);
    case T.TSParameterProperty:
      return parameterName(param.parameter);
    default:
      // A pattern has no name of its own.
      return '';
  }
}

function isExported(
  unit: Unit,
  naming: {
    exportedNodes: ReadonlySet<Node>;
    exportedNames: ReadonlySet<string>;
    names: ReadonlyMap<Node, { name: string }>;
  },
): boolean {
  if (naming.exportedNodes.has(unit.node)) return true;
  const className = classNameOf(unit);
  if (className !== undefined && naming.exportedNames.has(className)) return true;
  const name = naming.names.get(unit.node)?.name;
  return unit.parent?.parent === undefined && name !== undefined && naming.exportedNames.has(name);
}

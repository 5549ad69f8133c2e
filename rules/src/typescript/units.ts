import type { TSESTree } from '@typescript-eslint/types';
import type { Call } from '../protocol/events.js';
import { awaitedGenerator, generatorOf } from './down-level.js';
import type { Bindings } from './bindings.js';
import { createNaming, note, prototypeOf, type Members, type Naming } from './naming.js';
import {
  isCall,
  isFunction,
  isNode,
  keysOf,
  T,
  type CallNode,
  type FunctionNode,
  type Node,
} from './nodes.js';
import { TOP_USE, useOf, type Use } from './use.js';

/** A body of code that runs as one: a function or the top level of the file. */
export interface Unit {
  readonly node: FunctionNode | TSESTree.Program;
  /** The generator that holds the real body of a down-levelled async function. */
  readonly generator?: FunctionNode;
  readonly parent?: Unit;
  /** What `this` means in it. */
  readonly self?: Members;
}

/** A call as it stands in the file. */
export interface CallSite {
  readonly node: CallNode;
  readonly unit: Unit;
  readonly use: Call['use'];
  readonly awaited: boolean;
}

/** The file's functions and calls. */
export interface Survey {
  readonly program: Unit;
  readonly units: readonly Unit[];
  readonly unitOf: ReadonlyMap<Node, Unit>;
  readonly sites: ReadonlyMap<CallNode, CallSite>;
  readonly naming: Naming;
  /** Generators whose `yield` is an `await`. */
  readonly awaiters: ReadonlySet<Node>;
}

/** Walks the whole file once, without recursion: a minified bundle nests deeper than the stack. */
export function survey(ast: TSESTree.Program, bindings: Bindings): Survey {
  const program: Unit = { node: ast };
  const walk: Walk = {
    units: [program],
    unitOf: new Map<Node, Unit>([[ast, program]]),
    sites: new Map(),
    naming: createNaming(),
    bindings,
    awaiters: new Set(),
  };
  const pending: Visit[] = [{ node: ast, unit: program, use: TOP_USE }];
  for (let visit = pending.pop(); visit; visit = pending.pop()) enter(visit, walk, pending);
  return { program, ...walk };
}

interface Visit {
  readonly node: Node;
  readonly unit: Unit;
  readonly use: Use;
}

interface Walk {
  readonly units: Unit[];
  readonly unitOf: Map<Node, Unit>;
  readonly sites: Map<CallNode, CallSite>;
  readonly naming: Naming;
  readonly bindings: Bindings;
  readonly awaiters: Set<Node>;
}

function enter(visit: Visit, walk: Walk, pending: Visit[]): void {
  const { node } = visit;
  note(walk.naming, node, visit.unit, walk.bindings);
  if (isCall(node)) noteCall(node, visit, walk);
  const unit = isFunction(node) ? unitFor(node, visit.unit, walk) : visit.unit;
  const parent: Parent = { node, unit, use: visit.use, yieldsAwait: yieldsAwait(node, unit, walk) };
  const keys = keysOf(node);
  for (let i = keys.length - 1; i >= 0; i--) {
    const value = (node as unknown as Record<string, unknown>)[keys[i]!];
    if (!Array.isArray(value)) addVisit(parent, keys[i]!, value, pending);
    else for (let j = value.length - 1; j >= 0; j--) addVisit(parent, keys[i]!, value[j], pending);
  }
}

/** A node as its children see it. */
interface Parent extends Visit {
  readonly yieldsAwait: boolean;
}

function yieldsAwait({ type }: Node, unit: Unit, { awaiters }: Walk): boolean {
  return type === T.YieldExpression && (unit.generator !== undefined || awaiters.has(unit.node));
}

function addVisit({ node, unit, use, yieldsAwait }: Parent, key: string, child: unknown, to: Visit[]): void {
  if (!isNode(child) || isLeaf(child)) return;
  to.push({ node: child, unit, use: useOf(node, key, child, use, yieldsAwait) });
}

/** More than half of all nodes: nothing is to be noted of them, nor is there anything below. */
function isLeaf(node: Node): boolean {
  // Only a parameter has decorators, and parsers of plain JavaScript know none.
  if (node.type === T.Identifier) return !node.decorators?.length;
  return node.type === T.Literal || node.type === T.ThisExpression || node.type === T.TemplateElement;
}

function noteCall(node: CallNode, { unit, use }: Visit, walk: Walk): void {
  walk.sites.set(node, { node, unit, ...use });
  const generator = generatorOf(node);
  if (generator) walk.awaiters.add(generator);
}

function unitFor(node: FunctionNode, parent: Unit, walk: Walk): Unit {
  const folded = walk.unitOf.get(node);
  if (folded) return folded;
  const generator = awaitedGenerator(node);
  const self = walk.naming.selves.get(node) ?? selfOf(node, parent, walk);
  const unit: Unit = { node, parent, ...(generator ? { generator } : {}), ...(self ? { self } : {}) };
  walk.units.push(unit);
  walk.unitOf.set(node, unit);
  if (generator) walk.unitOf.set(generator, unit);
  return unit;
}

function selfOf(node: FunctionNode, parent: Unit, walk: Walk): Members | undefined {
  if (node.type === T.ArrowFunctionExpression || walk.awaiters.has(node)) return parent.self;
  const constructor = node.id ? walk.bindings.variableOf(node.id) : undefined;
  return constructor ? prototypeOf(walk.naming, constructor) : undefined;
}

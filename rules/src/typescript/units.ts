import type { TSESTree } from '@typescript-eslint/types';
import type { Call } from '../protocol/events.js';
import { awaitedGenerator, generatorOf } from './down-level.js';
import type { Bindings } from './bindings.js';
import { createNaming, note, prototypeOf, type Members, type Naming } from './naming.js';
import { childrenOf, isCall, isFunction, T, type CallNode, type FunctionNode, type Node } from './nodes.js';
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
  const yieldsAwait = walk.awaiters.has(unit.node) || unit.generator !== undefined;
  const children = childrenOf(node);
  for (let i = children.length - 1; i >= 0; i--) {
    const child = children[i]!;
    pending.push({ node: child.node, unit, use: useOf(node, child, visit.use, yieldsAwait) });
  }
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

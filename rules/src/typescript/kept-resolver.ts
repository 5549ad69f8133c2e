import type { Bindings } from './bindings.js';
import {
  childrenOf,
  isCall,
  isFunction,
  propertyName,
  T,
  unwrap,
  type CallNode,
  type Node,
} from './nodes.js';

/**
 * Whether what settles a `new Promise(…)` is put where any function of the file may find it: in a field, a variable of the
 * top level, with somebody it is handed to. What only the functions around it can reach is not.
 */
export function keepsResolver(promise: CallNode, bindings: Bindings): boolean {
  const executor = promise.arguments[0] && unwrap(promise.arguments[0]);
  if (!executor || !isFunction(executor)) return executor !== undefined;
  const names = new Set(executor.params.flatMap((param) => (param.type === T.Identifier ? param.name : [])));
  if (names.size === 0) return false;
  const nodes = allBelow(executor.body);
  return keepsOne(nodes, names, bindings) || isTakenApart(nodes, names, bindings);
}

function keepsOne(nodes: readonly Node[], names: Set<string>, bindings: Bindings): boolean {
  // `const waiter = { resolve, reject }` is kept for both.
  for (const node of nodes) {
    if (node.type === T.VariableDeclarator && node.id.type === T.Identifier && node.init)
      if (!isCall(node.init) && mentions(node.init, names)) names.add(node.id.name);
  }
  return nodes.some((node) => keeps(node, names, bindings));
}

/** `let settle; new Promise((resolve) => { settle = resolve; }); this.waiters.push({ settle });` */
function isTakenApart(nodes: readonly Node[], names: ReadonlySet<string>, bindings: Bindings): boolean {
  return nodes.some((node) => {
    if (node.type !== T.AssignmentExpression || !isOne(node.right, names)) return false;
    const left = unwrap(node.left);
    const variable = left.type === T.Identifier ? bindings.variableOf(left) : undefined;
    if (!variable || !isOwn(left, bindings)) return false;
    const around = allBelow(variable.scope.block);
    return keepsOne(around, new Set([variable.name]), bindings);
  });
}

/** A node and what is below it, in source order. */
function allBelow(root: Node): readonly Node[] {
  const nodes: Node[] = [];
  const pending = [root];
  for (let node = pending.pop(); node; node = pending.pop()) {
    nodes.push(node);
    pending.push(
      ...childrenOf(node)
        .map((child) => child.node)
        .reverse(),
    );
  }
  return nodes;
}

function keeps(node: Node, names: ReadonlySet<string>, bindings: Bindings): boolean {
  if (node.type === T.AssignmentExpression)
    return mentions(node.right, names) && !isOwn(unwrap(node.left), bindings);
  if (!isCall(node)) return false;
  const callee = unwrap(node.callee);
  const isHanded = node.arguments.some((argument) => isOne(argument, names));
  if (callee.type !== T.MemberExpression) return isHanded && !isTimer(callee);
  const name = propertyName(callee) ?? '';
  // Who emits on the object itself is a method of it.
  if (LISTENS.test(name)) return unwrap(callee.object).type === T.ThisExpression;
  if (STORES.test(name))
    return node.arguments.some((argument) => mentions(argument, names)) && !isOwn(callee.object, bindings);
  return isHanded && !TAKES_HANDLER.test(name);
}

const STORES = /^(push|unshift|splice|add|set|enqueue|insert)/;
const LISTENS = /^(on|once|\w*Listener)$/;
const TAKES_HANDLER = /^(then|catch|finally|subscribe|end|close|write|setTimeout|nextTick)$/;

function isTimer(callee: Node): boolean {
  return (
    callee.type === T.Identifier && /^(set(Timeout|Interval|Immediate)|queueMicrotask)$/.test(callee.name)
  );
}

function isOne(node: Node, names: ReadonlySet<string>): boolean {
  const inner = unwrap(node);
  return inner.type === T.Identifier && names.has(inner.name);
}

function mentions(root: Node, names: ReadonlySet<string>): boolean {
  return allBelow(root).some((node) => isOne(node, names));
}

/** A variable of a function around: nobody outside of that function reaches it. */
function isOwn(node: Node, bindings: Bindings): boolean {
  if (node.type !== T.Identifier) return false;
  const variable = bindings.variableOf(node);
  const isTop = variable?.scope.type === 'module' || variable?.scope.type === 'global';
  return variable !== undefined && !isTop && variable.defs[0]?.type !== 'Parameter';
}

import { defKind, isThisAlias, soleDeclarator, soleValue, type Binding, type Bindings } from './bindings.js';
import { isFunction, propertyName, T, unwrap, type FunctionNode, type Node } from './nodes.js';
import { privateAccess } from './private-fields.js';
import { makesPromise } from './promise-maker.js';
import type { CallSite, Survey, Unit } from './units.js';

/** The unit that a call runs, when it is a function of the same file. */
export function targetOf(site: CallSite, survey: Survey, bindings: Bindings): Unit | undefined {
  const callee = unwrap(site.node.callee);
  const search = { survey, bindings, unit: site.unit };
  const fn =
    site.node.type === T.NewExpression ? constructorOf(callee, site, search) : calledFunction(callee, search);
  return fn && survey.unitOf.get(fn);
}

/** The function an expression names: a function expression, a declared function, a method of `this`. */
export function functionOf(
  node: Node,
  survey: Survey,
  bindings: Bindings,
  unit: Unit,
): FunctionNode | undefined {
  return calledFunction(unwrap(node), { survey, bindings, unit });
}

/** Whether calling the function gives a promise, as it was written before a compiler made a generator of it. */
export function isAsyncFunction(fn: FunctionNode, survey: Survey): boolean {
  const unit = survey.unitOf.get(fn);
  return (fn.async && !fn.generator) || unit?.generator !== undefined || survey.awaiters.has(fn);
}

interface Search {
  readonly survey: Survey;
  readonly bindings: Bindings;
  readonly unit: Unit;
}

function calledFunction(callee: Node, search: Search): FunctionNode | undefined {
  if (isFunction(callee)) return callee;
  if (callee.type === T.Identifier) return namedFunction(callee, search);
  if (callee.type === T.SequenceExpression) return calledFunction(unwrap(callee.expressions.at(-1)!), search);
  const method = privateAccess(callee)?.method;
  if (method) return calledFunction(unwrap(method), search);
  if (callee.type !== T.MemberExpression) return undefined;
  const name = propertyName(callee);
  if (name === undefined) return undefined;
  const object = unwrap(callee.object);
  if (name === 'call' || name === 'apply') return calledFunction(object, search);
  if (object.type === T.ThisExpression) return search.unit.self?.methods.get(name);
  return memberHolder(object, search)?.methods.get(name);
}

function namedFunction(node: Node, { bindings }: Search): FunctionNode | undefined {
  const variable = bindings.variableOf(node);
  if (!variable) return undefined;
  const [def] = variable.defs;
  if (variable.defs.length === 1 && defKind(def) === 'FunctionName') {
    const declared = def!.node as Node;
    return isFunction(declared) && declared.body ? declared : undefined;
  }
  const init = soleValue(variable);
  const value = init && unwrap(init);
  return value && isFunction(value) ? value : undefined;
}

/** The class or object literal that an identifier stands for. */
function memberHolder(node: Node, { survey, bindings }: Search) {
  const variable = node.type === T.Identifier ? bindings.variableOf(node) : undefined;
  const [def] = variable?.defs ?? [];
  if (!variable || !def) return undefined;
  if (isThisAlias(variable)) return ownerOf(variable, survey)?.self;
  if (defKind(def) === 'ClassName') return survey.naming.members.get(def.node as Node);
  const init = soleDeclarator(variable)?.init;
  return init ? survey.naming.members.get(unwrap(init)) : undefined;
}

/** The function that a variable is declared in. */
function ownerOf(variable: Binding, { unitOf }: Survey): Unit | undefined {
  for (let { scope } = variable as { scope: Binding['scope'] | null }; scope; scope = scope.upper) {
    const unit = unitOf.get(scope.block);
    if (unit) return unit;
  }
  return undefined;
}

/** `new Promise(executor)` runs the executor at once. */
function constructorOf(callee: Node, site: CallSite, search: Search): FunctionNode | undefined {
  const [executor] = site.node.arguments;
  const isPromise = makesPromise(site.node, search.bindings);
  const holder = isPromise ? undefined : memberHolder(callee, search);
  if (holder) return holder.methods.get('constructor');
  return isPromise && executor ? calledFunction(unwrap(executor), search) : namedFunction(callee, search);
}

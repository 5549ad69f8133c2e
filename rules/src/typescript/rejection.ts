import { generatorOf } from './down-level.js';
import { childrenOf, isFunction, propertyName, T, unwrap, type CallNode, type Node } from './nodes.js';

/** True when awaiting the expression can't throw, whatever the functions in it do: its promise never rejects. */
export function neverRejects(outer: Node): boolean {
  const node = unwrap(outer);
  if (node.type === T.Literal || node.type === T.TemplateLiteral) return true;
  if (node.type === T.NewExpression) return isUnrejectable(node.callee, node.arguments[0]);
  if (node.type !== T.CallExpression) return false;
  const called = calledAtOnce(node);
  if (called) return catchesAll(called);
  const callee = unwrap(node.callee);
  if (callee.type !== T.MemberExpression) return false;
  const [first, second] = node.arguments;
  switch (propertyName(callee)) {
    case 'catch':
      return first !== undefined && isCalm(first);
    case 'then':
      return first !== undefined && second !== undefined && isCalm(first) && isCalm(second);
    case 'finally':
      return neverRejects(callee.object) && (first === undefined || isCalm(first));
    case 'allSettled':
      return isPromise(callee.object);
    case 'resolve':
      return isPromise(callee.object) && (first === undefined || neverRejects(first));
    default:
      return false;
  }
}

/** `new Promise((resolve) => …)`: an executor that is not given a way to reject. */
function isUnrejectable(callee: Node, executor: Node | undefined): boolean {
  return isPromise(callee) && executor !== undefined && isFunction(executor) && executor.params.length < 2;
}

function isPromise(node: Node): boolean {
  return node.type === T.Identifier && node.name === 'Promise';
}

/** The body of an async function that is called where it stands, as written or as compiled for old engines. */
function calledAtOnce(call: CallNode): Node | undefined {
  const callee = unwrap(call.callee);
  if (isFunction(callee)) return callee.async ? callee.body : undefined;
  return (generatorOf(call) ?? (callee.type === T.CallExpression ? generatorOf(callee) : undefined))?.body;
}

/** `{ try { … } catch (error) { … } }`: nothing stands outside, and the handler throws nothing of its own. */
function catchesAll(body: Node): boolean {
  if (body.type !== T.BlockStatement) return false;
  return body.body.every((statement) => {
    if (statement.type === T.VariableDeclaration) return statement.declarations.every(({ init }) => !init);
    if (statement.type !== T.TryStatement || !statement.handler) return false;
    const { handler, finalizer } = statement;
    return !throwsIn(handler.body) && !(finalizer && throwsIn(finalizer));
  });
}

/** A handler with no `throw` of its own in sight. */
function isCalm(handler: Node): boolean {
  return !isFunction(handler) || !throwsIn(handler.body);
}

function throwsIn(node: Node): boolean {
  if (node.type === T.ThrowStatement) return true;
  return childrenOf(node).some(({ node: child }) => !isFunction(child) && throwsIn(child));
}

import type { Bindings } from './bindings.js';
import { calleeName, isFunction, T, unwrap, type CallNode } from './nodes.js';

/**
 * `new Promise(…)`, and the same of a library's or of the file's own by that name: `new TypedPromise((resolve) => …)`,
 * told by how its executor names what settles it.
 */
export function makesPromise(node: CallNode, bindings: Bindings): boolean {
  const { type, callee } = node;
  if (type !== T.NewExpression) return false;
  if (callee.type === T.Identifier && callee.name === 'Promise' && !bindings.variableOf(callee)) return true;
  if (!PROMISE.test(calleeName(callee))) return false;
  const [executor] = node.arguments;
  const given = executor && unwrap(executor);
  const [resolve] = given && isFunction(given) ? given.params : [];
  return resolve?.type === T.Identifier && RESOLVE.test(resolve.name);
}

const PROMISE = /Promise(Class|Ctor|Constructor|Impl(ementation)?|Library|Lib)?$|^Bluebird$/;
const RESOLVE = /^_*(on)?(res|resolver?|resolved?|fulfill?|fulfil|accept|done|ok)[A-Z\d]?\w*$/i;

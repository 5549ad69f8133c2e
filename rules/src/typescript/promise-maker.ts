import type { Bindings } from './bindings.js';
import { calleeName, isFunction, T, unwrap, type CallNode } from './nodes.js';

/**
 * `new Promise(…)`, and the same of a library's or of the file's own by that name: `new TypedPromise((resolve) => …)`,
 * told by how its executor names what settles it; by any name, where it names what rejects it as well. A method that is bound
 * (`new TypedPromise(this.run.bind(this))`) names nothing here.
 */
export function makesPromise(node: CallNode, bindings: Bindings): boolean {
  const { type, callee } = node;
  if (type !== T.NewExpression) return false;
  if (callee.type === T.Identifier && callee.name === 'Promise' && !bindings.variableOf(callee)) return true;
  const [executor] = node.arguments;
  const given = executor && unwrap(executor);
  if (given?.type === T.CallExpression && calleeName(given.callee) === 'bind')
    return PROMISE.test(calleeName(callee));
  const [resolve, reject, more] = given && isFunction(given) ? given.params : [];
  if (resolve?.type !== T.Identifier || !RESOLVE.test(resolve.name)) return false;
  const isPair = /^_*res/.test(resolve.name) && reject?.type === T.Identifier && /^_*rej/.test(reject.name);
  return (isPair && !more) || PROMISE.test(calleeName(callee));
}

const PROMISE = /Promise(Class|Ctor|Constructor|Impl(ementation)?|Library|Lib)?$|^Bluebird$/;
const RESOLVE = /^_*(on)?(res|resolver?|resolved?|fulfill?|fulfil|accept|done|ok)[A-Z\d]?\w*$/i;

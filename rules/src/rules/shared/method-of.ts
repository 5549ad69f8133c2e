import type { AnalysisContext } from '../../context.js';
import type { Call } from '../../protocol/events.js';
import type { FunctionModel } from '../../protocol/model.js';
import { functionsNamed } from './nesting.js';

/** The object of a method, by any of the names that closures have for it. */
export const OBJECT = /^(?:this|self|that|_this\d*|me)\./;

/** A method of the object, by its name. */
export const METHOD = /^(?:this|self|that|_this\d*|me)\.([\w$#]+)$/;

/** The function of the file that is called; by its name, where only one has it. */
export function methodOf(
  { model }: AnalysisContext,
  { target, name }: Pick<Call, 'target' | 'name'>,
): FunctionModel | undefined {
  if (target !== undefined) return model.functions[target];
  const method = METHOD.exec(name)?.[1];
  const named = method === undefined ? [] : functionsNamed(model.functions, method);
  return named.length === 1 ? named[0] : undefined;
}

import type { AnalysisContext } from '../../context.js';
import type { FunctionModel } from '../../protocol/model.js';
import { isInside } from './promise-wait.js';

/** The function or method of the top level that a function stands in; itself where it stands in none. */
export function outermostOf({ model }: AnalysisContext, fn: FunctionModel): FunctionModel {
  let outer = fn;
  for (const other of model.functions)
    if (!other.isTopLevel && (other === outer || isInside(outer, other))) outer = other;
  return outer;
}

import type { AnalysisContext } from '../../context.js';
import type { FileModel, FunctionModel } from '../../protocol/model.js';
import { isInside } from './nesting.js';

/** The function or method of the top level that a function stands in; itself where it stands in none. */
export function outermostOf({ model }: AnalysisContext, fn: FunctionModel): FunctionModel {
  let known = outermosts.get(model.functions);
  if (!known) outermosts.set(model.functions, (known = outermostsIn(model)));
  return known.get(fn) ?? fn;
}

/** A bundle has tens of thousands of functions, and many questions are about each. */
const outermosts = new WeakMap<FileModel['functions'], ReadonlyMap<FunctionModel, FunctionModel>>();

function outermostsIn({ functions }: FileModel): ReadonlyMap<FunctionModel, FunctionModel> {
  const sorted = functions
    .filter(({ isTopLevel }) => !isTopLevel)
    .sort((a, b) => a.range[0] - b.range[0] || b.range[1] - a.range[1]);
  const known = new Map<FunctionModel, FunctionModel>();
  let outer: FunctionModel | undefined;
  for (const fn of sorted) {
    if (!outer || !isInside(fn, outer)) outer = fn;
    known.set(fn, outer);
  }
  return known;
}

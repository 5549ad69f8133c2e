import type { Graph } from './protocol/graph.js';
import type { FunctionModel } from './protocol/model.js';
import type { Structure } from './protocol/structure.js';

/** What was worked out about the functions of an earlier text of a document. */
export interface KeptAnswers {
  /** The graph of a function, made anew if its body is another object. */
  graphOf(fn: FunctionModel, build: (fn: FunctionModel) => Graph): Graph;
  /** The questions without an answer, of a function that may have moved since. */
  silentOn(fn: FunctionModel): Set<unknown>;
}

/** Nothing kept yet. `originOf` gives the body that a function's was before it has moved. */
export function keepAnswers(originOf: (body: Structure) => Structure): KeptAnswers {
  const graphs = new WeakMap<Structure, Graph>();
  const silent = new WeakMap<Structure, Set<unknown>>();
  return {
    graphOf: (fn, build) => getOrMake(graphs, fn.body, () => build(fn)),
    silentOn: ({ body }) => getOrMake(silent, originOf(body), () => new Set()),
  };
}

function getOrMake<V>(known: WeakMap<Structure, V>, body: Structure, make: () => V): V {
  let value = known.get(body);
  if (value === undefined) known.set(body, (value = make()));
  return value;
}

import type { Graph } from './protocol/graph.js';
import { buildGraph } from './protocol/build-graph.js';
import type { FileModel, FunctionModel } from './protocol/model.js';

/** A file's model with what is worked out from it once and shared by all rules. */
export interface AnalysisContext {
  readonly model: FileModel;
  /** The control-flow graph of a function, built at the first request. */
  graphOf(fn: FunctionModel): Graph;
}

/** Prepares a model for the rules. */
export function createContext(model: FileModel): AnalysisContext {
  const graphs = new Map<FunctionModel, Graph>();
  return {
    model,
    graphOf(fn) {
      let graph = graphs.get(fn);
      if (!graph) graphs.set(fn, (graph = buildGraph(fn)));
      return graph;
    },
  };
}

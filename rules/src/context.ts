import { buildGraph } from './protocol/build-graph.js';
import { callsOf } from './protocol/calls.js';
import type { Call } from './protocol/events.js';
import type { Graph } from './protocol/graph.js';
import type { FileModel, FunctionModel } from './protocol/model.js';
import type { Structure } from './protocol/structure.js';
import { summarize, type Summary } from './protocol/summaries.js';
import { createLineIndex, type LineIndex } from './line-index.js';

/** A file's model with what is worked out from it once and shared by all rules. */
export interface AnalysisContext {
  readonly model: FileModel;
  readonly lines: LineIndex;
  /** The control-flow graph of a function, built at the first request. */
  graphOf(fn: FunctionModel): Graph;
  /** Every call of a function, in source order: a quick look before a graph is built. */
  callsOf(fn: FunctionModel): readonly Call[];
  /** Summaries of `model.functions`, by index. */
  summaries(): readonly Summary[];
  /** JavaScript: the file with the functions that wait by promises of their own. */
  promises(): AnalysisContext | undefined;
}

/**
 * Prepares a model for the rules; `lowerPromises` reads the file once more when a rule asks for its promises. `known` are
 * the graphs of functions that an earlier text had, by their bodies.
 */
export function createContext(
  model: FileModel,
  lowerPromises?: () => FileModel | undefined,
  known?: WeakMap<Structure, Graph>,
): AnalysisContext {
  const graphs = new Map<FunctionModel, Graph>();
  let summaries: readonly Summary[] | undefined;
  let promises: AnalysisContext | undefined;
  const graphOf = (fn: FunctionModel): Graph => {
    let graph = graphs.get(fn) ?? known?.get(fn.body);
    if (!graph) {
      graph = buildOrGiveUp(fn);
      known?.set(fn.body, graph);
    }
    graphs.set(fn, graph);
    return graph;
  };
  const calls = new Map<FunctionModel, readonly Call[]>();
  const callsOfOnce = (fn: FunctionModel): readonly Call[] => {
    let found = calls.get(fn);
    if (!found) calls.set(fn, (found = callsOf(fn)));
    return found;
  };
  return {
    model,
    callsOf: callsOfOnce,
    lines: createLineIndex(model.text),
    graphOf,
    promises() {
      const wide = promises ? undefined : lowerPromises?.();
      return (promises ??= wide && createContext(wide));
    },
    summaries: () => (summaries ??= summarize(model, graphOf)),
  };
}

/** Code nested so deeply that the stack does not reach is left out rather than failing the whole file. */
function buildOrGiveUp(fn: FunctionModel): Graph {
  try {
    return buildGraph(fn);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { blocks: [{ id: 0, events: [], edges: [], isLoopHead: false }] };
  }
}

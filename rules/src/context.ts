import { buildGraph } from './protocol/build-graph.js';
import { callsOf } from './protocol/calls.js';
import type { Call } from './protocol/events.js';
import type { Graph } from './protocol/graph.js';
import type { FileModel, FunctionModel } from './protocol/model.js';
import { summarize, type Summaries } from './protocol/summaries.js';
import type { KeptAnswers } from './kept-answers.js';
import { createLineIndex, mappedLines, type LineIndex } from './line-index.js';
import type { SourceMap } from './protocol/source-map.js';

/** A file's model with what is worked out from it once and shared by all rules. */
export interface AnalysisContext {
  readonly model: FileModel;
  readonly language: FileModel['language'];
  /** Lines of the file, by offsets of the model's text. */
  readonly lines: LineIndex;
  /** Where the model's text comes from, if it is not the file's own. */
  readonly sourceMap: SourceMap | undefined;
  /** The control-flow graph of a function, built at the first request. */
  graphOf(fn: FunctionModel): Graph;
  /** Every call of a function, in source order: a quick look before a graph is built. */
  callsOf(fn: FunctionModel): readonly Call[];
  /** What calling a function of `model.functions` may do, by its index. */
  readonly summaryOf: Summaries;
  /** Where work is kept: the questions that this function, as it is written, has had no answer to. */
  silentOn?(fn: FunctionModel): Set<unknown>;
  /** JavaScript: the file with the functions that wait by promises of their own. */
  promises(): AnalysisContext | undefined;
}

/**
 * Prepares a model for the rules; `lowerPromises` reads the file once more when a rule asks for its promises. `kept` is what
 * is known of the functions from an earlier text, `sourceMap` the way back from the text of either model.
 */
export function createContext(
  model: FileModel,
  lowerPromises?: () => FileModel | undefined,
  kept?: KeptAnswers,
  sourceMap?: SourceMap,
): AnalysisContext {
  let promises: AnalysisContext | undefined;
  const graphOf = once((fn: FunctionModel) => kept?.graphOf(fn, buildOrGiveUp) ?? buildOrGiveUp(fn));
  return {
    model,
    language: model.language,
    callsOf: once(callsOf),
    lines: sourceMap ? mappedLines(model.text, sourceMap) : createLineIndex(model.text),
    sourceMap,
    graphOf,
    ...(kept && { silentOn: kept.silentOn }),
    promises() {
      const wide = promises ? undefined : lowerPromises?.();
      return (promises ??= wide && createContext(wide, undefined, undefined, sourceMap));
    },
    summaryOf: summarize(model, graphOf),
  };
}

/** Works something out for each function at the first request. */
function once<V extends object>(find: (fn: FunctionModel) => V): (fn: FunctionModel) => V {
  const found = new Map<FunctionModel, V>();
  return (fn) => {
    let value = found.get(fn);
    if (!value) found.set(fn, (value = find(fn)));
    return value;
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

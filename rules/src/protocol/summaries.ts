import { eventsOf, type Graph } from './graph.js';
import type { Call, Operand } from './events.js';
import type { FileModel, FunctionModel } from './model.js';

/** What calling a function of the same file may do, in the protocol's words. Parameters are named by position. */
export interface Summary {
  /** Parameters whose entry or queue is registered, and those which are finished, on some path. */
  readonly registers: ReadonlySet<number>;
  readonly finishes: ReadonlySet<number>;
  /** Shared places (`this.entry`) finished on some path. */
  readonly finishesPlaces: ReadonlySet<string>;
  /** May give up the processor. */
  readonly sleeps: boolean;
  /** May set the running state. */
  readonly disarms: boolean;
}

const nothing: Summary = {
  registers: new Set(),
  finishes: new Set(),
  finishesPlaces: new Set(),
  sleeps: false,
  disarms: false,
};

/** What calling the function at an index may do. */
export type Summaries = (index: number) => Summary;

/**
 * Summaries of the functions of a file, made when they are asked for: of a function and all that it calls, to a fixed point
 * so that helpers of helpers and recursion count.
 */
export function summarize({ functions }: FileModel, graphOf: (fn: FunctionModel) => Graph): Summaries {
  const done = new Map<number, Summary>();
  return (asked) => {
    const known = done.get(asked);
    if (known) return known;
    const graphs = new Map(reachedFrom(asked, done).map((index) => [index, graphOf(functions[index]!)]));
    for (const index of graphs.keys()) done.set(index, nothing);
    for (let changed = true; changed;) {
      changed = false;
      for (const [index, graph] of graphs) {
        const summary = summarizeOne(functions[index]!, graph, done);
        changed ||= size(summary) !== size(done.get(index)!);
        done.set(index, summary);
      }
    }
    return done.get(asked)!;
  };

  /** The function and those it calls that are not known yet. */
  function reachedFrom(asked: number, known: ReadonlyMap<number, Summary>): readonly number[] {
    const reached = new Set([asked]);
    for (const index of reached) {
      for (const event of eventsOf(graphOf(functions[index]!))) {
        const target = event.kind === 'call' ? event.call.target : undefined;
        if (target !== undefined && !known.has(target)) reached.add(target);
      }
    }
    return [...reached];
  }
}

function summarizeOne(fn: FunctionModel, graph: Graph, known: ReadonlyMap<number, Summary>): Summary {
  const found = {
    registers: new Set<number>(),
    finishes: new Set<number>(),
    finishesPlaces: new Set<string>(),
  };
  let [sleeps, disarms] = [false, false];
  const parameter = (operand: Operand | undefined): number =>
    fn.parameters.indexOf(operand?.place?.text ?? '');
  const add = (to: Set<number>, operand: Operand | undefined): void => {
    if (parameter(operand) >= 0) to.add(parameter(operand));
  };
  for (const event of eventsOf(graph)) {
    if (event.kind === 'sleep') sleeps = true;
    if (event.kind === 'register') add(found.registers, event.entry ?? event.queue);
    if (event.kind === 'finish') {
      disarms ||= event.disarms;
      add(found.finishes, event.entry ?? event.queue);
      const place = (event.entry ?? event.queue)?.place;
      if (place?.shared) found.finishesPlaces.add(place.text);
    }
    if (event.kind !== 'call') continue;
    const { target } = event.call;
    const callee = target === undefined ? undefined : known.get(target);
    if (!callee) continue;
    sleeps ||= callee.sleeps;
    disarms ||= callee.disarms;
    for (const i of callee.registers) add(found.registers, event.call.args[i]);
    for (const i of callee.finishes) add(found.finishes, event.call.args[i]);
    for (const text of callee.finishesPlaces) found.finishesPlaces.add(text);
  }
  return { ...found, sleeps, disarms };
}

/** The summary of the function a call goes to, when it is in the same file. */
export function calleeSummary({ target }: Call, summaries: Summaries): Summary | undefined {
  return target === undefined ? undefined : summaries(target);
}

function size({ registers, finishes, finishesPlaces, sleeps, disarms }: Summary): number {
  return registers.size + finishes.size + finishesPlaces.size + Number(sleeps) + Number(disarms);
}

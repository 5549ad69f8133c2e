import type { AnalysisContext } from '../../context.js';
import type { Call, TestEvent } from '../../protocol/events.js';
import type { Graph } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';

/** A `waitAsync()` whose promise has a reaction, while its answer without a promise has none. */
export interface AnsweredAtOnce {
  readonly call: Call;
  /** `if (async) …`, with nothing for the other way. */
  readonly test: TestEvent;
}

/** Finds `const { async, value } = Atomics.waitAsync(…); if (async) value.then(…);` at the end of a function. */
export function findAnsweredAtOnce(
  { model, callsOf, graphOf }: AnalysisContext,
  fn: FunctionModel,
): readonly AnsweredAtOnce[] {
  const sleeps = callsOf(fn).filter(({ api }) => api?.action === 'compare-sleep' && api.awaits === true);
  return sleeps.flatMap((call) => {
    // Nobody but this function knows what it has made: there is nobody to be late for.
    const name = call.args[0]?.place?.shared === true ? flagOf(model.text, fn, call) : undefined;
    const test = name === undefined ? undefined : loneTest(graphOf(fn), name);
    return test ? [{ call, test }] : [];
  });
}

/** What tells whether there is a promise: `async`, `sleeps` in `{ async: sleeps }`, `answer.async`. */
function flagOf(text: string, { range }: FunctionModel, call: Call): string | undefined {
  const before = text.slice(range[0], call.range[0]);
  const [, pattern, holder] = /(?:const|let|var)\s+(?:\{([^{}]*)\}|([\w$]+))\s*=\s*$/.exec(before) ?? [];
  if (holder !== undefined) return `${holder}.async`;
  const flag = /(?:^|,)\s*async\s*(?::\s*([\w$]+))?\s*(?:,|$)/.exec(pattern ?? '');
  return flag ? (flag[1] ?? 'async') : undefined;
}

/** The only test of the flag, where the way with a promise reacts to it and the other ends the function at once. */
function loneTest(graph: Graph, flag: string): TestEvent | undefined {
  const tests = graph.blocks.flatMap((block) => {
    const last = block.events.at(-1);
    return last?.kind === 'test' && last.text.replace(/^!/, '') === flag ? [{ block, last }] : [];
  });
  const [only] = tests;
  if (tests.length !== 1 || !only) return undefined;
  const ways = only.block.edges.map(({ to, assume }) => ({ to, isAsync: assume?.value === true }));
  const [reacts, rests] = [ways.find(({ isAsync }) => isAsync), ways.find(({ isAsync }) => !isAsync)];
  const isReaction = reacts && reactsFrom(graph, reacts.to);
  return isReaction && rests && endsFrom(graph, rests.to) ? only.last : undefined;
}

function reactsFrom({ blocks }: Graph, id: number): boolean {
  return blocks[id]!.events.some((event) => event.kind === 'call' && /\.then$/.test(event.call.name));
}

/** Nothing happens any more. */
function endsFrom({ blocks }: Graph, start: number): boolean {
  const seen = new Set<number>();
  let id: number | undefined = start;
  while (id !== undefined && !seen.has(id)) {
    seen.add(id);
    const { events, edges, exit }: Graph['blocks'][number] = blocks[id]!;
    if (exit) return events.length === 0 && exit.value === undefined && exit.kind !== 'throw';
    if (events.length > 0 || edges.length !== 1) return false;
    id = edges[0]!.to;
  }
  return false;
}

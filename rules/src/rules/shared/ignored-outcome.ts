import { wordOf } from '../../api/atomics.js';
import type { AnalysisContext } from '../../context.js';
import type { Call, ProtocolEvent, SleepEvent } from '../../protocol/events.js';
import { eventsOf, reachability, type Block, type Graph } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import type { Range } from '../../protocol/place.js';

/** An outcome of Atomics.wait or Atomics.waitAsync that nobody looks at although it matters. */
export interface IgnoredOutcome {
  readonly call: Call;
  readonly outcome: 'timed-out' | 'not-equal';
  /** `read`: what the waker should have written is taken; `then`: a string is taken for a promise. */
  readonly how: 'read' | 'then';
  /** Where. */
  readonly range: Range;
}

/** Every ignored outcome in a function. */
export function ignoredOutcomes(context: AnalysisContext, fn: FunctionModel): readonly IgnoredOutcome[] {
  const sleeps = context.callsOf(fn).filter(({ api }) => api?.action === 'compare-sleep');
  if (sleeps.length === 0) return [];
  const asyncs = sleeps.filter(({ api }) => api!.awaits);
  return [
    ...ignoredResults(context.graphOf(fn)),
    ...asyncs.flatMap((call) => missingThen(context, fn, call)),
  ];
}

/** The result is dropped, the word is not tested again, and what was to be written for the sleeper is read. */
function ignoredResults(graph: Graph): readonly IgnoredOutcome[] {
  const reach = reachability(graph);
  return graph.blocks.flatMap((block) => {
    // in a loop the next turn tests
    if (reach(block.id).has(block.id)) return [];
    return block.events.flatMap((event) => {
      const isDropped =
        event.kind === 'sleep' && event.how === 'compare-sleep' && event.call.use === 'dropped';
      return isDropped ? ignoredResult(graph, event, eventsAfter(graph, block, event, reach(block.id))) : [];
    });
  });
}

function eventsAfter(
  graph: Graph,
  { id, events }: Block,
  event: ProtocolEvent,
  reached: ReadonlySet<number>,
): readonly ProtocolEvent[] {
  const later = graph.blocks.filter((block) => reached.has(block.id)).flatMap((block) => block.events);
  return [...graph.blocks[id]!.events.slice(events.indexOf(event) + 1), ...later];
}

function ignoredResult(
  graph: Graph,
  { call, timed }: SleepEvent,
  later: readonly ProtocolEvent[],
): readonly IgnoredOutcome[] {
  const word = wordOf(call);
  const array = call.args[0]?.place;
  if (!word || !array || (!array.shared && !timed)) return [];
  if (later.some((event) => event.kind === 'test' && event.reads.some(({ text }) => text === word.text)))
    return [];
  if (!timed && isSetBefore(graph, word.text, call)) return [];
  const read = later.find(
    (event) =>
      (event.kind === 'update' && event.value?.reads.some(({ text }) => text.startsWith(`${array.text}[`))) ||
      (timed && takesAnswer(event, array.text)),
  );
  if (!read) return [];
  return [{ call, outcome: timed ? 'timed-out' : 'not-equal', how: 'read', range: read.range }];
}

/** The one message that was waited for is taken, or the array handed to what reads it. */
function takesAnswer(event: ProtocolEvent, array: string): boolean {
  if (event.kind !== 'call' || event.call.use === 'dropped' || event.call.use === 'tested') return false;
  const { name, args, use } = event.call;
  if (/(^|\.)receiveMessageOnPort$/.test(name)) return use === 'other';
  return !name.startsWith('Atomics.') && args.some(({ place }) => place?.text === array);
}

/** The word is put back to what the sleeper expects, so that it does sleep. */
function isSetBefore(graph: Graph, word: string, { range }: Call): boolean {
  return [...eventsOf(graph)].some(
    (event) => event.kind === 'update' && event.place.text === word && event.range[0] < range[0],
  );
}

/** `Atomics.waitAsync(…).value.then(…)`: the value is a string, no promise, when nothing was slept. */
function missingThen(context: AnalysisContext, fn: FunctionModel, call: Call): readonly IgnoredOutcome[] {
  const then = context.callsOf(fn).find((other) => isThenOf(context, fn, call, other));
  return then ? [{ call, outcome: 'not-equal', how: 'then', range: then.nameRange }] : [];
}

function isThenOf(context: AnalysisContext, fn: FunctionModel, sleep: Call, then: Call): boolean {
  if (then.name === '.then' && then.range[0] === sleep.range[0]) {
    return /^\s*\.\s*value\s*\.\s*then\b/.test(context.model.text.slice(sleep.range[1]));
  }
  const holder = /^(.+)\.value\.then$/.exec(then.name)?.[1];
  if (holder === undefined) return false;
  const events = [...eventsOf(context.graphOf(fn))];
  const isHolder = events.some(
    (event) =>
      event.kind === 'update' && event.place.text === holder && event.value?.calls.includes(sleep) === true,
  );
  return (
    isHolder &&
    !events.some((event) => event.kind === 'test' && event.reads.some(({ text }) => asks(text, holder)))
  );
}

function asks(text: string, holder: string): boolean {
  return text === `${holder}.async` || text === `${holder}.value`;
}

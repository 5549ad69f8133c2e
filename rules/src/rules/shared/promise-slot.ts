import type { AnalysisContext } from '../../context.js';
import type { Call, CallEvent, ProtocolEvent, TestEvent, UpdateEvent } from '../../protocol/events.js';
import { reachability, type Block, type Graph, type Reach } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import { walkPaths } from '../../protocol/paths.js';
import { mayOverlap, type Place } from '../../protocol/place.js';
import { landing } from './decisive-test.js';
import { functionOf } from './promise-wait.js';
import { isDeferred, resolverStore } from './promise-resolver.js';
import { emitsAfterFreeing, isCountOf, wakesAfterFreeing } from './promise-waker.js';
import { testedPlaces } from './tested-places.js';

/** A slot that is taken by whoever is woken, though somebody else may have taken it first. */
export interface PromiseSlot {
  readonly tested: TestEvent;
  /** The `new Promise(…)` that is awaited. */
  readonly wait: Call;
  /** The slot is taken here. */
  readonly taken: UpdateEvent | CallEvent;
}

interface State {
  /** Awaited under a guard: the guard's other way arrives at `landing`. */
  readonly waited: Waiting | null;
  readonly joined: boolean;
  /** The promise is awaited: others run before what comes next. */
  readonly slept: boolean;
}

interface Waiting {
  readonly tested: TestEvent;
  /** What the test looks at, getters followed. */
  readonly places: readonly Place[];
  readonly wait: Call;
  readonly landing: ReadonlySet<number>;
  /** The other way takes one too: what comes after the wait need not be where both meet. */
  readonly takesPast: boolean;
}

/**
 * Finds `if (full) await new Promise((resolve) => waiters.push(resolve)); count++`: the waker frees a slot and resolves,
 * but the waiter runs only later, and whoever asks in between finds the slot free.
 */
export function findPromiseSlots(context: AnalysisContext, fn: FunctionModel): readonly PromiseSlot[] {
  const graph = context.graphOf(fn);
  const chained = slotsInReactions(context, fn, graph);
  const waits = waitsOf(context, fn, graph);
  if (waits.size === 0) return chained;
  const found = new Map<Call, PromiseSlot>();
  const isComplete = walkPaths<State>(graph, {
    start: { waited: null, joined: false, slept: false },
    key: ({ waited, joined, slept }) => `${waited?.wait.range[0]}${joined}${slept}`,
    onEvent: (state, event) => next(state, event, waits, found),
    onEdge: (state, { to }) => (state.waited?.landing.has(to) ? { ...state, joined: true } : state),
  });
  return isComplete ? [...chained, ...found.values()] : chained;
}

/** `return new Promise((resolve) => waiters.push(resolve)).then(() => { this.free--; })` */
function slotsInReactions(context: AnalysisContext, fn: FunctionModel, graph: Graph): readonly PromiseSlot[] {
  const calls = context.callsOf(fn);
  if (!calls.some(({ name }) => name === '.then')) return [];
  const reach = reachability(graph);
  return graph.blocks.flatMap((block) =>
    block.events.flatMap((event) => {
      if (event.kind !== 'call' || reach(block.id).has(block.id)) return [];
      const reacts = calls.find(({ name, range }) => name === '.then' && range[0] === event.call.range[0]);
      const isFreed = reacts && event.call !== reacts ? wakerOf(context, fn, event.call) : undefined;
      const guard = isFreed && guardPast(context, graph, reach, block);
      const taken =
        guard && isFreed(guard.places) ? firstTaken(context, fn, reacts!, guard.places) : undefined;
      return guard && taken ? [{ tested: guard.tested, wait: event.call, taken }] : [];
    }),
  );
}

/** What the reaction takes before it tests anything. */
function firstTaken(
  context: AnalysisContext,
  fn: FunctionModel,
  { args: [given] }: Call,
  places: readonly Place[],
): Taking | undefined {
  const code = given?.form === 'function' ? functionOf(context, fn, given) : undefined;
  for (const event of code ? (context.graphOf(code).blocks[0]?.events ?? []) : []) {
    if (event.kind === 'test') return undefined;
    if (takes(event, places)) return event;
  }
  return undefined;
}

/** The last test of something shared before the block, whose other way takes what was tested and leaves. */
function guardPast(
  context: AnalysisContext,
  graph: Graph,
  reach: Reach,
  at: Block,
): Pick<Waiting, 'tested' | 'places'> | undefined {
  const leads = (to: number): boolean => to === at.id || reach(to).has(at.id);
  const guards = graph.blocks.flatMap(({ events, edges }) => {
    const tested = events.at(-1);
    const past = edges.find(({ to }) => !leads(to));
    if (tested?.kind !== 'test' || !past || !edges.some(({ to }) => leads(to))) return [];
    const places = testedPlaces(context, tested).filter(({ shared }) => shared);
    const isTaken = graph.blocks[past.to]!.events.some((event) => takes(event, places));
    return isTaken ? [{ tested, places }] : [];
  });
  return guards.at(-1);
}

function next(
  state: State,
  event: ProtocolEvent,
  waits: ReadonlyMap<ProtocolEvent, Waiting>,
  found: Map<Call, PromiseSlot>,
): State | null {
  const { waited, joined, slept } = state;
  if (!waited) return { ...state, waited: waits.get(event) ?? null };
  if (event.kind === 'test' || event.kind === 'opaque' || waits.has(event)) return null;
  if (event.kind === 'yield') return { ...state, slept: true };
  if (!(joined || waited.takesPast) || !slept || !takes(event, waited.places)) return state;
  if (!found.has(waited.wait))
    found.set(waited.wait, { tested: waited.tested, wait: waited.wait, taken: event });
  return null;
}

type Taking = UpdateEvent | CallEvent;

/** What was tested is changed, by a value of its own and not by what came with the wake-up; or one of the tested is taken. */
function takes(event: ProtocolEvent, reads: readonly Place[]): event is Taking {
  if (event.kind === 'update')
    return event.place.shared && reads.some((read) => read.shared && mayOverlap(event.place, read));
  if (event.kind !== 'call' || !/\.(pop|shift|dequeue)$/.test(event.call.name)) return false;
  return reads.some((read) => read.shared && isCountOf(read, event.call.receiver));
}

/** The awaited promises outside of loops whose resolver is kept for others, with the test that decides about them. */
function waitsOf(
  context: AnalysisContext,
  fn: FunctionModel,
  graph: Graph,
): ReadonlyMap<ProtocolEvent, Waiting> {
  const reach = reachability(graph);
  const waits = new Map<ProtocolEvent, Waiting>();
  for (const block of graph.blocks) {
    if (reach(block.id).has(block.id)) continue;
    for (const event of block.events) {
      const isFreed =
        event.kind === 'call' && (event.call.awaited || isDeferred(event.call))
          ? wakerOf(context, fn, event.call)
          : undefined;
      if (!isFreed || event.kind !== 'call') continue;
      const guard = guardsOf(context, graph, reach, block).find(({ places }) => isFreed(places));
      if (guard && !isCountedBefore(graph, guard)) waits.set(event, { ...guard, wait: event.call });
    }
  }
  return waits;
}

/** `count++; if (count > limit) await …`: whoever waits is counted already, and what comes after gives it back. */
function isCountedBefore({ blocks }: Graph, { tested, places }: Pick<Waiting, 'tested' | 'places'>): boolean {
  return blocks.some(({ events }) =>
    events.some(
      (event) =>
        event.kind === 'update' &&
        event.value === undefined &&
        event.range[1] <= tested.range[0] &&
        places.some(({ text }) => text === event.place.text),
    ),
  );
}

/** Tells whether somebody frees what was tested and then wakes: by a resolver that was kept, or by an event. */
function wakerOf(
  context: AnalysisContext,
  fn: FunctionModel,
  call: Call,
): ((tested: readonly Place[]) => boolean) | undefined {
  const [store, waiter] = storeBehind(context, fn, call) ?? [];
  if (store && waiter) return (tested) => wakesAfterFreeing(context, waiter, store, tested);
  const event = /^(\w+\.)?once$/.test(call.name) ? call.args[1]?.constant : undefined;
  return typeof event === 'string' ? (tested) => emitsAfterFreeing(context, event, tested) : undefined;
}

/** Where the resolver is kept, by the function itself or by one of the file that it awaits, and that function. */
function storeBehind(
  context: AnalysisContext,
  fn: FunctionModel,
  call: Call,
): readonly [Place, FunctionModel] | undefined {
  const own = resolverStore(context, call, fn);
  if (own) return [own, fn];
  const helper = call.target === undefined ? undefined : context.model.functions[call.target];
  if (!helper || helper === fn || call.name === 'Promise') return undefined;
  const stores = context.callsOf(helper).flatMap((inner) => resolverStore(context, inner, helper) ?? []);
  // What it waits for in a loop it tests by itself.
  const isPlain = stores.length === 1 && !graphHasLoop(context.graphOf(helper));
  return isPlain ? [stores[0]!, fn] : undefined;
}

function graphHasLoop({ blocks }: Graph): boolean {
  return blocks.some(({ isLoopHead }) => isLoopHead);
}

/**
 * The tests before the block, the last first, of something shared, whose other way leads past it to where both meet, or takes
 * one of many and leaves.
 */
function guardsOf(
  context: AnalysisContext,
  graph: Graph,
  reach: Reach,
  at: Block,
): readonly Omit<Waiting, 'wait'>[] {
  const leads = (to: number): boolean => to === at.id || reach(to).has(at.id);
  const guards = graph.blocks.flatMap(({ events, edges }) => {
    const tested = events.at(-1);
    const into = edges.find(({ to }) => leads(to));
    const past = edges.find(({ to }) => !leads(to));
    if (tested?.kind !== 'test' || !into || (!past && edges.length < 2)) return [];
    const places = testedPlaces(context, tested).filter(({ shared }) => shared);
    const arrival = past ? landing(graph, past.to) : new Set<number>();
    const isMet = [...arrival].some((id) => reach(at.id).has(id));
    const takesPast = isTakenBeside(context, graph, reach, at, places);
    return (isMet || takesPast) && places.length > 0 ? [{ tested, places, landing: arrival, takesPast }] : [];
  });
  return guards.sort((a, b) => b.tested.range[0] - a.tested.range[0]);
}

/** A way that does not wait takes one from a list of which many take. */
function isTakenBeside(
  { model }: AnalysisContext,
  graph: Graph,
  reach: Reach,
  at: Block,
  places: readonly Place[],
): boolean {
  return graph.blocks.some(
    ({ id, events }) =>
      id !== at.id &&
      !reach(at.id).has(id) &&
      !reach(id).has(at.id) &&
      events.some((event) => event.kind === 'call' && takes(event, places)) &&
      /\.(push|enqueue|add)\(\s*(resolve|\{|\[|r\b|res\b)/.test(model.text),
  );
}

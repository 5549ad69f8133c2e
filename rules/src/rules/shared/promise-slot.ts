import type { AnalysisContext } from '../../context.js';
import type { Call, CallEvent, ProtocolEvent, TestEvent, UpdateEvent } from '../../protocol/events.js';
import { reachability, type Block, type Graph } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import { walkPaths } from '../../protocol/paths.js';
import { mayOverlap, type Place } from '../../protocol/place.js';
import { landing } from './decisive-test.js';
import { resolverStore } from './promise-resolver.js';
import { emitsAfterFreeing, isCountOf, wakesAfterFreeing } from './promise-waker.js';

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
}

interface Waiting {
  readonly tested: TestEvent;
  readonly wait: Call;
  readonly landing: ReadonlySet<number>;
}

/**
 * Finds `if (full) await new Promise((resolve) => waiters.push(resolve)); count++`: the waker frees a slot and resolves,
 * but the waiter runs only later, and whoever asks in between finds the slot free.
 */
export function findPromiseSlots(context: AnalysisContext, fn: FunctionModel): readonly PromiseSlot[] {
  const graph = context.graphOf(fn);
  const waits = waitsOf(context, fn, graph);
  if (waits.size === 0) return [];
  const found = new Map<Call, PromiseSlot>();
  const isComplete = walkPaths<State>(graph, {
    start: { waited: null, joined: false },
    key: ({ waited, joined }) => `${waited?.wait.range[0]}${joined}`,
    onEvent: (state, event) => next(state, event, waits, found),
    onEdge: (state, { to }) => (state.waited?.landing.has(to) ? { ...state, joined: true } : state),
  });
  return isComplete ? [...found.values()] : [];
}

function next(
  state: State,
  event: ProtocolEvent,
  waits: ReadonlyMap<ProtocolEvent, Waiting>,
  found: Map<Call, PromiseSlot>,
): State | null {
  const { waited, joined } = state;
  if (!waited) return { ...state, waited: waits.get(event) ?? null };
  if (event.kind === 'test' || event.kind === 'opaque' || waits.has(event)) return null;
  if (!joined || !takes(event, waited.tested)) return state;
  if (!found.has(waited.wait))
    found.set(waited.wait, { tested: waited.tested, wait: waited.wait, taken: event });
  return null;
}

type Taking = UpdateEvent | CallEvent;

/** What was tested is changed, by a value of its own and not by what came with the wake-up; or one of the tested is taken. */
function takes(event: ProtocolEvent, { reads }: TestEvent): event is Taking {
  if (event.kind === 'update')
    return event.place.shared && reads.some((read) => read.shared && mayOverlap(event.place, read));
  if (event.kind !== 'call' || !/\.(pop|shift)$/.test(event.call.name)) return false;
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
    if (reach[block.id]!.has(block.id)) continue;
    for (const event of block.events) {
      const isFreed =
        event.kind === 'call' && event.call.awaited ? wakerOf(context, fn, event.call) : undefined;
      if (!isFreed || event.kind !== 'call') continue;
      const guard = guardOf(graph, reach, block);
      if (guard && isFreed(placesOf(guard.tested))) waits.set(event, { ...guard, wait: event.call });
    }
  }
  return waits;
}

/** Tells whether somebody frees what was tested and then wakes: by a resolver that was kept, or by an event. */
function wakerOf(
  context: AnalysisContext,
  fn: FunctionModel,
  call: Call,
): ((tested: readonly Place[]) => boolean) | undefined {
  const store = resolverStore(context, call);
  if (store) return (tested) => wakesAfterFreeing(context, fn, store, tested);
  const event = /^(\w+\.)?once$/.test(call.name) ? call.args[1]?.constant : undefined;
  return typeof event === 'string' ? (tested) => emitsAfterFreeing(context, event, tested) : undefined;
}

function placesOf({ reads }: TestEvent): readonly Place[] {
  return reads.filter(({ shared }) => shared);
}

/** The last test before the block, when its other way leads past it to where both meet. */
function guardOf(
  graph: Graph,
  reach: readonly ReadonlySet<number>[],
  at: Block,
): Omit<Waiting, 'wait'> | undefined {
  for (const { events, edges } of graph.blocks) {
    const tested = events.at(-1);
    const into = edges.find(({ to }) => to === at.id);
    const past = edges.find((edge) => edge !== into);
    if (tested?.kind !== 'test' || !into || !past || reach[past.to]!.has(at.id)) continue;
    const arrival = landing(graph, past.to);
    if ([...arrival].some((id) => reach[at.id]!.has(id))) return { tested, landing: arrival };
  }
  return undefined;
}

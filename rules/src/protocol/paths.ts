import type { ProtocolEvent, RegisterEvent } from './events.js';
import { assume, correlatedTexts, factsKey, forget, learnResult, noFacts, type Facts } from './facts.js';
import { blocksLeadingTo, type Block, type Edge, type Exit, type Graph } from './graph.js';

/** Pairs of block and state looked at before a function is given up as too complicated. */
const STATE_LIMIT = 2500;

/**
 * A question about paths, as a small state machine that is carried along every path of a graph. States must be plain
 * immutable data; two states with the same key are the same.
 */
export interface PathMachine<S> {
  readonly start: S;
  /** The state after an event; null when the rest of the path is of no interest. */
  onEvent(state: S, event: ProtocolEvent, block: Block): S | null;
  /** The state after an edge was taken; null when it is of no interest. */
  onEdge?(state: S, edge: Edge, block: Block): S | null;
  onExit?(state: S, exit: Exit, block: Block): void;
  /** Whether an event may be one that settles the question: paths that come to none any more are not followed, nor their exits told. */
  isGoal?(event: ProtocolEvent): boolean;
  key(state: S): string;
}

interface PathState<S> {
  readonly block: number;
  readonly state: S;
  readonly facts: Facts;
}

/**
 * Carries a machine along every feasible path, remembering which way correlated branches went. Returns false when the
 * function was too complicated to finish; what the machine saw then is not the whole truth.
 */
export function walkPaths<S>(graph: Graph, machine: PathMachine<S>): boolean {
  return walk(graph, machine, correlatedTexts(graph)) || walk(graph, machine, new Set());
}

/**
 * The same for a first look: cheaper, and along paths that contradict themselves too.
 * @param from the block to begin with
 */
export function walkAllPaths<S>(graph: Graph, machine: PathMachine<S>, from = 0): boolean {
  return walk(graph, machine, new Set(), from);
}

function walk<S>(graph: Graph, machine: PathMachine<S>, tracked: ReadonlySet<string>, first = 0): boolean {
  const leading = machine.isGoal && blocksLeadingTo(graph, (event) => machine.isGoal!(event));
  if (leading?.has(first) === false) return true;
  const seen = new Set<number>();
  const stateNumber = numbering<S>((state) => machine.key(state));
  const factsNumber = numbering(factsKey);
  const pending: PathState<S>[] = [{ block: first, state: machine.start, facts: noFacts }];
  while (pending.length > 0) {
    const current = pending.pop()!;
    const key = (current.block * NUMBERS + stateNumber(current.state)) * NUMBERS + factsNumber(current.facts);
    if (seen.has(key)) continue;
    if (seen.size >= STATE_LIMIT) return false;
    seen.add(key);
    next({ graph, machine, tracked, leading }, current, pending);
  }
  return true;
}

/** More than there can be, since none is new without its pair of block and state being new. */
const NUMBERS = STATE_LIMIT + 2;

/** Numbers values, those with equal keys alike. The same value comes many times, and making its key is slow. */
function numbering<V>(keyOf: (value: V) => string): (value: V) => number {
  const byValue = new Map<V, number>();
  const byKey = new Map<string, number>();
  return (value) => {
    const known = byValue.get(value);
    if (known !== undefined) return known;
    const key = keyOf(value);
    const number = byKey.get(key) ?? byKey.size;
    byKey.set(key, number);
    byValue.set(value, number);
    return number;
  };
}

/** What stays the same on a walk. */
interface Walk<S> {
  readonly graph: Graph;
  readonly machine: PathMachine<S>;
  readonly tracked: ReadonlySet<string>;
  /** The blocks that are worth going to; all when undefined. */
  readonly leading: ReadonlySet<number> | undefined;
}

/** Adds the states at the entries of the following blocks. */
function next<S>(
  { graph, machine, tracked, leading }: Walk<S>,
  from: PathState<S>,
  pending: PathState<S>[],
): void {
  const block = graph.blocks[from.block]!;
  const ends = endsOf(machine, tracked, from, block);
  if (block.exit) for (const { state } of ends) machine.onExit?.(state, block.exit, block);
  for (const edge of block.edges) {
    if (leading && !leading.has(edge.to)) continue;
    for (const end of ends) {
      const entered = follow(machine, tracked, end, edge, block);
      if (entered) pending.push(entered);
    }
  }
}

/** The states behind the block's events: several where a registration may fail, none where the path is of no interest. */
function endsOf<S>(
  machine: PathMachine<S>,
  tracked: ReadonlySet<string>,
  from: PathState<S>,
  block: Block,
): readonly PathState<S>[] {
  let ends: readonly PathState<S>[] = [from];
  for (const event of block.events) {
    if (event.kind === 'register' && event.call.api?.result === 'error') {
      ends = ends.flatMap((end) => registerOrFail(machine, end, event, block));
    } else if (ends.length === 1) {
      const end = step(machine, tracked, ends[0]!, event, block);
      if (end !== ends[0]) ends = end ? [end] : [];
    } else {
      ends = ends.flatMap((end) => step(machine, tracked, end, event, block) ?? []);
    }
  }
  return ends;
}

function step<S>(
  machine: PathMachine<S>,
  tracked: ReadonlySet<string>,
  from: PathState<S>,
  event: ProtocolEvent,
  block: Block,
): PathState<S> | null {
  const state = machine.onEvent(from.state, event, block);
  if (state === null) return null;
  const facts = event.kind === 'update' ? forget(event, from.facts, tracked) : from.facts;
  return state === from.state && facts === from.facts ? from : { block: from.block, state, facts };
}

/** prepare_to_wait_event: a result other than zero means that the entry was taken off the queue instead. */
function registerOrFail<S>(
  machine: PathMachine<S>,
  from: PathState<S>,
  event: RegisterEvent,
  block: Block,
): readonly PathState<S>[] {
  const { queue, entry, range, call } = event;
  const outcomes = [{ state: machine.onEvent(from.state, event, block), result: false }];
  if (event.call.use !== 'dropped' && event.call.use !== 'void') {
    const dequeued = {
      kind: 'finish',
      range,
      call,
      dequeues: true,
      disarms: false,
      ...(queue && { queue }),
      ...(entry && { entry }),
    } as const;
    outcomes.unshift({ state: machine.onEvent(from.state, dequeued, block), result: true });
  }
  return outcomes.flatMap(({ state, result }) =>
    state === null ? [] : [{ ...from, state, facts: learnResult(from.facts, event.call, result) }],
  );
}

function follow<S>(
  machine: PathMachine<S>,
  tracked: ReadonlySet<string>,
  from: PathState<S>,
  edge: Edge,
  block: Block,
): PathState<S> | null {
  const facts = edge.assume ? assume(from.facts, edge.assume, tracked) : from.facts;
  const state = facts && (machine.onEdge ? machine.onEdge(from.state, edge, block) : from.state);
  return facts === null || state === null ? null : { block: edge.to, state, facts };
}

import type { ProtocolEvent, RegisterEvent } from './events.js';
import { assume, correlatedTexts, factsKey, forget, learnResult, noFacts, type Facts } from './facts.js';
import type { Block, Edge, Exit, Graph } from './graph.js';

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

function walk<S>(graph: Graph, machine: PathMachine<S>, tracked: ReadonlySet<string>): boolean {
  const seen = new Set<string>();
  const pending: PathState<S>[] = [{ block: 0, state: machine.start, facts: noFacts }];
  while (pending.length > 0) {
    const current = pending.pop()!;
    const key = `${current.block}\0${machine.key(current.state)}\0${factsKey(current.facts)}`;
    if (seen.has(key)) continue;
    if (seen.size >= STATE_LIMIT) return false;
    seen.add(key);
    pending.push(...next(graph, machine, tracked, current));
  }
  return true;
}

/** The states at the entries of the following blocks. */
function next<S>(
  graph: Graph,
  machine: PathMachine<S>,
  tracked: ReadonlySet<string>,
  from: PathState<S>,
): PathState<S>[] {
  const block = graph.blocks[from.block]!;
  const ends = block.events.reduce<readonly PathState<S>[]>(
    (states, event) => states.flatMap((state) => step(machine, tracked, state, event, block)),
    [from],
  );
  if (block.exit) for (const { state } of ends) machine.onExit?.(state, block.exit, block);
  return ends.flatMap((end) => block.edges.flatMap((edge) => follow(machine, tracked, end, edge, block)));
}

function step<S>(
  machine: PathMachine<S>,
  tracked: ReadonlySet<string>,
  from: PathState<S>,
  event: ProtocolEvent,
  block: Block,
): readonly PathState<S>[] {
  if (event.kind === 'register' && event.call.api?.result === 'error') {
    return registerOrFail(machine, from, event, block);
  }
  const state = machine.onEvent(from.state, event, block);
  if (state === null) return [];
  const facts = event.kind === 'update' ? forget(event, from.facts, tracked) : from.facts;
  return [{ ...from, state, facts }];
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
): readonly PathState<S>[] {
  const facts = edge.assume ? assume(from.facts, edge.assume, tracked) : from.facts;
  const state = facts && (machine.onEdge ? machine.onEdge(from.state, edge, block) : from.state);
  return facts === null || state === null ? [] : [{ block: edge.to, state, facts }];
}

import type { AnalysisContext } from '../../context.js';
import type { Call, FinishEvent, ProtocolEvent, RegisterEvent } from '../../protocol/events.js';
import { eventsOf, type Block, type Edge, type Exit, type Graph } from '../../protocol/graph.js';
import type { Declaration } from '../../protocol/model.js';
import { walkPaths } from '../../protocol/paths.js';
import { calleeSummary, type Summary } from '../../protocol/summaries.js';

/** A way out that leaves a registration behind. */
export interface LeakingExit extends Exit {
  /** No path reaches this exit with the registration finished, so that a finish may be put before it. */
  readonly isOnlyLeaking: boolean;
}

export interface Leak {
  readonly exits: readonly LeakingExit[];
  readonly confidence: 'high' | 'medium';
  /** Where the entry is declared, when it is a local of the function. */
  readonly declaration?: Declaration;
}

/**
 * - `before`: not registered yet, or finished.
 * - `registered`: on the queue, or in the sleeping state.
 * - `slept`: a real sleep lies behind: an autoremove entry is off the queue if it was woken.
 */
type State = 'before' | 'registered' | 'slept';

/** The ways out of a function that a registration survives; undefined when all finish it or it can't be told. */
export function findLeaks(
  context: AnalysisContext,
  owner: number,
  register: RegisterEvent,
): Leak | undefined {
  const fn = context.model.functions[owner]!;
  const graph = context.graphOf(fn);
  const declaration = localEntry(context, owner, register);
  if (!isAccountable(context, graph, register, declaration)) return undefined;
  const search = new LeakSearch(context, graph, register);
  const leaking = search.run();
  if (leaking.length === 0) return undefined;
  return {
    exits: leaking,
    confidence: register.queues ? 'high' : 'medium',
    ...(declaration && { declaration }),
  };
}

/** The entry is the function's own, or the function finishes it somewhere: then it has to do so everywhere. */
function isAccountable(
  context: AnalysisContext,
  graph: Graph,
  register: RegisterEvent,
  declaration: Declaration | undefined,
): boolean {
  const matchesFinish = [...eventsOf(graph)].some(
    (event) => event.kind === 'finish' && isFinishOf(event, register),
  );
  if (!register.queues) return matchesFinish && ![...eventsOf(graph)].some(isThreadCall);
  return declaration !== undefined || matchesFinish || finishesThroughCall(context, graph, register);
}

function finishesThroughCall(context: AnalysisContext, graph: Graph, register: RegisterEvent): boolean {
  return [...eventsOf(graph)].some(
    (event) => event.kind === 'call' && isFinishedBy(event.call, register, context.summaries()),
  );
}

/** A kernel thread may end in any state: do_exit() does not care. */
function isThreadCall(event: ProtocolEvent): boolean {
  return (
    event.kind === 'test' &&
    event.calls.some(({ name }) => /^kthread_(should_stop|should_park|freezable_should_stop)$/.test(name))
  );
}

function localEntry(
  { model }: AnalysisContext,
  owner: number,
  register: RegisterEvent,
): Declaration | undefined {
  const name = register.entry?.place?.text;
  return model.declarations.find(
    (declaration) =>
      declaration.name === name &&
      declaration.owner === owner &&
      declaration.is === 'entry' &&
      declaration.storage === 'stack' &&
      declaration.shape === 'object',
  );
}

class LeakSearch {
  readonly #graph: Graph;
  readonly #register: RegisterEvent;
  readonly #summaries: readonly Summary[];
  readonly #leaking = new Map<string, Exit>();
  readonly #clean = new Set<string>();

  constructor(context: AnalysisContext, graph: Graph, register: RegisterEvent) {
    this.#graph = graph;
    this.#register = register;
    this.#summaries = context.summaries();
  }

  run(): readonly LeakingExit[] {
    const isComplete = walkPaths<State>(this.#graph, {
      start: 'before',
      key: (state) => state,
      onEvent: (state, event) => this.#next(state, event),
      onEdge: (state, edge, block) =>
        state !== 'before' && this.#isFinishedBeside(edge, block) ? 'before' : state,
      onExit: (state, exit) => this.#exit(state, exit),
    });
    if (!isComplete) return [];
    return [...this.#leaking].map(([key, exit]) => ({ ...exit, isOnlyLeaking: !this.#clean.has(key) }));
  }

  #exit(state: State, exit: Exit): void {
    if (exit.kind === 'never') return;
    const key = `${exit.kind}:${exit.range.join()}`;
    if (state === 'before') this.#clean.add(key);
    else this.#leaking.set(key, exit);
  }

  /** Null ends the path: what becomes of the entry can't be told from here on. */
  #next(state: State, event: ProtocolEvent): State | null {
    if (event === this.#register) return 'registered';
    if (event.kind === 'opaque') return null;
    if (state === 'before') return state;
    switch (event.kind) {
      case 'finish':
        return this.#afterFinish(state, event);
      case 'sleep':
        return this.#register.queues ? (event.how === 'sleep' && !event.timed ? 'slept' : state) : 'before';
      case 'register':
        // A second registration of the same entry is accounted for by a search of its own.
        return this.#register.queues && event.queues && isSameEntry(event, this.#register) ? 'before' : state;
      case 'call':
        return this.#isHandedOn(event.call) ? 'before' : state;
      case 'update':
        return event.value?.form === 'address' && event.value.place?.text === entryText(this.#register)
          ? null
          : state;
      default:
        return state;
    }
  }

  #afterFinish(state: State, event: FinishEvent): State {
    if (isFinishOf(event, this.#register)) return 'before';
    const removedItself = state === 'slept' && this.#register.arms && event.disarms && !event.dequeues;
    return removedItself ? 'before' : state;
  }

  /** The entry goes to another function: one that finishes it, or one that nobody can see into. */
  #isHandedOn(call: Call): boolean {
    if (!this.#register.queues)
      return call.api === undefined && (calleeSummary(call, this.#summaries)?.disarms ?? true);
    if (isFinishedBy(call, this.#register, this.#summaries)) return true;
    const isGiven = call.args.some(
      (arg) =>
        mentions(arg.place?.text, entryText(this.#register)) ||
        arg.reads.some(({ text }) => text === entryText(this.#register)),
    );
    return isGiven && call.api === undefined && call.target === undefined;
  }

  /** `if (flag) finish(…);` with nothing else on the other side: whether to finish is decided by the flag. */
  #isFinishedBeside(edge: Edge, block: Block): boolean {
    return block.edges.some((other) => {
      if (other.to === edge.to) return false;
      const sibling = this.#graph.blocks[other.to]!;
      const finishes = sibling.events.some(
        (event) => event.kind === 'finish' && isFinishOf(event, this.#register),
      );
      return finishes && sibling.exit === undefined && this.#meet(sibling, edge.to);
    });
  }

  /** Both sides of the branch go on at the same place. */
  #meet(sibling: Block, otherSide: number): boolean {
    const other = this.#graph.blocks[otherSide]!;
    const next = new Set([otherSide, ...(other.events.length === 0 ? other.edges.map(({ to }) => to) : [])]);
    return sibling.edges.length > 0 && sibling.edges.every(({ to }) => next.has(to));
  }
}

function isFinishedBy(call: Call, register: RegisterEvent, summaries: readonly Summary[]): boolean {
  const summary = calleeSummary(call, summaries);
  if (!summary) return false;
  const entry = entryText(register);
  if (entry !== undefined && summary.finishesPlaces.has(entry)) return true;
  return call.args.some((arg, i) => summary.finishes.has(i) && arg.place?.text === entry);
}

/** A finish that undoes the registration: of the same entry, or where none is named, of the same queue. */
function isFinishOf(finish: FinishEvent, register: RegisterEvent): boolean {
  if (!register.queues) return finish.disarms;
  if (!finish.dequeues) return false;
  const [left, right] = [finish.entry?.place?.text, entryText(register)];
  if (left !== undefined && right !== undefined) return left === right;
  return finish.queue === undefined || finish.queue.place?.text === register.queue?.place?.text;
}

function isSameEntry(a: RegisterEvent, b: RegisterEvent): boolean {
  return entryText(a) === entryText(b);
}

function entryText(register: RegisterEvent): string | undefined {
  return register.entry?.place?.text;
}

/** `op` mentions `op->wait`: who gets the whole gets the part. */
function mentions(given: string | undefined, entry: string | undefined): boolean {
  return (
    given !== undefined &&
    entry !== undefined &&
    (given === entry || entry.startsWith(`${given}.`) || entry.startsWith(`${given}->`))
  );
}

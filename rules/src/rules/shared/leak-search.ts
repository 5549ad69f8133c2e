import type { AnalysisContext } from '../../context.js';
import type { Call, FinishEvent, Operand, ProtocolEvent, RegisterEvent } from '../../protocol/events.js';
import { eventsOf, type Block, type Edge, type Exit, type Graph } from '../../protocol/graph.js';
import type { Declaration, FileModel } from '../../protocol/model.js';
import { walkPaths } from '../../protocol/paths.js';
import { calleeSummary, type Summaries } from '../../protocol/summaries.js';
import { isHarmlessCall } from './call-kinds.js';
import { callersOf } from './callers.js';
import { isHandedOut } from './handed-out.js';

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
 * - `decided`: in the sleeping state, and something shared was tested since: the way out is chosen with the state set.
 */
type State = 'before' | 'registered' | 'slept' | 'decided';

/** The ways out of a function that a registration survives; undefined when all finish it or it can't be told. */
export function findLeaks(
  context: AnalysisContext,
  owner: number,
  register: RegisterEvent,
): Leak | undefined {
  const fn = context.model.functions[owner]!;
  const graph = context.graphOf(fn);
  const declaration = localEntry(context, owner, register);
  if (!isAccountable(context, owner, graph, register, declaration)) return undefined;
  const search = new LeakSearch(context, graph, register);
  const leaking = search.run();
  if (leaking.length === 0) return undefined;
  return {
    exits: leaking,
    confidence: register.queues ? 'high' : 'medium',
    ...(declaration && { declaration }),
  };
}

/** The entry is the function's own, so that nobody else can finish it. */
function isAccountable(
  context: AnalysisContext,
  owner: number,
  graph: Graph,
  register: RegisterEvent,
  declaration: Declaration | undefined,
): boolean {
  const { model } = context;
  const events = [...eventsOf(graph)];
  if (register.queues) {
    if (declaration === undefined || hasOwnWakeFunction(events, model, register)) return false;
    return !isHandedOut(context, owner, declaration);
  }
  return (
    !events.some(isThreadCall) &&
    (events.some((event) => isFinish(event, register)) ||
      isWholeWait(context, owner, events) ||
      (isInSleepingLoop(graph, register) && !hasFinishingCaller(context, owner)))
  );
}

/** A queue behind a pointer may go away with the wake-up; then nothing is left to finish for who has slept. */
function mayGoAway({ language }: FileModel, graph: Graph, register: RegisterEvent): boolean {
  if (language === 'js' || register.queue?.form === 'address' || isHashed(register.queue)) return false;
  return ![...eventsOf(graph)].some((event) => isFinish(event, register));
}

/** A queue that the kernel shares between many words and never frees. */
function isHashed(queue: Operand | undefined): boolean {
  return queue?.calls.some(({ name }) => /^(__var|bit)_waitqueue$/.test(name)) === true;
}

/** The function sleeps by itself and is no step of a wait that its caller finishes. */
function isWholeWait(context: AnalysisContext, owner: number, events: readonly ProtocolEvent[]): boolean {
  if (!events.some((event) => event.kind === 'sleep' && event.how === 'sleep')) return false;
  if (events.some((event) => event.kind === 'register' && event.queues && localEntry(context, owner, event)))
    return true;
  return context.model.functions[owner]!.isLocal && !hasFinishingCaller(context, owner);
}

function hasFinishingCaller(context: AnalysisContext, owner: number): boolean {
  return callersOf(context, owner).some((caller) => context.summaryOf(caller).disarms);
}

/** C: a loop sets the state and sleeps: whoever wrote it has the whole wait in hand. */
function isInSleepingLoop({ blocks }: Graph, register: RegisterEvent): boolean {
  return blocks.some(({ loop }) => {
    const events = [...(loop ?? [])].flatMap((id) => blocks[id]!.events);
    return events.includes(register) && events.some(({ kind }) => kind === 'sleep');
  });
}

const STANDARD_WAKE_FUNCTIONS = /^(default|autoremove|woken)_wake_function$/;

/** A wake function of the program's own may take the entry off the queue. */
function hasOwnWakeFunction(
  events: readonly ProtocolEvent[],
  { language }: FileModel,
  register: RegisterEvent,
): boolean {
  const entry = entryText(register);
  return events.some((event) => {
    if (event.kind === 'update')
      return event.place.text === `${entry}.func` || event.place.text === `${entry}->func`;
    if (event.kind !== 'call' || event.call.args[0]?.place?.text !== entry) return false;
    const given = /^(DEFINE_WAIT_FUNC|init_waitqueue_func_entry)$/.test(event.call.name)
      ? event.call.args[1]?.text
      : undefined;
    return language === 'c' && given !== undefined && !STANDARD_WAKE_FUNCTIONS.test(given);
  });
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
  // `wait.wq_entry` of an entry for bits and variables is the list's part of the whole
  const whole = name?.replace(/\.\w+$/, '');
  return model.declarations.find(
    (declaration) =>
      (declaration.name === name || (declaration.name === whole && declaration.family === 'bit')) &&
      declaration.owner === owner &&
      declaration.is === 'entry' &&
      declaration.storage === 'stack' &&
      declaration.shape === 'object',
  );
}

class LeakSearch {
  readonly #graph: Graph;
  readonly #register: RegisterEvent;
  readonly #summaryOf: Summaries;
  readonly #mayGoAway: boolean;
  readonly #leaking = new Map<string, Exit>();
  readonly #clean = new Set<string>();

  constructor(context: AnalysisContext, graph: Graph, register: RegisterEvent) {
    this.#graph = graph;
    this.#register = register;
    this.#summaryOf = context.summaryOf;
    this.#mayGoAway = register.queues && mayGoAway(context.model, graph, register);
  }

  run(): readonly LeakingExit[] {
    const isComplete = walkPaths<State>(this.#graph, {
      start: 'before',
      key: (state) => state,
      onEvent: (state, event) => this.#next(state, event),
      onEdge: (state, edge, block) =>
        state !== 'before' && this.#isFinishedElsewhere(edge, block) ? 'before' : state,
      onExit: (state, exit) => this.#exit(state, exit),
    });
    if (!isComplete) return [];
    return [...this.#leaking].map(([key, exit]) => ({ ...exit, isOnlyLeaking: !this.#clean.has(key) }));
  }

  #exit(state: State, exit: Exit): void {
    if (exit.kind === 'never') return;
    const key = `${exit.kind}:${exit.range.join()}`;
    if (state === 'before' || (state === 'registered' && !this.#register.queues)) this.#clean.add(key);
    else if (state === 'slept' && this.#mayGoAway) this.#clean.add(key);
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
      case 'test': {
        const isDecision =
          !this.#register.queues && (event.calls.length > 0 || event.reads.some((place) => place.shared));
        return isDecision ? 'decided' : state;
      }
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
    if (!this.#register.queues) return this.#maySetRunning(call);
    if (isFinishedBy(call, this.#register, this.#summaryOf)) return true;
    const isGiven = call.args.some(
      (arg) =>
        areRelated(arg.place?.text, entryText(this.#register)) ||
        arg.reads.some(({ text }) => text === entryText(this.#register)),
    );
    return isGiven && call.api === undefined && call.target === undefined;
  }

  /** What is called for an argument, or only tells, leaves the state as it is. */
  #maySetRunning(call: Call): boolean {
    if (call.api !== undefined || call.use === 'argument' || isHarmlessCall(call)) return false;
    return calleeSummary(call, this.#summaryOf)?.disarms ?? true;
  }

  #isFinishedElsewhere(edge: Edge, block: Block): boolean {
    return this.#isFinishedBeside(edge, block) || this.#isFinishedInWalk(edge, block);
  }

  /** A walk over a list that finishes at the right member: at its end, the entry is finished or its queue is gone. */
  #isFinishedInWalk(edge: Edge, head: Block): boolean {
    const { loop } = head;
    if (!loop || head.edges.some(({ assume }) => assume) || loop.has(edge.to)) return false;
    const members = [...loop].map((id) => this.#graph.blocks[id]!);
    if (members.some(({ events }) => events.includes(this.#register))) return false;
    const near = new Set([
      ...members,
      ...members.flatMap(({ edges }) => edges.map(({ to }) => this.#graph.blocks[to]!)),
    ]);
    return [...near].some(
      (block) => this.#finishes(block) && (loop.has(block.id) || this.#meet(block, edge.to)),
    );
  }

  #finishes({ events }: Block): boolean {
    return events.some((event) => isFinish(event, this.#register));
  }

  /** `if (flag) finish(…);` with nothing else on the other side: whether to finish is decided by the flag. */
  #isFinishedBeside(edge: Edge, block: Block): boolean {
    return block.edges.some((other) => {
      if (other.to === edge.to) return false;
      const sibling = this.#graph.blocks[other.to]!;
      return this.#finishes(sibling) && sibling.exit === undefined && this.#meet(sibling, edge.to);
    });
  }

  /** Both sides of the branch go on at the same place. */
  #meet(sibling: Block, otherSide: number): boolean {
    const other = this.#graph.blocks[otherSide]!;
    const next = new Set([otherSide, ...(other.events.length === 0 ? other.edges.map(({ to }) => to) : [])]);
    return sibling.edges.length > 0 && sibling.edges.every(({ to }) => next.has(to));
  }
}

function isFinishedBy(call: Call, register: RegisterEvent, summaryOf: Summaries): boolean {
  const summary = calleeSummary(call, summaryOf);
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

function isFinish(event: ProtocolEvent, register: RegisterEvent): boolean {
  return event.kind === 'finish' && isFinishOf(event, register);
}

function isSameEntry(a: RegisterEvent, b: RegisterEvent): boolean {
  return entryText(a) === entryText(b);
}

function entryText(register: RegisterEvent): string | undefined {
  return register.entry?.place?.text;
}

/** `op` and `op->wait`, `wait` and `wait.entry`: who gets the whole gets the part, and its list tells whether it is queued. */
function areRelated(given: string | undefined, entry: string | undefined): boolean {
  if (given === undefined || entry === undefined) return false;
  return given === entry || isPart(entry, given) || isPart(given, entry);
}

function isPart(part: string, whole: string): boolean {
  return part.startsWith(`${whole}.`) || part.startsWith(`${whole}->`);
}

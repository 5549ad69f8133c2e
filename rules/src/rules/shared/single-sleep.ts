import type { AnalysisContext } from '../../context.js';
import type {
  Call,
  Operand,
  ProtocolEvent,
  RegisterEvent,
  SleepEvent,
  TestEvent,
  UpdateEvent,
} from '../../protocol/events.js';
import { eventsOf, reachability, type Block, type Exit, type Graph } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import { walkPaths } from '../../protocol/paths.js';
import { mayOverlap } from '../../protocol/place.js';
import { callersOf } from './callers.js';
import { isFailure } from './failure.js';
import { isConditionCall, isHarmlessCall, isLocking } from './call-kinds.js';
import { signalFreeFunctions } from './signal-context.js';
import { guardsOf, type Guard } from './sleep-guard.js';
import { isSignalTest } from './ignored-state.js';
import { tellsCaller } from './told-caller.js';

/** A sleep that is slept once: what comes after it runs as if the condition held, with no test since waking. */
export interface SingleSleep {
  readonly sleep: SleepEvent;
  /** The test that leads to the sleep or past it; undefined when nothing is tested at all. */
  readonly guard?: Guard;
  readonly registered?: RegisterEvent;
  /** The first thing done in the belief that the condition holds, or the way out where that is left to the callers. */
  readonly act: ProtocolEvent | Exit;
}

interface State {
  readonly queued: RegisterEvent | null;
  /** Something shared was tested on the way. */
  readonly hasTested: boolean;
  /** Something was started between registering and sleeping, which will wake the sleeper once. */
  readonly hasStarted: boolean;
  readonly slept: SleepEvent | null;
  /** The guard whose other way the path has joined since the sleep. */
  readonly joined: Guard | null;
  /** Locals given a value since the sleep. */
  readonly fresh: ReadonlySet<string>;
}

const START: State = {
  queued: null,
  hasTested: false,
  hasStarted: false,
  slept: null,
  joined: null,
  fresh: new Set(),
};

/** Finds the sleeps of a function after which nothing is tested before it goes on. */
export function findSingleSleeps(context: AnalysisContext, fn: FunctionModel): readonly SingleSleep[] {
  const graph = context.graphOf(fn);
  const search = new SingleSleepSearch(context, fn, graph);
  return search.run();
}

class SingleSleepSearch {
  readonly #graph: Graph;
  readonly #guards = new Map<SleepEvent, readonly Guard[]>();
  /** Where calls stand that only serve a test or a lock. */
  readonly #servants: ReadonlySet<number>;
  /** What goes through the whole file is asked last. */
  readonly #mayBeSignalled: () => boolean;
  readonly #isAloneToTest: () => boolean;
  readonly #found = new Map<SleepEvent, SingleSleep>();

  constructor(context: AnalysisContext, fn: FunctionModel, graph: Graph) {
    this.#graph = graph;
    this.#servants = servants(graph);
    this.#isAloneToTest = once(() => isAloneToTest(context, fn));
    this.#mayBeSignalled = once(
      () => !isKernelThread(context, fn) && !signalFreeFunctions(context.model).has(fn.name),
    );
    const where = { context, fn, graph, reach: reachability(graph) };
    for (const block of graph.blocks) {
      for (const event of block.events) {
        if (event.kind !== 'sleep' || !mayBeSingle(graph, event) || where.reach(block.id).has(block.id))
          continue;
        // of a bounded sleep, only what its result is taken for is of interest
        this.#guards.set(event, event.timed ? [] : guardsOf(where, event, block));
      }
    }
  }

  run(): readonly SingleSleep[] {
    if (this.#guards.size === 0) return [];
    const isComplete = walkPaths<State>(this.#graph, {
      start: START,
      key: stateKey,
      onEvent: (state, event, block) =>
        state.slept ? this.#after(state, event) : this.#before(state, event, block),
      onEdge: (state, { to }) => this.#join(state, to),
      onExit: (state, exit) => this.#leave(state, exit),
    });
    return isComplete ? [...this.#found.values()].filter((found) => !this.#isTold(found)) : [];
  }

  #isTold({ sleep, guard }: SingleSleep): boolean {
    return guard !== undefined && tellsCaller(this.#graph, sleep, guard.tested);
  }

  #before(state: State, event: ProtocolEvent, block: Block): State | null {
    switch (event.kind) {
      case 'register':
        return { ...state, queued: event.queues ? event : state.queued, hasStarted: false };
      case 'finish':
        return event.dequeues ? { ...state, queued: null } : state;
      case 'test':
        return isSignificant(state, event) && !this.#isPrecondition(event, block)
          ? { ...state, hasTested: true }
          : state;
      case 'call':
        return state.queued && !isHarmlessCall(event.call) ? { ...state, hasStarted: true } : state;
      case 'sleep':
        return this.#guards.has(event) ? { ...state, slept: event, fresh: new Set() } : state;
      case 'opaque':
        return null;
      default:
        return state;
    }
  }

  /** `if (!dev->irq) return -EINVAL;` asks whether to wait at all. */
  #isPrecondition(event: ProtocolEvent, { events, edges }: Block): boolean {
    if (events.at(-1) !== event) return false;
    return edges.some(({ to }) => {
      const { exit, events: rest } = this.#graph.blocks[to]!;
      return exit?.value !== undefined && rest.length === 0 && isFailure(exit.value);
    });
  }

  #join(state: State, to: number): State {
    if (!state.slept || state.joined) return state;
    const joined = this.#guards.get(state.slept)!.find(({ landing }) => landing.has(to));
    return joined ? { ...state, joined } : state;
  }

  #after(state: State, event: ProtocolEvent): State | null {
    if (event.kind === 'sleep' || event.kind === 'register' || event.kind === 'opaque') return null;
    if (event.kind === 'test') return isSignificant(state, event) ? null : state;
    if (isAct(state, event) && !this.#servants.has(event.range[0]) && this.#isWrong(state)) {
      this.#note(state, event);
      return null;
    }
    if (event.kind === 'update' && !event.place.shared && !isResultOf(event, state.slept!.call))
      return { ...state, fresh: new Set([...state.fresh, event.place.root]) };
    return state;
  }

  /** A function that returns in the same way whether it had to wait or not leaves its callers to believe that it holds. */
  #leave(state: State, exit: Exit): void {
    if (exit.kind === 'throw' || exit.kind === 'never') return;
    const isTakenForIt = state.slept?.timed && exit.value && !isFailure(exit.value) && this.#isWrong(state);
    if (isTakenForIt || (state.joined && this.#isAloneToTest())) this.#note(state, exit);
  }

  /** Without any test, a wake-up may still be the one thing waited for, unless a signal may be what came. */
  #isWrong({ slept, joined, queued, hasTested, hasStarted }: State): boolean {
    if (joined) return true;
    // what a time that is left says of the wake-up, it says of a signal as well
    const isDoubtful = slept!.call.use === 'assigned' || !(hasTested || hasStarted);
    return (
      slept!.how === 'sleep' &&
      queued !== null &&
      isDoubtful &&
      isInterruptible(queued) &&
      this.#mayBeSignalled()
    );
  }

  #note({ slept, joined, queued }: State, act: ProtocolEvent | Exit): void {
    if (this.#found.has(slept!)) return;
    this.#found.set(slept!, {
      sleep: slept!,
      act,
      ...(joined && { guard: joined }),
      ...(queued && { registered: queued }),
    });
  }
}

function once<T>(ask: () => T): () => T {
  let answer: { readonly value: T } | undefined;
  return () => (answer ??= { value: ask() }).value;
}

function servants(graph: Graph): ReadonlySet<number> {
  const calls = [...eventsOf(graph)].flatMap((event) => {
    if (event.kind === 'test') return event.calls;
    return 'call' in event && event.call && isLocking(event.call)
      ? event.call.args.flatMap((arg) => arg.calls)
      : [];
  });
  return new Set(calls.map(({ range }) => range[0]));
}

/** A function that only this file calls, and nowhere in a loop or a condition that would test for it. */
function isAloneToTest(context: AnalysisContext, fn: FunctionModel): boolean {
  const { functions } = context.model;
  const index = functions.indexOf(fn);
  const callers = fn.isLocal ? callersOf(context, index) : [];
  if (callers.length === 0) return false;
  return callers.every((caller) => {
    const graph = context.graphOf(functions[caller]!);
    const reach = reachability(graph);
    return graph.blocks.every(
      ({ id, events }) =>
        !reach(id).has(id) || !events.some((event) => event.kind === 'call' && event.call.target === index),
    );
  });
}

/** No signal reaches a thread of the kernel unless it asks for some. */
function isKernelThread({ model }: AnalysisContext, { name }: FunctionModel): boolean {
  return model.language === 'c' && new RegExp(`\\bkthread_\\w+\\s*\\(\\s*&?${name}\\b`).test(model.text);
}

/** A bounded sleep may be a delay unless its result is looked at; the other kinds of sleep test by themselves. */
function mayBeSingle(graph: Graph, { how, timed, call }: SleepEvent): boolean {
  if (timed) return how === 'sleep' && (call.use === 'tested' || isTestedLater(graph, call));
  return how === 'sleep' || how === 'compare-sleep';
}

/** What is left of the time is kept in a variable that is looked at. */
function isTestedLater(graph: Graph, call: Call): boolean {
  // a tick is a pause
  if (call.use !== 'assigned' || call.args.some(({ constant }) => constant === 1)) return false;
  const events = [...eventsOf(graph)];
  if (events.some((event) => event.kind === 'test' && event.calls.some(isSignalTest))) return false;
  const kept = events.find((event) => event.kind === 'update' && isResultOf(event, call));
  if (kept?.kind !== 'update' || kept.place.shared) return false;
  const name = kept.place.text;
  const exits = graph.blocks.flatMap(({ exit }) => (exit?.value?.form === 'other' ? exit.value.reads : []));
  const tested = events.flatMap((event) => (event.kind === 'test' ? event.reads : []));
  return [...exits, ...tested].some(({ text }) => text === name);
}

function isResultOf({ value }: UpdateEvent, call: Call): boolean {
  return value?.form === 'call' && value.calls.at(-1) === call;
}

/** A test that may be the condition's: of something shared, or of a local read since waking. */
function isSignificant({ fresh }: State, { calls, reads }: TestEvent): boolean {
  if (calls.some(isConditionCall)) return true;
  if (calls.length > 0 && reads.every(({ root }) => root === 'current')) return false;
  return reads.some((place) => place.shared || fresh.has(place.root));
}

/** Something is done that others see, and that does not belong to the wait itself. */
function isAct({ queued }: State, event: ProtocolEvent): boolean {
  if (event.kind === 'call') return !isHarmlessCall(event.call) && !isLocking(event.call);
  if (event.kind === 'wake') return true;
  if (event.kind !== 'update' || !event.place.shared || event.place.root === 'current') return false;
  const own = [queued?.entry, queued?.queue].map((operand: Operand | undefined) => operand?.place);
  return !own.some((place) => place && mayOverlap(event.place, place));
}

/** A sleep that a signal ends as well: there is no telling what it was. */
function isInterruptible({ call }: RegisterEvent): boolean {
  const { state } = call.api ?? {};
  const given = typeof state === 'number' ? call.args[state] : undefined;
  const text = given ? String(given.constant ?? given.text) : String(state ?? '');
  return /interruptible/i.test(text) && !/uninterruptible/i.test(text);
}

function stateKey({ queued, hasTested, hasStarted, slept, joined, fresh }: State): string {
  const at = [queued, slept, joined?.tested].map((event) => event?.range[0]);
  return [...at, hasTested, hasStarted, [...fresh].sort().join()].join(';');
}

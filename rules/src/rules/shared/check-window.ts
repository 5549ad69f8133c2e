import type { AnalysisContext } from '../../context.js';
import type {
  Call,
  Operand,
  ProtocolEvent,
  RegisterEvent,
  SleepEvent,
  TestEvent,
} from '../../protocol/events.js';
import { eventsOf, reachability, type Block, type Graph, type Reach } from '../../protocol/graph.js';
import { squeeze } from '../../protocol/build-graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import { walkAllPaths, walkPaths } from '../../protocol/paths.js';
import { mayAnnounce } from './announcement.js';
import { isDecisive } from './decisive-test.js';
import { isConditionCall, isHarmlessCall } from './call-kinds.js';
import { isEndedByStop, isStopTest, maySettleStop } from './stop-test.js';
import {
  originOf,
  stateKey,
  unlocked,
  updated,
  withPolarity,
  withSignal,
  type State,
  type Tested,
} from './window-state.js';

/** A test, then a registration, then a sleep, with no test between the last two. */
export interface Window {
  readonly tested: TestEvent;
  /** The value of the test that leads to the sleep; null where it could not be told. */
  readonly polarity: boolean | null;
  readonly armed: RegisterEvent;
  readonly sleep: SleepEvent;
  readonly queue?: Operand;
  readonly confidence: 'high' | 'medium';
}

/** Finds the windows in which a function loses wake-ups; none where the code could not be followed. */
export function findWindows(context: AnalysisContext, fn: FunctionModel): readonly Window[] {
  return maySleepUntested(context.graphOf(fn)) ? new WindowSearch(context, fn).run() : [];
}

/** A quick look before locks, locals and facts are followed: some path registers and sleeps without a test in between. */
function maySleepUntested(graph: Graph): boolean {
  const events = [...eventsOf(graph)];
  if (events.some((event) => event.kind === 'test' && isStopTest(event))) return true;
  const queues = events.some((event) => event.kind === 'register' && event.queues);
  let mayBe = false;
  const isComplete = walkAllPaths<'armed' | 'idle'>(graph, {
    start: 'idle',
    key: (state) => state,
    isGoal: isPlainSleep,
    onEvent(state, event) {
      if (event.kind === 'register') return event.arms ? 'armed' : state;
      if (event.kind === 'opaque' || mayBe) return null;
      if (state === 'idle') return state;
      if (event.kind === 'sleep') mayBe ||= event.how === 'sleep' && (queues || !event.timed);
      return endsWindow(event) ? 'idle' : state;
    },
  });
  return mayBe || !isComplete;
}

/** It goes to sleep whatever has happened since the registration. */
function isPlainSleep(event: ProtocolEvent): boolean {
  return event.kind === 'sleep' && event.how === 'sleep';
}

function endsWindow(event: ProtocolEvent): boolean {
  if (event.kind === 'test') return isConditionTest(event);
  if (event.kind === 'call') return !isHarmlessCall(event.call);
  return event.kind === 'finish' || event.kind === 'sleep';
}

class WindowSearch {
  readonly #context: AnalysisContext;
  readonly #fn: FunctionModel;
  readonly #graph: Graph;
  #reach: Reach | undefined;
  readonly #needsYield: boolean;
  /** Locals that some branch looks at: what the others hold is of no interest. */
  readonly #tested: ReadonlySet<string>;
  readonly #initial: State;
  readonly #found = new Map<SleepEvent, Window>();

  constructor(context: AnalysisContext, fn: FunctionModel) {
    this.#context = context;
    this.#fn = fn;
    this.#graph = context.graphOf(fn);
    this.#needsYield = context.language === 'js' && ![...eventsOf(this.#graph)].some(isSharedMemoryCall);
    this.#tested = testedLocals(this.#graph);
    this.#initial = {
      held: heldByCaller(this.#graph),
      tests: [],
      derived: new Map(),
      queued: null,
      signalled: false,
      armed: null,
    };
  }

  run(): readonly Window[] {
    const isComplete = walkPaths<State>(this.#graph, {
      start: this.#initial,
      key: stateKey,
      isGoal: isPlainSleep,
      onEvent: (state, event, block) => this.#next(state, event, block),
      onEdge: (state, { assume }) => withSignal(withPolarity(state, assume), assume),
    });
    return isComplete ? [...this.#found.values()] : [];
  }

  #next(state: State, event: ProtocolEvent, block: Block): State | null {
    switch (event.kind) {
      case 'lock':
        return { ...state, held: new Set([...state.held, lockName(event.lock)]) };
      case 'unlock':
        return unlocked(state, lockName(event.lock));
      case 'test':
        return this.#test(state, event, block);
      case 'update':
        return this.#tested.has(event.place.root) ? updated(state, event) : state;
      case 'yield':
        return { ...state, tests: state.tests.map((tested) => ({ ...tested, yielded: true })) };
      case 'register':
        return this.#register(state, event);
      case 'finish':
        return { ...state, queued: event.dequeues ? null : state.queued, armed: null };
      case 'sleep':
        return this.#sleep(state, event, block);
      case 'call':
        return isHarmlessCall(event.call) ? state : this.#withoutTested(state, [event.call]);
      case 'opaque':
        return null;
      default:
        return state;
    }
  }

  #test(state: State, event: TestEvent, block: Block): State {
    const isDerived = event.reads.some(({ root }) => state.derived.has(root));
    if (!isConditionTest(event) && !isDerived) return state;
    if (state.armed) return this.#withoutTested(state, event.calls);
    const yielded = event.calls.some(({ awaited }) => awaited);
    const looksAt = originOf(state, event);
    const tested = { event, looksAt, block: block.id, polarity: null, locks: state.held, yielded };
    return { ...state, tests: [...state.tests, tested].slice(-REMEMBERED_TESTS) };
  }

  /** A test after the registration; of something else it leaves open whether the thread has been asked to stop. */
  #withoutTested(state: State, calls: readonly Call[]): State {
    const { armed } = state;
    if (!armed || armed.window.length === 0) return state;
    const stops = armed.window.filter(({ event }) => isStopTest(event));
    const isKept = stops.length > 0 && !calls.some((call) => maySettleStop(this.#context, call));
    return { ...state, armed: { ...armed, window: isKept ? stops : [] } };
  }

  #register(state: State, event: RegisterEvent): State {
    const queued = event.queues ? event : state.queued;
    if (!event.arms) return { ...state, queued };
    const window = state.tests.filter(({ yielded }) => yielded || !this.#needsYield);
    // A last test that nobody can have come after covers those before it.
    const isFresh = window.at(-1) !== state.tests.at(-1);
    // A local tested from here on was read before the registration: it is not a new test.
    return { ...state, queued, derived: new Map(), armed: { by: event, window: isFresh ? [] : window } };
  }

  #sleep(state: State, event: SleepEvent, block: Block): State {
    const after: State = { ...state, tests: [], armed: null };
    if (event.how !== 'sleep' || !state.armed || this.#found.has(event)) return after;
    const { by } = state.armed;
    if (state.signalled && isInterruptible(by)) return after;
    const window = uncovered(state.armed.window, event.timed ? NONE : state.held);
    const queue = (by.queues ? by : state.queued)?.queue;
    // A bounded sleep that nobody is told of is a delay or a poll.
    if (event.timed && !(queue && mayAnnounce(this.#context, this.#fn, queue))) return after;
    const reach = (this.#reach ??= reachability(this.#graph));
    const search = { context: this.#context, fn: this.#fn, graph: this.#graph, reach };
    const isMissed = (tested: Tested): boolean => isDecisive(search, tested, { event, block, queue });
    const decisive = window.findLast(isMissed);
    if (!decisive) return after;
    const { event: tested, polarity } = decisive;
    const isEnded = window.every((one) => isEndedByStop(one.event, by) || !isMissed(one));
    const confidence = event.timed || isEnded ? 'medium' : 'high';
    this.#found.set(event, {
      tested,
      polarity,
      armed: by,
      sleep: event,
      confidence,
      ...(queue && { queue }),
    });
    return after;
  }
}

const NONE: ReadonlySet<string> = new Set();

/**
 * The tests that no lock covers. A lock that is held while it sleeps is none that a waker takes, and the stop of a thread
 * takes none at all; otherwise a last test under a lock covers those before it.
 */
function uncovered(tests: readonly Tested[], asleep: ReadonlySet<string>): readonly Tested[] {
  const open = tests.filter(({ locks }) => [...locks].every((lock) => asleep.has(lock)));
  return open.at(-1) === tests.at(-1) ? open : tests.filter(({ event }) => isStopTest(event));
}

/** How many tests back the one that decided may lie: `a && !b && c` are three. */
const REMEMBERED_TESTS = 4;

function isInterruptible({ call }: RegisterEvent): boolean {
  return call.args.some(({ text }) => text === 'TASK_INTERRUPTIBLE');
}

/** It looks at something that others change. */
function isConditionTest(event: TestEvent): boolean {
  return (
    event.calls.some(isConditionCall) || (event.reads.some((place) => place.shared) && !isSignalTest(event))
  );
}

function isSignalTest({ calls, reads }: TestEvent): boolean {
  return calls.length > 0 && !calls.some(isConditionCall) && reads.every(({ root }) => root === 'current');
}

function isSharedMemoryCall(event: ProtocolEvent): boolean {
  return 'call' in event && event.call?.api?.modules?.includes('waitq/threads') === true;
}

/** Locals read by a test, or by the value of a local that is. */
function testedLocals(graph: Graph): ReadonlySet<string> {
  const tested = new Set<string>();
  const events = [...eventsOf(graph)];
  for (const event of events) if (event.kind === 'test') for (const { root } of event.reads) tested.add(root);
  for (let size = -1; size !== tested.size;) {
    size = tested.size;
    for (const event of events) {
      if (event.kind === 'update' && tested.has(event.place.root))
        for (const { root } of event.value?.reads ?? []) tested.add(root);
    }
  }
  return tested;
}

/** A lock that is released before it is taken was held when the function was called. */
function heldByCaller(graph: Graph): ReadonlySet<string> {
  const first = new Map<string, { readonly at: number; readonly isUnlock: boolean }>();
  for (const event of eventsOf(graph)) {
    if (event.kind !== 'lock' && event.kind !== 'unlock') continue;
    const [name, at] = [lockName(event.lock), event.range[0]];
    if (at < (first.get(name)?.at ?? Infinity)) first.set(name, { at, isUnlock: event.kind === 'unlock' });
  }
  return new Set([...first].filter(([, { isUnlock }]) => isUnlock).map(([name]) => name));
}

function lockName(lock: Operand | undefined): string {
  return lock?.place?.text ?? squeeze(lock?.text ?? '');
}

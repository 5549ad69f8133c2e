import type { AnalysisContext } from '../../context.js';
import type { Call, ProtocolEvent, TestEvent } from '../../protocol/events.js';
import {
  eventsOf,
  reachability,
  type Block,
  type Exit,
  type Graph,
  type Reach,
} from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import { walkPaths } from '../../protocol/paths.js';
import type { Place, Range } from '../../protocol/place.js';
import { isIdleCall } from './idle-call.js';

/** A wait for one event that may have come while something else was awaited. */
export interface LateListener {
  /**
   * - `request`: what brings the event was awaited before anybody listened;
   * - `answer`: what an awaited call answered decides about the wait.
   */
  readonly how: 'request' | 'answer';
  /** Where it was asked for or tested. */
  readonly before: Range;
  readonly text: string;
  /** `emitter.once('event', resolve)`. */
  readonly listens: Call;
  readonly event: string;
}

/** A promise for one event, and who emits it. */
interface EventWait {
  readonly call: Call;
  readonly listens: Call;
  readonly emitter: Place;
  readonly event: string;
}

interface Earlier {
  readonly how: LateListener['how'];
  readonly range: Range;
  readonly text: string;
  /** For whose events it may be too late; undefined for everybody's. */
  readonly emitter?: string;
  /** An `await` came after it. */
  readonly awaited: boolean;
}

interface State {
  readonly earlier: readonly Earlier[];
  /** Listening, and nothing done since. */
  readonly late: LateListener | null;
  /** Locals that hold what an awaited call answered. */
  readonly answers: ReadonlySet<string>;
}

/** Finds waits for an event of an emitter that nobody listened to while it may have come. */
export function findLateListeners(context: AnalysisContext, fn: FunctionModel): readonly LateListener[] {
  if (!fn.isAsync && !fn.isTopLevel) return [];
  const waits = new Map<Call, EventWait>();
  for (const call of context.callsOf(fn)) {
    const wait = eventWaitOf(context, call);
    if (wait) waits.set(call, wait);
  }
  if (waits.size === 0) return [];
  const found = new Map<Call, LateListener>();
  const search = new Search(context, context.graphOf(fn), waits, found);
  return walkPaths(context.graphOf(fn), search) ? [...found.values()] : [];
}

/** `once(emitter, 'event')`, or a promise whose executor does nothing but listen. */
function eventWaitOf({ model, graphOf }: AnalysisContext, call: Call): EventWait | undefined {
  const [first, second] = call.args;
  if (/^(\w+\.)?once$/.test(call.name) && first?.place && typeof second?.constant === 'string')
    return { call, listens: call, emitter: first.place, event: second.constant };
  const executor = call.name === 'Promise' && call.target !== undefined ? model.functions[call.target] : null;
  if (!executor?.parameters[0]) return undefined;
  const events = [...eventsOf(graphOf(executor))];
  const calls = events.flatMap((event) => (event.kind === 'call' ? event.call : []));
  const [listens] = calls;
  const isMore = calls.some(
    ({ name, receiver }) => name !== listens?.name || receiver?.text !== listens.receiver?.text,
  );
  if (!listens || isMore || events.some(({ kind }) => kind === 'test')) return undefined;
  const name = listens.args[0]?.constant;
  const isListening = LISTENS.test(listens.name) && listens.receiver !== undefined;
  return isListening && typeof name === 'string'
    ? { call, listens, emitter: listens.receiver, event: name }
    : undefined;
}

const LISTENS = /\.(on|once|addListener|addEventListener)$/;

class Search {
  readonly start: State = { earlier: [], late: null, answers: new Set() };
  readonly #context: AnalysisContext;
  readonly #waits: ReadonlyMap<Call, EventWait>;
  readonly #found: Map<Call, LateListener>;
  readonly #graph: Graph;
  readonly #reach: Reach;

  constructor(
    context: AnalysisContext,
    graph: Graph,
    waits: ReadonlyMap<Call, EventWait>,
    found: Map<Call, LateListener>,
  ) {
    this.#context = context;
    this.#graph = graph;
    this.#waits = waits;
    this.#found = found;
    this.#reach = reachability(graph);
  }

  key({ earlier, late, answers }: State): string {
    return [
      ...earlier.map(({ range, awaited }) => `${range[0]}${awaited}`),
      late?.listens.range[0],
      ...answers,
    ].join();
  }

  onEvent(state: State, event: ProtocolEvent, block: Block): State | null {
    switch (event.kind) {
      case 'opaque':
        return null;
      case 'yield':
        if (state.late) this.#found.set(state.late.listens, state.late);
        return { ...state, late: null, earlier: state.earlier.map((one) => ({ ...one, awaited: true })) };
      case 'test':
        return this.#afterTest(state, event, block);
      case 'update':
        return afterUpdate(state, event);
      case 'call':
        return this.#afterCall(state, event.call);
      default:
        return state;
    }
  }

  /** What is returned is waited for by the caller. */
  onExit({ late }: State, { kind }: Exit): void {
    if (late && kind === 'return') this.#found.set(late.listens, late);
  }

  /** A look at anything shared is taken for a new look at the state. */
  #afterTest(state: State, test: TestEvent, block: Block): State {
    const { text, range } = test;
    const name = /^!?([\w$]+)$/.exec(text)?.[1];
    if (name !== undefined && state.answers.has(name))
      return this.#decides(block) ? withEarlier(state, { how: 'answer', range, text, awaited: true }) : state;
    return test.reads.some(({ shared }) => shared) || test.calls.length > 0
      ? { ...state, earlier: [], late: null }
      : state;
  }

  /** Whether a way leads from the block past every wait. */
  #decides({ edges }: Block): boolean {
    const waiting = this.#graph.blocks
      .filter(({ events }) => events.some((event) => event.kind === 'call' && this.#waits.has(event.call)))
      .map(({ id }) => id);
    return edges.some(({ to }) => !waiting.some((id) => id === to || this.#reach(to).has(id)));
  }

  #afterCall(state: State, call: Call): State {
    const wait = this.#waits.get(call);
    if (wait) {
      const earlier = state.earlier.find(
        ({ awaited, emitter }) => awaited && (emitter === undefined || emitter === wait.emitter.text),
      );
      if (!earlier) return state;
      const { how, range, text } = earlier;
      return { ...state, late: { how, before: range, text, listens: wait.listens, event: wait.event } };
    }
    // What is done between listening and awaiting is what brings the event.
    if (state.late && !isAround(call, state.late.listens) && !isIdleCall(call) && !REACTS.test(call.name))
      return { ...state, late: null };
    const asks = this.#requestsIn(call).map((emitter) => ({
      how: 'request' as const,
      range: call.range,
      text: call.name,
      emitter,
      awaited: false,
    }));
    return asks.reduce(withEarlier, isStart(call) && asks.length === 0 ? { ...state, earlier: [] } : state);
  }

  /** The emitters that a call asks for something and awaits: by itself, or as a function of the file. */
  #requestsIn(call: Call): readonly string[] {
    const own = requestOf(call) ?? helpedRequestOf(call);
    if (own !== undefined) return [own];
    const fn = call.awaited && call.target !== undefined && this.#context.model.functions[call.target];
    if (!fn) return [];
    return this.#context
      .callsOf(fn)
      .filter(
        ({ receiver }) => receiver && !fn.parameters.includes(receiver.root) && receiver.root !== 'this',
      )
      .flatMap((inner) => requestOf(inner) ?? []);
  }
}

/** Something that is started and goes on by itself: it may be what brings the event. */
function isStart(call: Call): boolean {
  return call.awaited !== true && call.use !== 'argument' && !isIdleCall(call);
}

/** What comes once more in a loop takes the place of what came before. */
function withEarlier(state: State, one: Earlier): State {
  const others = state.earlier.filter(({ range, emitter }) => range !== one.range || emitter !== one.emitter);
  return { ...state, earlier: [...others, one] };
}

/** `await send(socket, question)`: a function of another file by such a name, given the emitter first. */
function helpedRequestOf({ name, args: [given], awaited, target }: Call): string | undefined {
  const isHelper = awaited === true && target === undefined && HELPERS.test(name);
  return isHelper && given?.form === 'place' ? given.place?.text : undefined;
}

const HELPERS = /^(\w+\.)?(\w*[sS]end|post|request|write)(Async|Message|Request|Command)?$/;

/** `await socket.write(…)`, `await timely(socket.write(…))`; `child.kill()`, which is over when something else is awaited. */
function requestOf({ name, receiver, awaited, use }: Call): string | undefined {
  if (!receiver) return undefined;
  const isAsked = REQUESTS.test(name) && (awaited === true || use === 'argument');
  return isAsked || (ENDS.test(name) && use === 'dropped') ? receiver.text : undefined;
}

/** What is done with the promise brings no event. */
const REACTS = /\.(then|catch|finally)$/;

const ENDS = /\.(kill|terminate|disconnect)$/;

const REQUESTS =
  /\.(write|send|sendMessage|postMessage|request|publish|close|end|destroy|kill|stop|terminate|disconnect)$/;

function isAround({ range }: Call, { range: inner }: Call): boolean {
  return range[0] <= inner[0] && inner[1] <= range[1];
}

function afterUpdate(state: State, event: ProtocolEvent & { readonly kind: 'update' }): State {
  const { place, value } = event;
  if (place.shared) return state;
  const isAnswer = value?.form === 'call' && value.calls.at(-1)?.awaited === true;
  if (isAnswer === state.answers.has(place.text)) return state;
  const answers = new Set(state.answers);
  if (isAnswer) answers.add(place.text);
  else answers.delete(place.text);
  return { ...state, answers };
}

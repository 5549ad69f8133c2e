import type { AnalysisContext } from '../../context.js';
import type { Call, Operand, ProtocolEvent, SleepEvent } from '../../protocol/events.js';
import { eventsOf, type Edge, type Exit, type Graph } from '../../protocol/graph.js';
import type { Block } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import { walkPaths } from '../../protocol/paths.js';
import { awaitedCondition, callKey, type AwaitedCondition } from './awaited-condition.js';
import { isIdleCall } from './idle-call.js';

/** A rejected wait after which the code goes on as after a fulfilled one. */
export interface SwallowedInterrupt {
  readonly wait: SleepEvent;
  readonly how: 'exit' | 'again' | 'spin';
  /** Nothing follows in this function: its callers may look. */
  readonly isBare: boolean;
}

/** JavaScript: waits whose rejection ends in an empty or merely logging `catch`. */
export function swallowedInterrupts(
  context: AnalysisContext,
  fn: FunctionModel,
): readonly SwallowedInterrupt[] {
  if (!context.callsOf(fn).some(mayReject)) return [];
  const graph = context.graphOf(fn);
  const catches = context.callsOf(fn).filter(isEmptyCatch);
  const waits = new Set(
    [...eventsOf(graph)].filter((event) => event.kind === 'sleep' && mayReject(event.call)),
  ) as ReadonlySet<SleepEvent>;
  return [...waits].flatMap((wait) => {
    const isChained = catches.some(({ range }) => range[0] === wait.range[0]);
    const search = new Search(graph, wait, isChained);
    return walkPaths(graph, search) && search.found ? [search.found] : [];
  });
}

/** Whether a signal, or an abort, makes the wait reject. */
function mayReject({ api, args }: Call): boolean {
  if (api?.action !== 'wait' || !api.awaits) return false;
  const state = typeof api.state === 'number' ? args[api.state]?.text : api.state;
  return (
    /interruptible|killable/i.test((state ?? '').replace(/uninterruptible/i, '')) || hasSignal(args.at(-1))
  );
}

function hasSignal(options: Operand | undefined): boolean {
  return options !== undefined && /^\{(?:.*,)?\s*signal\b/.test(options.text);
}

/** `wait(…).catch(() => {})` as a statement. */
function isEmptyCatch({ name, use, args }: Call): boolean {
  const [handler] = args;
  if (name !== '.catch' || (use !== 'dropped' && use !== 'void') || handler?.form !== 'function')
    return false;
  return handler.calls.every(isIdleCall) && !/\b(throw|return)\b|[^=!<>]=[^=>]/.test(handler.text);
}

interface State {
  /** `thrown`: on the way to where both ways meet; `joined`: behind that. */
  readonly phase: 'before' | 'pending' | 'thrown' | 'joined';
  readonly isTested: boolean;
  readonly hasWork: boolean;
}

class Search {
  readonly start: State = { phase: 'before', isTested: false, hasWork: false };
  readonly #wait: SleepEvent;
  readonly #isChained: boolean;
  readonly #condition: AwaitedCondition;
  readonly #fulfilled: ReadonlySet<number>;
  found: SwallowedInterrupt | undefined;

  constructor(graph: Graph, wait: SleepEvent, isChained: boolean) {
    this.#wait = wait;
    this.#isChained = isChained;
    this.#condition = awaitedCondition(wait.call);
    this.#fulfilled = blocksAfter(graph, wait);
  }

  key({ phase, isTested, hasWork }: State): string {
    return `${phase} ${isTested} ${hasWork}`;
  }

  onEvent(state: State, event: ProtocolEvent): State | null {
    if (event === this.#wait) return this.#onWait(state);
    if (state.phase === 'before' || state.phase === 'pending') return state;
    if (event.kind === 'test') return this.#onTest(state, event);
    if (event.kind === 'call' && (isIdleCall(event.call) || this.#isCatch(event.call))) return state;
    // `catch (e)` declares; anything that is stored or called says that the handler handles
    if (state.phase === 'thrown') return event.kind === 'update' && !event.value ? state : null;
    if (event.kind === 'yield') return state;
    if (event.kind === 'update' && event.value && this.#looksAt(event.value)) return null;
    return { ...state, hasWork: true };
  }

  onEdge(state: State, { to }: Edge, block: Block): State | null {
    if (state.phase === 'pending') {
      return block.edges[1]?.to === to ? this.#enter({ ...state, phase: 'thrown' }, to) : null;
    }
    return this.#enter(state, to);
  }

  onExit({ phase, isTested, hasWork }: State, { kind, value }: Exit): void {
    if (phase !== 'joined' || isTested || kind === 'throw' || kind === 'never') return;
    if (value && (this.#looksAt(value) || value.constant === false)) return;
    this.#note('exit', !hasWork && value === undefined);
  }

  #enter(state: State, to: number): State {
    return state.phase === 'thrown' && this.#fulfilled.has(to) ? { ...state, phase: 'joined' } : state;
  }

  #onWait(state: State): State | null {
    if (state.phase === 'before') return { ...state, phase: this.#isChained ? 'joined' : 'pending' };
    if (state.phase === 'joined' && !(state.isTested && state.hasWork)) {
      this.#note(state.isTested ? 'spin' : 'again', false);
    }
    return null;
  }

  #onTest(state: State, test: Extract<ProtocolEvent, { kind: 'test' }>): State | null {
    const isSignal = test.reads.some(({ text }) => /\baborted$/.test(text));
    if (isSignal || test.calls.some(({ api }) => api?.action === 'signal-test')) return null;
    return this.#looksAt(test) ? { ...state, isTested: true } : state;
  }

  #isCatch({ range, name }: Call): boolean {
    return name === '.catch' && range[0] === this.#wait.range[0];
  }

  #looksAt({ reads, calls }: Pick<Operand, 'reads' | 'calls'>): boolean {
    const { places, callKeys } = this.#condition;
    return reads.some(({ text }) => places.has(text)) || calls.some((call) => callKeys.has(callKey(call)));
  }

  #note(how: SwallowedInterrupt['how'], isBare: boolean): void {
    if (!this.found || this.found.isBare) this.found = { wait: this.#wait, how, isBare };
  }
}

/** The blocks that are reached when the wait is fulfilled, up to the first in which something is done. */
function blocksAfter(graph: Graph, wait: SleepEvent): ReadonlySet<number> {
  const at = graph.blocks.find(({ events }) => events.includes(wait))!;
  const seen = new Set<number>();
  const pending = at.edges.slice(0, 1).map(({ to }) => to);
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    if (seen.has(id) || id === at.id) continue;
    seen.add(id);
    const { events, edges } = graph.blocks[id]!;
    if (events.every(isIdle)) pending.push(...edges.map(({ to }) => to));
  }
  return seen;
}

function isIdle(event: ProtocolEvent): boolean {
  return event.kind === 'yield' || (event.kind === 'call' && isIdleCall(event.call));
}

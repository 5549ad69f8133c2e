import type { AnalysisContext } from '../../context.js';
import type { Call, Operand, ProtocolEvent, TestEvent } from '../../protocol/events.js';
import { eventsOf } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import { walkPaths } from '../../protocol/paths.js';
import { quoted } from '../../quoted.js';

/** A listener that looks whether an event is the one waited for, and is gone after the first whatever it saw. */
export interface FirstEvent {
  readonly tested: TestEvent;
  /** `emitter.on(…)` or `emitter.once(…)`. */
  readonly listens: Call;
  /** Takes the listener away: the call of `off`, or of `once` itself. */
  readonly removed: Call;
}

interface State {
  /** The first test of what came with the event. */
  readonly tested: TestEvent | null;
  readonly removed: Call | null;
  /** Locals made of what came with the event. */
  readonly derived: ReadonlySet<string>;
}

/** Finds, in the executor of a promise, listeners that the first event takes away though it may be another's. */
export function findFirstEvents(context: AnalysisContext, executor: FunctionModel): readonly FirstEvent[] {
  const [resolve] = executor.parameters;
  if (!resolve) return [];
  return [...eventsOf(context.graphOf(executor))].flatMap((event) => {
    if (event.kind !== 'call' || !LISTENS.test(event.call.name) || isLast(event.call)) return [];
    const listener = listenerOf(context, executor, event.call.args[1]);
    return (listener && searchListener(context, executor, listener, event.call)) ?? [];
  });
}

/**
 * Finds `worker.once('message', (m) => { if (m === 'idle') worker.terminate(); }); … await gone(worker)`, in a function that
 * waits for what only that branch brings about.
 */
export function findFirstReleases(context: AnalysisContext, fn: FunctionModel): readonly FirstEvent[] {
  const { model } = context;
  return context.callsOf(fn).flatMap((listens) => {
    const [event, given] = listens.args;
    if (!/\.once$/.test(listens.name) || typeof event?.constant !== 'string' || isLast(listens)) return [];
    const listener = listenerOf(context, fn, given);
    const [message] = listener?.parameters ?? [];
    if (!listener || message === undefined || isMadeIn(model.text.slice(...fn.range), listens)) return [];
    const after = model.text.slice(listens.range[1], fn.range[1]);
    if (!/\bawait\b|\breturn\s+[\w$.]*(?:[wW]ait|[uU]ntil)\w*\(/.test(after)) return [];
    const tested = releasesWhere(context, listener, message);
    return tested ? [{ tested, listens, removed: listens }] : [];
  });
}

function isMadeIn(text: string, { receiver }: Call): boolean {
  const root = quoted(receiver?.root ?? '');
  return new RegExp(`(?<![\\w$.])${root}\\s*=\\s*(?:await\\s+)?new\\b`).test(text);
}

const RELEASES = /\.(terminate|kill|close|destroy|disconnect|release|unlock)$/;

/** The comparison of what came with a constant without which nothing is done; undefined when something is done all the same. */
function releasesWhere(
  context: AnalysisContext,
  listener: FunctionModel,
  message: string,
): TestEvent | undefined {
  let idle: TestEvent | undefined;
  let releases = false;
  const isComplete = walkPaths<{ tested: TestEvent | null; acts: boolean }>(context.graphOf(listener), {
    start: { tested: null, acts: false },
    key: ({ tested, acts }) => `${tested?.range[0]} ${acts}`,
    onEvent(state, event) {
      if (event.kind === 'test' && event.reads.some(({ root }) => root === message))
        return { ...state, tested: state.tested ?? event };
      if (event.kind === 'call' && RELEASES.test(event.call.name)) releases = true;
      return event.kind === 'call' || event.kind === 'update' ? { ...state, acts: true } : state;
    },
    onExit({ tested, acts }) {
      if (tested && !acts && /===? ?['"]|['"] ?===?/.test(tested.text)) idle ??= tested;
    },
  });
  return isComplete && releases ? idle : undefined;
}

/** No other comes after it: there is nothing to go on waiting for. */
function isLast({ args }: Call): boolean {
  return typeof args[0]?.constant === 'string' && LAST.test(args[0].constant);
}

const LAST = /^(end|close|closed|finish|exit|disconnect|abort|aborted)$/;
const LISTENS = /\.(on|once|addListener|prependListener|addEventListener)$/;
const REMOVES = /\.(off|removeListener|removeEventListener)$/;

/** A function written at the call, or one declared in the executor. */
function listenerOf(
  { model }: AnalysisContext,
  executor: FunctionModel,
  given: Operand | undefined,
): FunctionModel | undefined {
  if (given?.form !== 'function') return undefined;
  const isInside = ({ range }: FunctionModel): boolean =>
    range[0] > executor.range[0] && range[1] <= executor.range[1];
  return model.functions.find(
    (fn) =>
      isInside(fn) &&
      (given.place
        ? fn.name === given.place.text
        : fn.range[0] === given.range[0] && fn.range[1] === given.range[1]),
  );
}

/** A way through the listener that was asked about the event, settles nothing, and leaves no listener behind. */
function searchListener(
  context: AnalysisContext,
  executor: FunctionModel,
  listener: FunctionModel,
  listens: Call,
): FirstEvent | undefined {
  const [resolve] = executor.parameters;
  if (!context.callsOf(listener).some(({ name }) => name === resolve)) return undefined;
  const isOnce = listens.name.endsWith('.once');
  let found: FirstEvent | undefined;
  const isComplete = walkPaths<State>(context.graphOf(listener), {
    start: { tested: null, removed: isOnce ? listens : null, derived: new Set(listener.parameters) },
    key: ({ tested, removed, derived }) => [tested?.range[0], removed?.range[0], ...derived].join(),
    onEvent: (state, event) => next(state, event, executor, listener),
    onExit({ tested, removed }, { kind }) {
      if (tested && removed && kind !== 'throw') found ??= { tested, listens, removed };
    },
  });
  return isComplete ? found : undefined;
}

function next(
  state: State,
  event: ProtocolEvent,
  executor: FunctionModel,
  listener: FunctionModel,
): State | null {
  switch (event.kind) {
    case 'test':
      return state.tested || !event.reads.some(({ root }) => state.derived.has(root))
        ? state
        : { ...state, tested: event };
    case 'update':
      return event.value?.reads.some(({ root }) => state.derived.has(root))
        ? { ...state, derived: new Set([...state.derived, event.place.root]) }
        : state;
    case 'call':
      return afterCall(state, event.call, executor, listener);
    case 'opaque':
      return null;
    default:
      return state;
  }
}

/** A call that may settle the promise or listen again ends the search along its path. */
function afterCall(state: State, call: Call, executor: FunctionModel, listener: FunctionModel): State | null {
  if (REMOVES.test(call.name) && isGiven(call, [listener.name])) return { ...state, removed: call };
  const isSettling = executor.parameters.includes(call.name) || isGiven(call, executor.parameters);
  return isSettling || call.target !== undefined || LISTENS.test(call.name) ? null : state;
}

function isGiven({ args }: Call, names: readonly string[]): boolean {
  return args.some(
    ({ reads, text }) => names.includes(text) || reads.some(({ root }) => names.includes(root)),
  );
}

import type { AnalysisContext } from '../../context.js';
import type { Call, ProtocolEvent } from '../../protocol/events.js';
import { eventsOf } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import { walkPaths } from '../../protocol/paths.js';
import { lastName, type Range } from '../../protocol/place.js';

/** An abort that comes after the signal was looked at and before anybody listens. */
export interface LateAbort {
  /** `signal.aborted` or `signal.throwIfAborted()`. */
  readonly tested: Range;
  /** Others run here: an `await`, or a call of a function that was given. */
  readonly gap: Range;
  /** `signal.addEventListener('abort', …)`. */
  readonly listens: Call;
}

interface State {
  /** The last look at a signal, by the signal's last name. */
  readonly tested: { readonly signal: string; readonly range: Range } | null;
  readonly gap: Range | null;
  /** Listens too late, unless the signal is looked at once more in the same turn. */
  readonly late: LateAbort | null;
}

/** Finds `signal.throwIfAborted(); job(); signal.addEventListener('abort', …)`, with no look at the signal after it. */
export function findLateAborts(context: AnalysisContext, fn: FunctionModel): readonly LateAbort[] {
  if (!mayListen(context, fn)) return [];
  const given = givenFunctions(context, fn);
  const found = new Map<Call, LateAbort>();
  const settle = ({ late }: State): void => {
    if (late) found.set(late.listens, late);
  };
  const isComplete = walkPaths<State>(context.graphOf(fn), {
    start: { tested: null, gap: null, late: null },
    key: ({ tested, gap, late }) => [tested?.range[0], gap?.[0], late?.listens.range[0]].join(),
    onEvent(state, event) {
      const after = next(context, state, event, given);
      if (state.late && event.kind === 'yield') settle(state);
      return after;
    },
    onExit: (state, { kind }) => (kind === 'throw' ? undefined : settle(state)),
  });
  return isComplete ? [...found.values()] : [];
}

function mayListen(context: AnalysisContext, fn: FunctionModel): boolean {
  const text = context.model.text.slice(...fn.range);
  return (
    /\.(aborted|throwIfAborted)\b/.test(text) &&
    context.callsOf(fn).some((call) => listensIn(context, call) !== undefined)
  );
}

function next(
  context: AnalysisContext,
  state: State,
  event: ProtocolEvent,
  given: ReadonlySet<string>,
): State {
  const signal = lookedAt(event);
  if (signal !== undefined) return { tested: { signal, range: event.range }, gap: null, late: null };
  const { tested } = state;
  if (event.kind === 'yield') return { tested, gap: tested && (state.gap ?? event.range), late: null };
  if (event.kind !== 'call' || !tested) return state;
  if (given.has(event.call.name)) return { ...state, gap: state.gap ?? event.range };
  const listens = state.gap && listensIn(context, event.call);
  if (!listens || lastName(listens.receiver!) !== tested.signal) return state;
  return { ...state, late: { tested: tested.range, gap: state.gap, listens } };
}

/** The signal that is looked at, by its last name. */
function lookedAt(event: ProtocolEvent): string | undefined {
  if (event.kind === 'test') {
    const place = event.reads.find(({ text }) => ABORTED.test(text));
    return place && lastName({ text: place.text.replace(ABORTED, '') });
  }
  if (event.kind !== 'call' || !event.call.name.endsWith('.throwIfAborted')) return undefined;
  return event.call.receiver && lastName(event.call.receiver);
}

const ABORTED = /\??\.aborted$/;

/** The call that listens for the abort: this one, or one in the executor of the promise that this one makes. */
function listensIn({ model, graphOf }: AnalysisContext, call: Call): Call | undefined {
  if (isAbortListener(call)) return call;
  const executor = call.name === 'Promise' && call.target !== undefined && model.functions[call.target];
  if (!executor) return undefined;
  const events = [...eventsOf(graphOf(executor))];
  if (events.some((event) => lookedAt(event) !== undefined)) return undefined;
  return events.flatMap((event) =>
    event.kind === 'call' && isAbortListener(event.call) ? event.call : [],
  )[0];
}

function isAbortListener({ name, args, receiver }: Call): boolean {
  return receiver !== undefined && name.endsWith('.addEventListener') && args[0]?.constant === 'abort';
}

/** The functions that were handed to this one or to those around it: whatever they do is somebody else's. */
function givenFunctions({ model, callsOf }: AnalysisContext, fn: FunctionModel): ReadonlySet<string> {
  const around = model.functions.filter(
    ({ range, isTopLevel }) => !isTopLevel && range[0] <= fn.range[0] && fn.range[1] <= range[1],
  );
  const executors = new Set(
    model.functions.flatMap((outer) =>
      callsOf(outer).flatMap(({ name, target }) =>
        name === 'Promise' && target !== undefined ? (model.functions[target] ?? []) : [],
      ),
    ),
  );
  return new Set(around.flatMap((outer) => (executors.has(outer) ? [] : outer.parameters)));
}

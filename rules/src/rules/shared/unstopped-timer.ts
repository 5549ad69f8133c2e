import type { AnalysisContext } from '../../context.js';
import type { Call, ProtocolEvent } from '../../protocol/events.js';
import { eventsOf, type Exit } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import { walkPaths } from '../../protocol/paths.js';
import { wordOf } from './promise-wait.js';

/** A timer that its function stops when all goes well, and not where something it awaits rejects. */
export interface UnstoppedTimer {
  /** `setTimeout(…)` */
  readonly call: Call;
  readonly name: string;
  readonly exit: Exit;
}

/** Where a timer begins to run: set here, in the executor of a promise, or in a function of the file. */
interface Start {
  readonly call: Call;
  /** What the timer's handle is kept in. */
  readonly name: string;
  /** The event after which it runs. */
  readonly from: number;
}

interface State {
  readonly isOn: boolean;
  /** An exception has led away from the way on which the timer is stopped. */
  readonly isThrown: boolean;
  /** What was called last cannot fail. */
  readonly isSafe: boolean;
}

/** Finds `const timer = setTimeout(…); await …; clearTimeout(timer);`, where what is awaited may reject. */
export function findUnstoppedTimers(context: AnalysisContext, fn: FunctionModel): readonly UnstoppedTimer[] {
  if (!fn.isAsync || fn.isTopLevel || fn.isGenerator) return [];
  const text = context.model.text.slice(...fn.range);
  if (!STOPS_ANY.test(text) || /\bunref\b|\busing\b/.test(text)) return [];
  const stopped = context.callsOf(fn).filter(({ name }) => STOPS.test(name));
  return startsIn(context, fn).flatMap((start) => {
    const isStopped = stopped.some(
      ({ args, range }) => args[0]?.text === start.name && range[0] > start.from,
    );
    const exit = isStopped ? thrownWith(context, fn, start) : undefined;
    return exit ? [{ call: start.call, name: start.name, exit }] : [];
  });
}

const STOPS_ANY = /\bclear(Timeout|Interval)\b/;
const STOPS = /(^|\.)clear(Timeout|Interval)$/;
const STARTS = /(^|\.)set(Timeout|Interval)$/;

function startsIn(context: AnalysisContext, fn: FunctionModel): readonly Start[] {
  const own = timersOf(context, fn).map((timer) => ({ ...timer, from: timer.call.range[0] }));
  const below = context.callsOf(fn).flatMap((made) => {
    const callee = made.target === undefined ? undefined : context.model.functions[made.target];
    if (!callee || callee === fn) return [];
    const executors = context
      .callsOf(callee)
      .flatMap(({ name, target }) =>
        name === 'Promise' && target !== undefined ? (context.model.functions[target] ?? []) : [],
      );
    const isOwn = callee.range[0] > fn.range[0] && callee.range[1] < fn.range[1];
    return [callee, ...(made.name === 'Promise' ? [] : executors)]
      .flatMap((one) => timersOf(context, one))
      .filter(({ name }) => isOwn || name.startsWith('this.'))
      .map((timer) => ({ ...timer, from: made.range[0] }));
  });
  return [...own, ...below];
}

/** The timers whose handles a function keeps under a name. */
function timersOf(
  { callsOf, graphOf }: AnalysisContext,
  fn: FunctionModel,
): readonly { readonly call: Call; readonly name: string }[] {
  const timers = callsOf(fn).filter(({ name, use }) => use === 'assigned' && STARTS.test(name));
  if (timers.length === 0) return [];
  return [...eventsOf(graphOf(fn))].flatMap((event) => {
    if (event.kind !== 'update' || event.value?.form !== 'call') return [];
    const call = timers.find(({ range }) => range[0] === event.value!.range[0]);
    return call && /^(this\.)?[\w$#]+$/.test(event.place.text) ? [{ call, name: event.place.text }] : [];
  });
}

/** The first way out on which an exception has left the timer running. */
function thrownWith(context: AnalysisContext, fn: FunctionModel, { name, from }: Start): Exit | undefined {
  const naming = [wordOf(name.replace(/^this\./, '')), ...stoppersOf(context, fn, name)];
  const isNamedIn = (call: Call): boolean => {
    const text = context.model.text.slice(...call.range);
    return naming.some((one) => text.replaceAll('this.', '').search(one) >= 0);
  };
  let found: Exit | undefined;
  const isComplete = walkPaths<State>(context.graphOf(fn), {
    start: { isOn: false, isThrown: false, isSafe: false },
    key: ({ isOn, isThrown, isSafe }) => `${isOn}${isThrown}${isSafe}`,
    onEvent(state, event: ProtocolEvent) {
      if (event.kind === 'opaque') return null;
      // `if (timer) clearTimeout(timer)`: a timer that runs has a handle.
      if (event.kind === 'test' && state.isOn && event.reads.some(({ text }) => text === name)) return null;
      if (event.kind === 'yield') return { ...state, isSafe: state.isSafe || isBareAwait(context, event) };
      if (event.kind !== 'call') return state;
      const next = { ...state, isSafe: isSafe(context, event.call) };
      if (event.call.range[0] === from) return { ...next, isOn: true, isThrown: false };
      const isAround = event.call.range[0] < from && event.call.range[1] > from;
      return state.isOn && !isAround && isNamedIn(event.call) ? null : next;
    },
    onEdge: (state, { thrown }) =>
      !thrown || !state.isOn ? state : state.isSafe ? null : { ...state, isThrown: true },
    onExit({ isOn, isThrown }, exit) {
      if (isOn && isThrown) found ??= exit;
    },
  });
  return isComplete ? found : undefined;
}

/** `await closed`: a promise that has been made before may be one that nothing rejects. */
function isBareAwait({ model }: AnalysisContext, { range }: ProtocolEvent): boolean {
  return /^(await|yield)\s+[\w$.#]+$/.test(model.text.slice(...range));
}

/** A pause, or a promise that nothing can reject. */
export function isSafe({ model }: AnalysisContext, { name, target }: Call): boolean {
  if (name === 'Promise' && target !== undefined)
    return (model.functions[target]?.parameters.length ?? 2) < 2;
  return /(^|\.)_*(wait|sleep|delay|pause|tick|setTimeout|(wait_?(for|until)_?|on_?)?(exit|close|end|finish)(ed|d)?)$/i.test(
    name,
  );
}

/** Functions of this function that name the timer. */
function stoppersOf({ model }: AnalysisContext, { range }: FunctionModel, timer: string): readonly RegExp[] {
  return model.functions.flatMap((inner) => {
    const isWithin = inner.range[0] > range[0] && inner.range[1] < range[1];
    const isNamed = isWithin && /^[\w$]+$/.test(inner.name);
    return isNamed && model.text.slice(...inner.range).includes(timer) ? [wordOf(inner.name)] : [];
  });
}

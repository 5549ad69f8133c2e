import { wordOf } from '../../api/atomics.js';
import type { AnalysisContext } from '../../context.js';
import type { Call, ProtocolEvent, UpdateEvent, WakeEvent } from '../../protocol/events.js';
import { eventsOf, type Exit } from '../../protocol/graph.js';
import { walkPaths } from '../../protocol/paths.js';
import { lastName, type Place } from '../../protocol/place.js';

/** Something taken that an exception keeps from being given back and announced. */
export interface SkippedWake {
  readonly taken: UpdateEvent;
  readonly wake: WakeEvent;
  readonly exit: Exit;
}

interface State {
  /** It was waited for or tested before: what is written next takes it. */
  readonly asked: boolean;
  readonly taken: UpdateEvent | null;
  /** It was written once more: given back. */
  readonly given: boolean;
}

/** JavaScript: finds wake-ups that the usual way through a function makes and a rejected promise skips. */
export function findSkippedWakes(context: AnalysisContext, owner: number): readonly SkippedWake[] {
  const graph = context.graphOf(context.model.functions[owner]!);
  if (!graph.blocks.some(({ exit }) => exit?.kind === 'throw')) return [];
  const events = [...eventsOf(graph)];
  const wakes = events.filter((event) => event.kind === 'wake');
  const places = new Map<string, Place>();
  for (const event of events)
    if (event.kind === 'update' && event.place.shared) places.set(event.place.text, event.place);
  // It writes on some ways only.
  for (const event of events) {
    if (event.kind === 'call' && event.call.name === 'Atomics.compareExchange')
      places.delete(wordOf(event.call)?.text ?? '');
  }
  return [...places.values()].flatMap((place) => {
    const wake = wakes.find((candidate) => isWaitedFor(context, place, candidate));
    const found = wake && search(context, owner, place, wake);
    return found ? [found] : [];
  });
}

function search(
  context: AnalysisContext,
  owner: number,
  place: Place,
  wake: WakeEvent,
): SkippedWake | undefined {
  let skipped: Omit<SkippedWake, 'wake'> | undefined;
  let isReturned = false;
  const name = queueOf(wake.call);
  const isComplete = walkPaths<State>(context.graphOf(context.model.functions[owner]!), {
    start: START,
    key: ({ asked, taken, given }) => `${asked}:${taken?.range[0]}:${given}`,
    onEvent(state, event: ProtocolEvent) {
      if (event.kind === 'wake' && queueOf(event.call) === name) {
        isReturned ||= state.taken !== null && state.given;
        return { ...state, taken: null, given: false };
      }
      if (asksFor(context, event, place, name)) return { ...state, asked: true };
      if (event.kind !== 'update' || event.place.text !== place.text) return state;
      if (state.taken) return { ...state, given: true };
      return state.asked ? { ...state, taken: event, given: false } : state;
    },
    onExit({ taken, given }, exit) {
      if (taken && !given && exit.kind === 'throw') skipped ??= { taken, exit };
    },
  });
  return isComplete && isReturned && skipped ? { ...skipped, wake } : undefined;
}

const START: State = { asked: false, taken: null, given: false };

/** A test of the place, or a wait on the queue, here or in a function of the file. */
function asksFor(
  context: AnalysisContext,
  event: ProtocolEvent,
  place: Place,
  name: string | undefined,
): boolean {
  if (event.kind === 'test') return event.reads.some(({ text }) => text === place.text);
  if (event.kind === 'sleep') return queueOf(event.call) === name;
  const fn =
    event.kind === 'call' && event.call.target !== undefined && context.model.functions[event.call.target];
  return fn ? context.callsOf(fn).some((call) => isWaitOn(call, name)) : false;
}

function isWaitOn(call: Call, name: string | undefined): boolean {
  return SLEEPING.has(call.api?.action ?? '') && queueOf(call) === name;
}

/** Whether a function that sleeps on the queue looks at the place. */
function isWaitedFor(context: AnalysisContext, place: Place, wake: WakeEvent): boolean {
  const name = queueOf(wake.call);
  const reads = ({ text }: Place): boolean => text === place.text;
  return context.model.functions.some((fn) => {
    const waits = context.callsOf(fn).filter((call) => isWaitOn(call, name));
    if (waits.length === 0) return false;
    const conditions = waits.flatMap(({ api, args }) =>
      api?.condition === undefined ? [] : [args[api.condition]],
    );
    return (
      conditions.some((condition) => condition?.reads.some(reads)) ||
      [...eventsOf(context.graphOf(fn))].some((event) => event.kind === 'test' && event.reads.some(reads))
    );
  });
}

const SLEEPING: ReadonlySet<string> = new Set(['wait', 'compare-sleep', 'register', 'sleep-on']);

/** The word of `Atomics`, or the last name of the queue. */
function queueOf(call: Call): string | undefined {
  if (call.api?.family === 'atomics') return wordOf(call)?.text;
  const queue = call.api?.queue && call.args[call.api.queue.arg];
  return queue && lastName({ text: queue.place?.text ?? queue.text });
}

import { wordOf } from '../../api/atomics.js';
import type { AnalysisContext } from '../../context.js';
import type { Call, SleepEvent, TestEvent } from '../../protocol/events.js';
import { eventsOf, reachability, type Exit } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import { walkPaths } from '../../protocol/paths.js';

/** A lock that was not got, slept for, and never asked for again. */
export interface UntakenLock {
  readonly sleep: SleepEvent;
  readonly tested: TestEvent;
  readonly exit: Exit;
}

interface State {
  readonly tested: TestEvent | null;
  readonly slept: boolean;
}

/** Finds `if (Atomics.compareExchange(words, 0, 0, 1) !== 0) Atomics.wait(words, 0, 1);` with no second exchange. */
export function findUntakenLocks(context: AnalysisContext, fn: FunctionModel): readonly UntakenLock[] {
  const graph = context.graphOf(fn);
  const reach = reachability(graph);
  const sleeps = graph.blocks.flatMap(({ id, events }) =>
    events.flatMap((event) =>
      isSingle(event as SleepEvent) && !reach(id).has(id) ? [event as SleepEvent] : [],
    ),
  );
  return sleeps.flatMap((sleep) => {
    const word = wordOf(sleep.call)?.text;
    // Whoever gets it does something once and tells the others: they need not ask again.
    const isOnce = [...eventsOf(graph)].some((event) => event.kind === 'wake');
    if (word === undefined || isOnce) return [];
    let found: Omit<UntakenLock, 'sleep'> | undefined;
    const isComplete = walkPaths<State>(graph, {
      start: { tested: null, slept: false },
      key: ({ tested, slept }) => `${tested?.range[0]}${slept}`,
      onEvent({ tested, slept }, event) {
        if (event === sleep) return tested ? { tested, slept: true } : null;
        if (event.kind === 'opaque') return null;
        const calls = event.kind === 'test' ? event.calls : event.kind === 'call' ? [event.call] : [];
        if (slept && calls.some((call) => asksAgain(call, fn, context.model.functions.indexOf(fn))))
          return null;
        const isAsked = event.kind === 'test' && event.calls.some((call) => exchanges(call, word));
        return isAsked ? { tested: event, slept } : { tested, slept };
      },
      onExit({ tested, slept }, exit) {
        if (slept && tested && exit.kind !== 'throw' && exit.kind !== 'never') found ??= { tested, exit };
      },
    });
    return isComplete && found ? [{ sleep, ...found }] : [];
  });
}

function isSingle({ kind, how, timed, call }: SleepEvent): boolean {
  return (
    kind === 'sleep' && how === 'compare-sleep' && !timed && (call.use === 'dropped' || call.use === 'void')
  );
}

function exchanges(call: Call, word: string): boolean {
  return /^Atomics\.(compareExchange|exchange)$/.test(call.name) && wordOf(call)?.text === word;
}

/** A look at a word, or the function itself once more. */
function asksAgain({ name, target }: Call, fn: FunctionModel, own: number): boolean {
  if (/^Atomics\.(compareExchange|exchange|load|sub|add|wait)/.test(name)) return true;
  return target === own || (fn.name !== '' && name.endsWith(`.${fn.name}`));
}

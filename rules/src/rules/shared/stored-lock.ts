import { wordOf } from '../../api/atomics.js';
import type { AnalysisContext } from '../../context.js';
import type { SleepEvent, UpdateEvent } from '../../protocol/events.js';
import { eventsOf, reachability } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import { walkPaths } from '../../protocol/paths.js';

/** A lock that a function takes by a plain store when another one has waited for it once. */
export interface StoredLock {
  readonly sleep: SleepEvent;
  readonly store: UpdateEvent;
}

/** Finds `lock() { this.waitUnlocked(); Atomics.store(words, 0, 1); }`, where the wait looks no second time. */
export function findStoredLocks(context: AnalysisContext, waiter: FunctionModel): readonly StoredLock[] {
  const index = context.model.functions.indexOf(waiter);
  const takers = context.model.functions.filter(
    (fn) => fn !== waiter && context.callsOf(fn).some(({ target }) => target === index),
  );
  if (takers.length === 0) return [];
  return untestedSleeps(context, waiter).flatMap((sleep) => {
    const word = wordOf(sleep.call)!.text;
    const store = takers.map((fn) => storeAfter(context, fn, index, word)).find((found) => found);
    return store ? [{ sleep, store }] : [];
  });
}

/** Waits on a word outside of loops, one of whose ways out has not looked at the word again. */
function untestedSleeps(context: AnalysisContext, waiter: FunctionModel): readonly SleepEvent[] {
  const graph = context.graphOf(waiter);
  const reach = reachability(graph);
  const own = context.model.functions.indexOf(waiter);
  return graph.blocks.flatMap(({ id, events }) =>
    events.flatMap((sleep) => {
      if (sleep.kind !== 'sleep' || sleep.how !== 'compare-sleep' || sleep.timed) return [];
      const word = wordOf(sleep.call)?.text;
      if (word === undefined || sleep.call.api?.awaits === true || reach(id).has(id)) return [];
      let isUntested = false;
      const isComplete = walkPaths<{ readonly slept: boolean }>(graph, {
        start: { slept: false },
        key: ({ slept }) => String(slept),
        onEvent({ slept }, event) {
          if (event === sleep) return { slept: true };
          if (event.kind === 'opaque') return null;
          const isAgain = event.kind === 'call' && event.call.target === own;
          const looks =
            event.kind === 'test' &&
            !event.calls.includes(sleep.call) &&
            event.reads.some(({ text }) => text === word);
          return slept && (isAgain || looks) ? null : { slept };
        },
        onExit({ slept }, exit) {
          isUntested ||= slept && (exit.kind === 'end' || exit.kind === 'return');
        },
      });
      return isComplete && isUntested ? [sleep] : [];
    }),
  );
}

/** What the taker writes to the word once it has waited, with no look at it. */
function storeAfter(
  context: AnalysisContext,
  taker: FunctionModel,
  waiter: number,
  word: string,
): UpdateEvent | undefined {
  const events = [...eventsOf(context.graphOf(taker))];
  const waited = events.findIndex((event) => event.kind === 'call' && event.call.target === waiter);
  for (const event of events.slice(waited + 1)) {
    if (event.kind === 'test') return undefined;
    // A compare-and-exchange has no value that is written for certain.
    if (event.kind !== 'update' || event.place.text !== word) continue;
    const isPlain = context
      .callsOf(taker)
      .some(({ name, range }) => name === 'Atomics.store' && range[0] === event.range[0]);
    return isPlain ? event : undefined;
  }
  return undefined;
}

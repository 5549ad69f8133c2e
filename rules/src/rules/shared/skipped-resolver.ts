import type { AnalysisContext } from '../../context.js';
import { eventsOf, type Exit } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import { walkPaths } from '../../protocol/paths.js';
import { mayOverlap, type Place } from '../../protocol/place.js';
import type { UpdateEvent } from '../../protocol/events.js';
import { resolverStore } from './promise-resolver.js';
import { takesFrom } from './promise-waker.js';

/** A slot that an exception keeps from being given back, with whoever waits for it. */
export interface SkippedResolver {
  readonly taken: UpdateEvent;
  readonly store: Place;
  readonly exit: Exit;
}

interface State {
  readonly taken: UpdateEvent | null;
  /** The slot was written again, and a waiter taken from the store. */
  readonly given: boolean;
}

/** Finds `this.active++; await job(); this.active--; this.waiters.shift()?.()` with no `finally`. */
export function findSkippedResolvers(
  context: AnalysisContext,
  fn: FunctionModel,
): readonly SkippedResolver[] {
  const store = context
    .callsOf(fn)
    .map((call) => resolverStore(context, call))
    .find(Boolean);
  if (!store || !fn.isAsync) return [];
  const events = [...eventsOf(context.graphOf(fn))];
  const tested = events
    .flatMap((event) => (event.kind === 'test' ? event.reads : []))
    .filter(({ shared }) => shared);
  for (const place of new Map(tested.map((one) => [one.text, one])).values()) {
    const found = search(context, fn, store, place);
    if (found) return [found];
  }
  return [];
}

function search(
  { graphOf }: AnalysisContext,
  fn: FunctionModel,
  store: Place,
  place: Place,
): SkippedResolver | undefined {
  let skipped: Omit<SkippedResolver, 'store'> | undefined;
  let isReturned = false;
  const isComplete = walkPaths<State>(graphOf(fn), {
    start: { taken: null, given: false },
    key: ({ taken, given }) => `${taken?.range[0]}${given}`,
    onEvent(state, event) {
      if (event.kind === 'opaque') return null;
      if (takesFrom(event, store)) {
        isReturned ||= state.taken !== null && state.given;
        return state;
      }
      if (event.kind !== 'update' || !mayOverlap(event.place, place)) return state;
      return state.taken ? { ...state, given: true } : { taken: event, given: false };
    },
    onExit({ taken, given }, exit) {
      if (taken && !given && exit.kind === 'throw') skipped ??= { taken, exit };
    },
  });
  return isComplete && isReturned && skipped ? { ...skipped, store } : undefined;
}

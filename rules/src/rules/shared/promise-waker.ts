import type { AnalysisContext } from '../../context.js';
import type { ProtocolEvent } from '../../protocol/events.js';
import { eventsOf } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import { walkPaths } from '../../protocol/paths.js';
import { mayOverlap, type Place } from '../../protocol/place.js';

/**
 * Whether some function of the file changes what a waiter tested and, on the same path, takes the waiter from where it is
 * kept. One that does only one of the two hands the slot over: nobody can take it in between.
 */
export function wakesAfterFreeing(
  context: AnalysisContext,
  waiter: FunctionModel,
  store: Place,
  tested: readonly Place[],
): boolean {
  const { model, graphOf } = context;
  const users = model.functions.map((fn) =>
    [...eventsOf(graphOf(fn))].some((event) => takesFrom(event, store)),
  );
  return model.functions.some((fn) => {
    // The waiter itself takes the slot first and frees it at the end.
    return freesAndTakes(context, fn, { store, tested, users, atLeast: fn === waiter ? 2 : 1 });
  });
}

interface Slot {
  readonly store: Place;
  readonly tested: readonly Place[];
  /** Which functions take from the store. */
  readonly users: readonly boolean[];
  /** How many changes of what was tested come before a waiter is taken. */
  readonly atLeast: number;
}

function freesAndTakes(
  { graphOf }: AnalysisContext,
  fn: FunctionModel,
  { store, tested, users, atLeast }: Slot,
): boolean {
  let found = false;
  walkPaths(graphOf(fn), {
    start: { frees: 0, takes: false },
    key: ({ frees, takes }) => `${frees}${takes}`,
    onEvent(state, event) {
      // `if (next) next(); else free++`: where there was somebody, nothing is freed.
      if (event.kind === 'test') return { ...state, takes: false };
      const isChange = tested.some((place) => changes(event, place));
      const frees = Math.min(atLeast, state.frees + (isChange ? 1 : 0));
      const takes =
        state.takes ||
        takesFrom(event, store) ||
        (event.kind === 'call' && event.call.target !== undefined && users[event.call.target] === true);
      found ||= frees >= atLeast && takes;
      return found ? null : { frees, takes };
    },
  });
  return found;
}

/** The place is written, or what is counted gets more. */
function changes(event: ProtocolEvent, place: Place): boolean {
  if (event.kind === 'update') return mayOverlap(event.place, place);
  const { receiver, name } = event.kind === 'call' ? event.call : {};
  return /\.(push|unshift|add|set|enqueue)$/.test(name ?? '') && isCountOf(place, receiver);
}

/** `items.length` of `items`. */
export function isCountOf({ text }: Place, collection: Place | undefined): boolean {
  return (
    collection !== undefined && (text === `${collection.text}.length` || text === `${collection.text}.size`)
  );
}

/** Whether some function of the file changes what a waiter tested and emits, on the same path, the event waited for. */
export function emitsAfterFreeing(
  { model, graphOf }: AnalysisContext,
  event: string,
  tested: readonly Place[],
): boolean {
  return model.functions.some((fn) => {
    let found = false;
    walkPaths(graphOf(fn), {
      start: { frees: false },
      key: ({ frees }) => String(frees),
      onEvent({ frees }, one) {
        const isEmit =
          one.kind === 'call' && /\.emit$/.test(one.call.name) && one.call.args[0]?.constant === event;
        found ||= frees && isEmit;
        return found ? null : { frees: frees || tested.some((place) => changes(one, place)) };
      },
    });
    return found;
  });
}

/** `waiters.shift()`, `waiters.forEach(…)`, `this.resolve()`. */
export function takesFrom(event: ProtocolEvent, store: Place): boolean {
  if (event.kind !== 'call') return false;
  const { receiver, name } = event.call;
  if (name === store.text) return true;
  return (
    receiver?.text === store.text && /\.(shift|pop|splice|forEach|values|get|delete|dequeue)$/.test(name)
  );
}

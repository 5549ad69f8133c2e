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
    if (fn === waiter || (fn.range[0] >= waiter.range[0] && fn.range[1] <= waiter.range[1])) return false;
    return freesAndTakes(context, fn, store, tested, users);
  });
}

function freesAndTakes(
  { graphOf }: AnalysisContext,
  fn: FunctionModel,
  store: Place,
  tested: readonly Place[],
  users: readonly boolean[],
): boolean {
  let found = false;
  walkPaths(graphOf(fn), {
    start: { frees: false, takes: false },
    key: ({ frees, takes }) => `${frees}${takes}`,
    onEvent(state, event) {
      // `if (next) next(); else free++`: where there was somebody, nothing is freed.
      if (event.kind === 'test') return { ...state, takes: false };
      const frees =
        state.frees || (event.kind === 'update' && tested.some((place) => mayOverlap(event.place, place)));
      const takes =
        state.takes ||
        takesFrom(event, store) ||
        (event.kind === 'call' && event.call.target !== undefined && users[event.call.target] === true);
      found ||= frees && takes;
      return found ? null : { frees, takes };
    },
  });
  return found;
}

/** `waiters.shift()`, `waiters.forEach(…)`, `this.resolve()`. */
function takesFrom(event: ProtocolEvent, store: Place): boolean {
  if (event.kind !== 'call') return false;
  const { receiver, name } = event.call;
  if (name === store.text) return true;
  return (
    receiver?.text === store.text && /\.(shift|pop|splice|forEach|values|get|delete|dequeue)$/.test(name)
  );
}

import type { Call } from '../../protocol/events.js';
import { eventsOf, type Graph } from '../../protocol/graph.js';
import type { Place } from '../../protocol/place.js';

/**
 * Whether a wait is for a completion among the local variables of its function, alone, in a structure, or behind an alias:
 * whatever else that holds is not written yet, and when the function is gone the waker writes to its stack.
 */
export function waitsOnStack(graph: Graph, call: Call): boolean {
  const place = completionOf(call);
  return place !== undefined && (isLocal(place) || isAliasOfLocal(graph, place));
}

function completionOf({ api, args }: Call): Place | undefined {
  return api?.condition === undefined && api?.queue ? args[api.queue.arg]?.place : undefined;
}

function isLocal({ shared, text }: Place): boolean {
  return !shared && !text.includes('->');
}

/** `dev->done = &done;` before waiting for `dev->done`. */
function isAliasOfLocal(graph: Graph, { text }: Place): boolean {
  return [...eventsOf(graph)].some(
    (event) =>
      event.kind === 'update' &&
      event.place.text === text &&
      event.value?.form === 'address' &&
      event.value.place?.shared === false,
  );
}

import type { UpdateEvent } from '../../protocol/events.js';
import type { Graph } from '../../protocol/graph.js';

/** Updates that only stand for a function nobody knows having been given an address: they follow their call. */
export function guessedWrites(graph: Graph): ReadonlySet<UpdateEvent> {
  const guesses = new Set<UpdateEvent>();
  for (const { events } of graph.blocks) {
    let call: readonly [number, number] | undefined;
    for (const event of events) {
      if (event.kind === 'call') call = event.range;
      else if (event.kind === 'update' && call && call[0] === event.range[0] && call[1] === event.range[1])
        guesses.add(event);
    }
  }
  return guesses;
}

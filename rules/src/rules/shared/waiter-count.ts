import type { ProtocolEvent, SleepEvent, UpdateEvent } from '../../protocol/events.js';
import { eventsOf, type Graph } from '../../protocol/graph.js';

/**
 * Fields that are counted on both sides of a wait, such as the number of those who wait: counting them is no work that the
 * wait was for, and bounds no loop.
 */
export function countsAround(graph: Graph, { range }: SleepEvent): ReadonlySet<string> {
  const counted = [...eventsOf(graph)].filter(isCount);
  const after = counted.filter((event) => event.range[0] > range[0]).map(({ place }) => place.text);
  const before = counted.filter((event) => event.range[0] < range[0]).map(({ place }) => place.text);
  return new Set(before.filter((text) => after.includes(text)));
}

function isCount(event: ProtocolEvent): event is UpdateEvent {
  return event.kind === 'update' && event.value === undefined && event.place.shared;
}

import type { Call } from '../../protocol/events.js';
import type { Graph } from '../../protocol/graph.js';

/**
 * Whether two calls stand on ways that exclude each other, so that only another turn of a loop leads from one to the other:
 * `for each x: if (x->sleeps) mutex_lock(…); else spin_lock(…);`. The members of a list are of one kind, and what chooses
 * the way chooses it alike in every turn.
 */
export function areInOtherTurns(graph: Graph, one: Call, other: Call): boolean {
  const [from, to] = [blockOf(graph, one), blockOf(graph, other)];
  if (from === undefined || to === undefined || from === to) return false;
  return !leadsOnward(graph, from, to) && !leadsOnward(graph, to, from);
}

function blockOf({ blocks }: Graph, call: Call): number | undefined {
  return blocks.find(({ events }) => events.some((event) => 'call' in event && event.call === call))?.id;
}

/** Without going back to the head of a loop. */
function leadsOnward({ blocks }: Graph, from: number, to: number): boolean {
  const seen = new Set([from]);
  for (const id of seen) {
    if (id === to) return true;
    for (const edge of blocks[id]!.edges) if (!blocks[edge.to]!.loop?.has(id)) seen.add(edge.to);
  }
  return false;
}

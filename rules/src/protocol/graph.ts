import type { Operand, ProtocolEvent } from './events.js';
import type { Place, Range } from './place.js';

/** What is known to hold after an edge was taken: the condition `text` had `value`. */
export interface Assumption {
  readonly text: string;
  readonly value: boolean;
  readonly reads: readonly Place[];
  /** The condition calls something, so that it may differ the next time. */
  readonly calls: boolean;
}

/** A way from one block to the next. */
export interface Edge {
  readonly to: number;
  readonly assume?: Assumption;
  /** An exception leads here. */
  readonly thrown?: true;
}

/** How a path ends. `never`: control is known not to come back (BUG, panic). */
export interface Exit {
  readonly kind: 'return' | 'throw' | 'end' | 'never';
  readonly range: Range;
  readonly value?: Operand;
}

/** A basic block: its events happen in order, then one of its edges is taken, or the path ends with `exit`. */
export interface Block {
  readonly id: number;
  readonly events: readonly ProtocolEvent[];
  readonly edges: readonly Edge[];
  readonly exit?: Exit;
  /** The block is the head of a loop: its edges' assumptions change from turn to turn. */
  readonly isLoopHead: boolean;
  /** Loop heads: the blocks of the loop, the head included. */
  readonly loop?: ReadonlySet<number>;
}

/** A function's control-flow graph; block 0 is the entry. */
export interface Graph {
  readonly blocks: readonly Block[];
}

/** Every event of the graph, in block order. */
export function* eventsOf(graph: Graph): Iterable<ProtocolEvent> {
  for (const block of graph.blocks) yield* block.events;
}

/** For each block, the blocks that can be reached from it in one or more steps. */
export function reachability(graph: Graph): readonly ReadonlySet<number>[] {
  return graph.blocks.map((block) => {
    const seen = new Set<number>();
    const pending = block.edges.map((edge) => edge.to);
    while (pending.length > 0) {
      const id = pending.pop()!;
      if (seen.has(id)) continue;
      seen.add(id);
      for (const edge of graph.blocks[id]!.edges) pending.push(edge.to);
    }
    return seen;
  });
}

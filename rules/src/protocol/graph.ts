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

/** The blocks that hold such an event, and those from which one of these can be reached. */
export function blocksLeadingTo(
  { blocks }: Graph,
  isGoal: (event: ProtocolEvent) => boolean,
): ReadonlySet<number> {
  const leading = new Set(blocks.flatMap(({ id, events }) => (events.some(isGoal) ? [id] : [])));
  // Backwards: most edges lead to a block that comes later.
  for (let size = -1; size !== leading.size && leading.size > 0;) {
    size = leading.size;
    for (let id = blocks.length - 1; id >= 0; id--) {
      if (!leading.has(id) && blocks[id]!.edges.some(({ to }) => leading.has(to))) leading.add(id);
    }
  }
  return leading;
}

/** The blocks that can be reached from a block in one or more steps. */
export type Reach = (block: number) => ReadonlySet<number>;

/** Looked for when somebody asks, and once for a graph: several rules do. */
export function reachability(graph: Graph): Reach {
  let reach = reaches.get(graph);
  if (!reach) reaches.set(graph, (reach = reachIn(graph)));
  return reach;
}

const reaches = new WeakMap<Graph, Reach>();

function reachIn({ blocks }: Graph): Reach {
  const known = new Map<number, ReadonlySet<number>>();
  return (block) => {
    let seen = known.get(block);
    if (!seen) known.set(block, (seen = reachedFrom(blocks, block)));
    return seen;
  };
}

function reachedFrom(blocks: readonly Block[], block: number): ReadonlySet<number> {
  const seen = new Set<number>();
  const pending = blocks[block]!.edges.map((edge) => edge.to);
  while (pending.length > 0) {
    const id = pending.pop()!;
    if (seen.has(id)) continue;
    seen.add(id);
    for (const edge of blocks[id]!.edges) pending.push(edge.to);
  }
  return seen;
}

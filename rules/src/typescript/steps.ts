import type { Operand } from '../protocol/events.js';
import type { Place } from '../protocol/place.js';
import type { Structure } from '../protocol/structure.js';
import { rangeOf, type Node } from './nodes.js';

/** Steps of a body in the making, in evaluation order. */
export type Steps = Structure[];

/** Other code may run here. */
export function yieldStep(node: Node, mayThrow: boolean): Structure {
  const event = { kind: 'yield', range: rangeOf(node) } as const;
  return mayThrow ? { kind: 'event', event, mayThrow } : { kind: 'event', event };
}

/** A place gets a value. */
export function updateStep(node: Node, place: Place, value?: Operand): Structure {
  const event = { kind: 'update', range: rangeOf(node), place, ...(value ? { value } : {}) } as const;
  return { kind: 'event', event };
}

/** Several steps as one. */
export function sequence(steps: readonly Structure[]): Structure {
  return steps.length === 1 ? steps[0]! : { kind: 'sequence', body: steps };
}

/** Nothing happens. */
export const NOTHING: Structure = { kind: 'sequence', body: [] };

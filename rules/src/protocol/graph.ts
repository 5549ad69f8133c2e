import type { ProtocolEvent } from './events.js';
import type { FunctionModel } from './model.js';

/** A control-flow graph whose nodes carry the protocol's events. */
export interface Graph {
  readonly events: readonly ProtocolEvent[];
}

/** Lowers a structured body to its graph. */
export function buildGraph(fn: FunctionModel): Graph {
  void fn;
  return { events: [] };
}

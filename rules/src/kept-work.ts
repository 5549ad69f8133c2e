import { keepC, type KeptC } from './c/kept.js';
import type { Graph } from './protocol/graph.js';
import type { Structure } from './protocol/structure.js';

/**
 * What the analysis of a document hands on to that of its next text, so that a keystroke costs what it changes. For
 * programs that stay with a document; one document has one, and forgets what it has not used for two analyses.
 */
export interface KeptWork {
  readonly c: KeptC;
  /** By the function's body. */
  readonly graphs: WeakMap<Structure, Graph>;
}

/** For a document that was not analysed yet. */
export function keepWork(): KeptWork {
  return { c: keepC(), graphs: new WeakMap() };
}

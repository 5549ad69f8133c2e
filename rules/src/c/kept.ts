import { keepFunctions, type KeptFunctions } from './kept-functions.js';
import { keepNames, type KeptNames } from './kept-names.js';

/** What the analysis of one C text hands on to that of the document's next text. */
export interface KeptC {
  readonly functions: KeptFunctions;
  readonly names: KeptNames;
}

/** For a document that was not analysed yet. */
export function keepC(): KeptC {
  return { functions: keepFunctions(), names: keepNames() };
}

/** Ends one analysis: what neither it nor the one before has used is forgotten. */
export function sweep({ functions, names }: KeptC): void {
  functions.sweep();
  names.sweep();
}

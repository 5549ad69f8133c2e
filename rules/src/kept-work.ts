import { keepC, type KeptC } from './c/kept.js';
import { keepAnswers, type KeptAnswers } from './kept-answers.js';

/**
 * What the analysis of a document hands on to that of its next text, so that a keystroke costs what it changes. For
 * programs that stay with a document; one document has one, and forgets what it has not used for two analyses.
 */
export interface KeptWork {
  readonly c: KeptC;
  readonly answers: KeptAnswers;
}

/** For a document that was not analysed yet. */
export function keepWork(): KeptWork {
  const c = keepC();
  return { c, answers: keepAnswers(c.functions.originOf) };
}

import type { Journal } from '../inspect/journal.js';
import type { WakeNote } from '../inspect/queue-stats.js';
import { ALL_TOLD, FOUND, NOBODY, NOBODY_AT, NOBODY_SITE, TRUE_AT } from './layout.js';

/**
 * How long before a wake-up a condition that held may have been what it announced (milliseconds): another thread may
 * see the update before the wake-up that follows it.
 */
const SLACK = 1000;

/**
 * The last wake-up that found nobody, if it came before the wait of this number and no other has found anybody since,
 * nor has a condition held. `undefined` also where a thread may have kept that to itself.
 */
export function missedBy(words: Int32Array, serial: number, journal: Journal): WakeNote | undefined {
  const number = words[NOBODY]!;
  if (serial === 0 || number === 0 || words[ALL_TOLD] !== 1 || !isBefore(number, serial)) return undefined;
  if (words[FOUND] !== 0 && !isBefore(words[FOUND]!, number)) return undefined;
  const [at, trueAt] = [words[NOBODY_AT]!, words[TRUE_AT]!];
  if (trueAt !== 0 && ((trueAt - at) | 0) > -SLACK) return undefined;
  const site = journal.texts.textOf(words[NOBODY_SITE]!);
  return { sequence: 0, at: journal.timeOf(at), task: '', site: site ? { site, frames: [site] } : undefined };
}

/** The numbers wrap around. */
function isBefore(one: number, other: number): boolean {
  return ((one - other) | 0) < 0;
}

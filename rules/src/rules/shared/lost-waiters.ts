import type { AnalysisContext } from '../../context.js';
import type { RuleFinding } from '../../rule.js';
import { findBlindRemovals, type BlindRemoval } from './blind-removal.js';
import { findOverwrittenResolvers, type OverwrittenResolver } from './overwritten-resolver.js';
import { findThrownEntries, type ThrownEntry } from './thrown-entry.js';

/** Waiters that nobody can tell any more: their job has thrown, or another has taken their place. */
export function* lostWaiters(context: AnalysisContext): Iterable<RuleFinding> {
  for (const thrown of findThrownEntries(context)) yield reportThrown(thrown);
  for (const blind of findBlindRemovals(context)) yield reportBlind(blind);
  for (const lost of findOverwrittenResolvers(context)) yield reportOverwritten(lost);
}

function reportThrown({ job, settler }: ThrownEntry): RuleFinding {
  return {
    confidence: 'medium',
    range: job.nameRange,
    message: `When ${job.name}() throws, ${settler}() is skipped, and nothing else settles the promise: whoever awaits it hangs, and the exception is nobody's; catch it and reject.`,
    related: [],
    suggestions: [],
  };
}

function reportBlind({ removes, list }: BlindRemoval): RuleFinding {
  return {
    confidence: 'medium',
    range: removes.nameRange,
    message: `A waiter that was served is not in '${list}' any more: the index is -1, and the last of the others is taken away, whose promise is never settled; test the index first.`,
    related: [],
    suggestions: [],
  };
}

function reportOverwritten({ promise, update }: OverwrittenResolver): RuleFinding {
  return {
    confidence: 'medium',
    range: update.range,
    message: `There is one '${update.place.text}' for all: whoever waits already is never told once another comes here; keep a list of resolvers, or one promise for everybody.`,
    related: [{ message: 'each call makes a promise of its own', range: promise.nameRange }],
    suggestions: [],
  };
}

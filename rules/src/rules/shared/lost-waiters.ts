import type { AnalysisContext } from '../../context.js';
import { swallowWake } from '../../explain/left-behind.js';
import type { RuleFinding } from '../../rule.js';
import { findBlindRemovals, type BlindRemoval } from './blind-removal.js';
import { findIteratorEnds, type IteratorEnd } from './iterator-end.js';
import { findKeptByFilter, type KeptByFilter } from './kept-by-filter.js';
import { findLostOnAwait, type LostOnAwait } from './lost-on-await.js';
import { findOrphanedRequests, type OrphanedRequests } from './orphaned-requests.js';
import { findOverwrittenResolvers, type OverwrittenResolver } from './overwritten-resolver.js';
import { findSkippedRemovals, type SkippedRemoval } from './skipped-removal.js';
import { findTakenForOwn, type TakenForOwn } from './taken-for-own.js';
import { findThrownEntries, type ThrownEntry } from './thrown-entry.js';

/** Waiters that nobody can tell any more: their job has thrown, or another has taken their place. */
export function* lostWaiters(context: AnalysisContext): Iterable<RuleFinding> {
  for (const thrown of findThrownEntries(context)) yield reportThrown(thrown);
  for (const blind of findBlindRemovals(context)) yield reportBlind(blind);
  for (const lost of findOverwrittenResolvers(context)) yield reportOverwritten(lost);
  for (const lost of findLostOnAwait(context)) yield reportLostOnAwait(context, lost);
  for (const end of findIteratorEnds(context)) yield reportIteratorEnd(context, end);
  for (const fn of context.model.functions)
    for (const skipped of findSkippedRemovals(context, fn)) yield reportSkippedRemoval(context, skipped);
  for (const kept of findKeptByFilter(context)) yield reportFilter(kept);
  for (const taken of findTakenForOwn(context)) yield reportTaken(context, taken);
  for (const orphaned of findOrphanedRequests(context)) yield reportOrphaned(context, orphaned);
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

function reportSkippedRemoval(
  context: AnalysisContext,
  { race, keeps, removes, store }: SkippedRemoval,
): RuleFinding {
  return {
    confidence: 'medium',
    range: race.nameRange,
    message: `When this rejects, ${removes.name}() in line ${context.lines.lineAt(removes.range[0])} is skipped and the entry stays in '${store}': it takes a wake-up meant for somebody else; take it off in a finally.`,
    related: [
      { message: 'put on the list here', range: keeps.nameRange },
      { message: 'taken off only here', range: removes.nameRange },
    ],
    suggestions: [],
    interleaving: swallowWake(context, keeps, race),
  };
}

function reportTaken({ lines }: AnalysisContext, { limit, takes, list }: TakenForOwn): RuleFinding {
  return {
    confidence: 'medium',
    range: limit.nameRange,
    message: `Who gives up here takes in line ${lines.lineAt(takes.range[0])} whoever is next in '${list}', which need not be itself: another is never told, and its own entry is given a turn later; look for the entry and take that.`,
    related: [{ message: 'takes somebody else', range: takes.range }],
    suggestions: [],
  };
}

function reportLostOnAwait({ lines }: AnalysisContext, { takes, store, exit }: LostOnAwait): RuleFinding {
  return {
    confidence: 'medium',
    range: exit.range,
    message: `When this rejects, the waiter that line ${lines.lineAt(takes.range[0])} took from '${store}' is on no list any more and nobody settles its promise: whoever awaits it hangs; catch, and tell it.`,
    related: [{ message: 'taken here', range: takes.nameRange }],
    suggestions: [],
  };
}

function reportOrphaned({ lines }: AnalysisContext, { store, ends, answers }: OrphanedRequests): RuleFinding {
  return {
    confidence: 'medium',
    range: ends.nameRange,
    message: `After ${ends.args[0]!.text} no answer comes for what is kept in '${store}' (line ${lines.lineAt(answers.range[0])}), and nobody settles it: whoever awaits an answer hangs; reject all of it here.`,
    related: [{ message: 'settles what is answered', range: answers.nameRange }],
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

function reportIteratorEnd({ lines }: AnalysisContext, { range, field, waits }: IteratorEnd): RuleFinding {
  return {
    confidence: 'medium',
    range,
    message: `return() ends the iterator and does not settle the promise of line ${lines.lineAt(waits[0])}, which only '${field}' can: whoever awaits it hangs; settle it first.`,
    related: [{ message: 'waits here', range: waits }],
    suggestions: [],
  };
}

function reportFilter({ range, list }: KeptByFilter): RuleFinding {
  return {
    confidence: 'medium',
    range,
    message: `This keeps what is to go and throws the others out of '${list}': whoever waits in it is never told; compare with !==.`,
    related: [],
    suggestions: [],
  };
}

import type { AnalysisContext } from '../context.js';
import { loseUnfenced } from '../explain/unfenced.js';
import type { Suggestion } from '../finding.js';
import type { Call } from '../protocol/events.js';
import { mayCall } from '../protocol/model.js';
import type { Rule, RuleFinding } from '../rule.js';
import { findUnfencedQueries, isBareQuery, type UnfencedQuery } from './shared/unfenced-query.js';

export const noUnfencedWaitqueueActive: Rule = {
  meta: {
    name: 'no-unfenced-waitqueue-active',
    description:
      'disallow leaving out a wake-up after waitqueue_active() with no full barrier since the update',
    languages: ['c'],
    preset: 'recommended',
    type: 'problem',
    fixable: false,
    hasSuggestions: true,
  },
  *check(context) {
    for (const [owner, fn] of context.model.functions.entries()) {
      if (!mayCall(fn, isBareQuery) || !context.callsOf(fn).some(isBareQuery)) continue;
      for (const found of findUnfencedQueries(context, owner)) yield report(context, found);
    }
  },
};

function report(context: AnalysisContext, found: UnfencedQuery): RuleFinding {
  const { query, update, wake, waiter } = found;
  const { call } = query;
  const line = context.lines.lineAt(update.range[0]);
  const instead = fencedName(call);
  return {
    // Without the waiter in sight the update may be no part of any condition.
    confidence: waiter ? 'high' : 'medium',
    range: call.nameRange,
    message: `A waiter that tests before it sees the update of '${update.place.text}' in line ${line} sleeps on, for ${call.name}() may be answered before the update is seen; use ${instead}() or put smp_mb() between them.`,
    related: [
      { message: `'${update.place.text}' is written here`, range: update.range },
      { message: 'this wake-up is left out', range: wake },
      ...(waiter ? [{ message: 'this waiter sleeps on', range: waiter.range }] : []),
    ],
    suggestions: suggestions(call, instead),
    interleaving: loseUnfenced(context, found),
  };
}

function fencedName({ name }: Call): string {
  return name.startsWith('sw') ? 'swq_has_sleeper' : 'wq_has_sleeper';
}

function suggestions({ nameRange }: Call, instead: string): readonly Suggestion[] {
  return [
    {
      message: `Ask with ${instead}(), which has the full barrier.`,
      edits: [{ range: nameRange, text: instead }],
    },
  ];
}

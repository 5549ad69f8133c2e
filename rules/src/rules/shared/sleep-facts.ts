import type { AnalysisContext } from '../../context.js';
import type { RelatedPlace } from '../../finding.js';
import type { Sleep } from '../../protocol/sleeps.js';
import { createSleepSummaries, type SleepSummaries } from '../../protocol/sleep-summaries.js';

const known = new WeakMap<AnalysisContext, SleepSummaries>();

/** Who sleeps where in a file, worked out once for all rules. */
export function sleepFacts(context: AnalysisContext): SleepSummaries {
  let facts = known.get(context);
  if (!facts) known.set(context, (facts = createSleepSummaries(context)));
  return facts;
}

/** ` (mutex_lock() in line 120, by way of fill() and get())`; empty for a sleep of the function itself. */
export function wayTo(context: AnalysisContext, { call, via }: Sleep): string {
  if (via.length === 0) return '';
  const between = via.slice(1).map(({ name }) => `${name}()`);
  const by = between.length > 0 ? `, by way of ${between.join(' and ')}` : '';
  return ` (${call.name}() in line ${context.lines.lineAt(call.range[0])}${by})`;
}

/** The calls between, and the sleep at the end. */
export function placesOnTheWay({ call, via }: Sleep): readonly RelatedPlace[] {
  if (via.length === 0) return [];
  return [
    ...via.slice(1).map((step) => ({ message: `by way of ${step.name}()`, range: step.nameRange })),
    { message: `${call.name}() sleeps here`, range: call.nameRange },
  ];
}

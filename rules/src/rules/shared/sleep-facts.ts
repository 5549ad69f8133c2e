import type { AnalysisContext } from '../../context.js';
import type { RelatedPlace } from '../../finding.js';
import type { Call } from '../../protocol/events.js';
import { originOf } from '../../protocol/file-summary.js';
import type { Sleep } from '../../protocol/sleeps.js';
import { createSleepSummaries, type SleepSummaries } from '../../protocol/sleep-summaries.js';

const known = new WeakMap<AnalysisContext, SleepSummaries>();

/** Who sleeps where in a file, worked out once for all rules. */
export function sleepFacts(context: AnalysisContext): SleepSummaries {
  let facts = known.get(context);
  if (!facts) known.set(context, (facts = createSleepSummaries(context)));
  return facts;
}

/** ` (mutex_lock() in line 120, by way of fill() and get())`; empty for a sleep of the function itself. What is in another file names it. */
export function wayTo(context: AnalysisContext, { call, via }: Sleep): string {
  const far = farAway(call);
  if (via.length === 0) return far && ` (${far})`;
  const names = via.slice(1).map(({ name }) => `${name}()`);
  const between =
    names.length > MOST_NAMED
      ? [...names.slice(0, MOST_NAMED - 1), `${names.length + 1 - MOST_NAMED} more`]
      : names;
  const by = between.length > 0 ? `, by way of ${between.join(' and ')}` : '';
  return ` (${call.name}() in line ${context.lines.lineAt(call.range[0])}${by}${far && `; ${far}`})`;
}

/** Functions on the way to a sleep that a message names. */
const MOST_NAMED = 5;

/** What a function of another file comes down to: `mutex_lock() in line 302 of queue.c`. */
function farAway({ api }: Call): string {
  const origin = originOf(api);
  if (!origin) return '';
  const { call, line, file, isPossible } = origin;
  return `${isPossible ? 'it may come to ' : ''}${call}() in line ${line} of ${file}`;
}

/** Calls between a function and the sleep at the end, those in other files included. */
export function stepsTo({ call, via }: Sleep): number {
  const origin = originOf(call.api);
  return via.length + (origin ? origin.depth + 1 : 0);
}

/** The calls between, and the sleep at the end. */
export function placesOnTheWay({ call, via }: Sleep): readonly RelatedPlace[] {
  if (via.length === 0) return [];
  return [
    ...via.slice(1).map((step) => ({ message: `by way of ${step.name}()`, range: step.nameRange })),
    { message: `${call.name}() sleeps here`, range: call.nameRange },
  ];
}

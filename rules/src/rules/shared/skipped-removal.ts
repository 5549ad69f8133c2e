import type { AnalysisContext } from '../../context.js';
import type { Call } from '../../protocol/events.js';
import type { FunctionModel } from '../../protocol/model.js';
import { quoted } from '../../quoted.js';
import { isGuarded } from './guarded-call.js';

/** A waiter that is taken off its list behind a race, and left there when the race rejects. */
export interface SkippedRemoval {
  /** `Promise.race(…)` */
  readonly race: Call;
  /** `this.waiting.push(entry)` */
  readonly keeps: Call;
  /** `this.waiting.splice(…)` */
  readonly removes: Call;
  readonly store: string;
}

/**
 * Finds `this.waiting.push(entry); await Promise.race([entry.promise, aborted]); this.waiting.splice(…);`, where a rejection leads
 * past the removal and the next wake-up is spent on an entry that nobody waits for.
 */
export function findSkippedRemovals(context: AnalysisContext, fn: FunctionModel): readonly SkippedRemoval[] {
  if (!fn.isAsync || fn.isTopLevel) return [];
  const calls = context.callsOf(fn);
  const races = calls.filter((call) => call.awaited === true && RACE.test(call.name));
  return races.flatMap((race) => {
    if (isGuarded(fn, race.range)) return [];
    for (const keeps of calls) {
      const store = keeps.receiver?.text;
      const entry = keeps.args[0]?.text;
      if (store === undefined || entry === undefined || keeps.range[1] > race.range[0]) continue;
      if (!KEEPS.test(keeps.name) || !isWaiter(context, fn, entry, keeps, race)) continue;
      const removes = calls.find(
        ({ name, range }) => range[0] > race.range[1] && removesFrom(store).test(name),
      );
      if (removes && isWokenElsewhere(context, store)) return [{ race, keeps, removes, store }];
    }
    return [];
  });
}

const RACE = /(?:^|\.)Promise\.race$|^race$/;
const KEEPS = /\.(?:push|unshift|add|enqueue)$/;

function removesFrom(store: string): RegExp {
  return new RegExp(`^${quoted(store)}\\.(?:splice|delete|remove)$`);
}

/** Made here with a promise that is raced, beside something made here that rejects. */
function isWaiter(
  { model }: AnalysisContext,
  fn: FunctionModel,
  entry: string,
  keeps: Call,
  race: Call,
): boolean {
  if (!/^[\w$]+$/.test(entry)) return false;
  const before = model.text.slice(fn.range[0], keeps.range[0]);
  const raced = model.text.slice(keeps.range[1], race.range[1]);
  const isMade = new RegExp(`\\b(?:const|let|var)\\s+${quoted(entry)}\\s*(?::[^=;]*)?=`).test(before);
  return isMade && new RegExp(`(?<![\\w$.])${quoted(entry)}\\.promise\\b`).test(raced) && REJECTS.test(raced);
}

const REJECTS = /\.reject\(|\breject\(|['"]abort['"]/;

/** Somebody takes whoever is first from the list, and resolves it. */
function isWokenElsewhere({ model }: AnalysisContext, store: string): boolean {
  const takes = new RegExp(`(?<![\\w$.])${quoted(store)}\\.(?:shift|pop|dequeue)\\(`);
  return takes.test(model.text) && /\.resolve\(/.test(model.text);
}

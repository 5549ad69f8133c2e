import { createContext, type AnalysisContext } from '../context.js';
import { loseMissingWake } from '../explain/missing-wake.js';
import { insertBefore } from '../fix/insert-statement.js';
import type { Range } from '../protocol/place.js';
import type { Rule, RuleFinding } from '../rule.js';
import { findMissingWakes, type MissingWake } from './shared/missing-wake.js';
import { findSilentUpdates, type SilentUpdate } from './shared/silent-update.js';

export const noMissingWake: Rule = {
  meta: {
    name: 'no-missing-wake',
    description: 'disallow making a waited condition true and leaving without a wake-up',
    languages: ['c', 'js'],
    preset: 'off',
    type: 'problem',
    fixable: false,
    hasSuggestions: true,
  },
  *check(context) {
    for (const [owner, fn] of context.model.functions.entries()) {
      if (!context.callsOf(fn).some(({ api }) => api?.action === 'wake' && api.family !== 'atomics'))
        continue;
      for (const found of findMissingWakes(context, owner)) yield report(context, found);
    }
    const writers = context.model.withWriters?.();
    const wide = writers && createContext(writers);
    for (const found of wide ? findSilentUpdates(wide) : []) yield reportSilent(wide!, found);
  },
};

function reportSilent(context: AnalysisContext, found: SilentUpdate): RuleFinding {
  const { update, exit, wake, waiter } = found;
  const at = ({ range }: { readonly range: Range }): number => context.lines.lineAt(range[0]);
  const others = wake ? `as line ${at(wake)} does for the same` : 'nor does anything in this file';
  return {
    confidence: 'medium',
    range: update.range,
    message: `What the waiter in line ${at(waiter)} waits for holds from here on, and nothing on the way wakes '${waiter.queue.text}', ${others}: it sleeps on; wake it here.`,
    related: [
      { message: 'leaves without waking', range: exit.range },
      ...(wake ? [{ message: 'another function wakes for the same', range: wake.range }] : []),
      { message: 'this waiter sleeps on', range: waiter.range },
    ],
    suggestions: [],
    interleaving: loseMissingWake(context, found),
  };
}

function report(context: AnalysisContext, found: MissingWake): RuleFinding {
  const { update, exit, wake, waiter } = found;
  const { lines, model } = context;
  const name = wake.call.name;
  const way = exit.kind === 'throw' ? 'exception' : 'return';
  const called = `${model.text.slice(...wake.range)};`;
  return {
    confidence: 'medium',
    range: update.range,
    message: `What the waiter in line ${lines.lineAt(waiter.range[0])} waits for holds from here on, but the ${way} in line ${lines.lineAt(exit.range[0])} leaves without ${name}(): it sleeps on; wake '${wake.queue!.text}' on this way, too.`,
    related: [
      { message: 'leaves without waking', range: exit.range },
      { message: 'the other ways wake here', range: wake.range },
      { message: 'this waiter sleeps on', range: waiter.range },
    ],
    suggestions:
      exit.kind === 'return'
        ? [{ message: `Call ${name}() before leaving.`, edits: insertBefore(model.text, exit.range, called) }]
        : [],
    interleaving: loseMissingWake(context, found),
  };
}

import type { AnalysisContext } from '../context.js';
import { loseMissingWake } from '../explain/missing-wake.js';
import { insertBefore } from '../fix/insert-statement.js';
import type { Rule, RuleFinding } from '../rule.js';
import { findMissingWakes, type MissingWake } from './shared/missing-wake.js';

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
  },
};

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

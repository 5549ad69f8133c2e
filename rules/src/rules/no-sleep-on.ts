import type { AnalysisContext } from '../context.js';
import { isRepeatable, renderOpposite } from '../fix/condition-text.js';
import { guardOf } from '../fix/guard.js';
import { importEdits } from '../fix/import.js';
import { asValue } from '../fix/queue-text.js';
import type { Edit, Suggestion } from '../finding.js';
import type { Call } from '../protocol/events.js';
import { mayCall, type FunctionModel } from '../protocol/model.js';
import type { Rule, RuleFinding } from '../rule.js';
import { loseBeforeRegistering } from '../explain/lost-wakeup.js';

export const noSleepOn: Rule = {
  meta: {
    name: 'no-sleep-on',
    description: 'disallow the sleep_on family, which registers only after the caller has tested',
    languages: ['c', 'js'],
    preset: 'recommended',
    type: 'problem',
    fixable: false,
    hasSuggestions: true,
  },
  *check(context) {
    for (const fn of context.model.functions) {
      if (!mayCall(fn, isSleepOn)) continue;
      for (const call of context.callsOf(fn)) {
        if (isSleepOn(call)) yield report(context, fn, call);
      }
    }
  },
};

function isSleepOn({ api }: Pick<Call, 'api'>): boolean {
  return api?.action === 'sleep-on';
}

function report(context: AnalysisContext, fn: FunctionModel, call: Call): RuleFinding {
  const better = replacementFor(call.name);
  return {
    confidence: 'high',
    range: call.nameRange,
    message: `A wake-up between the caller's test and ${call.name}() is lost, for it registers only when it sleeps; use ${better}(), which tests again after registering.`,
    related: [],
    suggestions: rewrite(context, fn, call, better),
    interleaving: loseBeforeRegistering(context, fn, call),
  };
}

/** `interruptible_sleep_on_timeout` → `wait_event_interruptible_timeout`, `sleepOn` → `waitEvent`. */
function replacementFor(name: string): string {
  const inC = /^(interruptible_)?sleep_on(_timeout)?$/.exec(name);
  if (inC) return `wait_event${inC[1] ? '_interruptible' : ''}${inC[2] ?? ''}`;
  return `waitEvent${/^interruptible/.test(name) ? 'Interruptible' : ''}${/Timeout$/.test(name) ? 'Timeout' : ''}`;
}

/** `if (!c) sleep_on(&q);` and `while (!c) sleep_on(&q);` become a wait for c. */
function rewrite(
  { model }: AnalysisContext,
  fn: FunctionModel,
  call: Call,
  better: string,
): readonly Suggestion[] {
  const guard = guardOf(fn.body, call);
  const [queue, ...rest] = call.args;
  if (!guard || !queue || !isRepeatable(guard.test)) return [];
  const condition = renderOpposite(guard.test, model.text);
  const timeout = rest.map((arg) => `, ${arg.text}`).join('');
  const imports = model.language === 'js' ? importEdits(model.text, 'waitq', better) : [];
  if (!imports) return [];
  const statement =
    model.language === 'js'
      ? `await ${better}(${queue.text}, () => ${condition}${timeout});`
      : `${better}(${asValue(queue)}, ${condition}${timeout});`;
  const edits: readonly Edit[] = [...imports, { range: guard.range, text: statement }];
  return [{ message: `Wait with ${better}().`, edits }];
}

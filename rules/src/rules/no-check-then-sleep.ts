import type { AnalysisContext } from '../context.js';
import { loseInWindow } from '../explain/lost-wakeup.js';
import { suggestTestAgain } from '../fix/test-again.js';
import type { FunctionModel } from '../protocol/model.js';
import type { Rule, RuleFinding } from '../rule.js';
import { staleExpectedValues } from './shared/atomics-expected.js';
import { findWindows, type Window } from './shared/check-window.js';

export const noCheckThenSleep: Rule = {
  meta: {
    name: 'no-check-then-sleep',
    description: 'disallow testing the condition before registering and sleeping without a new test',
    languages: ['c', 'js'],
    preset: 'recommended',
    type: 'problem',
    fixable: false,
    hasSuggestions: true,
  },
  *check(context) {
    for (const fn of context.model.functions) {
      const actions = new Set(context.callsOf(fn).map(({ api }) => api?.action));
      if (actions.has('sleep')) yield* check(context, fn);
      if (actions.has('compare-sleep')) yield* staleExpectedValues(context, fn);
    }
  },
};

function check(context: AnalysisContext, fn: FunctionModel): readonly RuleFinding[] {
  return findWindows(context, fn).map((window) => report(context, window));
}

function report(context: AnalysisContext, window: Window): RuleFinding {
  const { tested, armed, sleep } = window;
  const [testLine, armLine] = [tested, armed].map(({ range }) => context.lines.lineAt(range[0]));
  // `current->state = TASK_…` registers without a call.
  const name = /^\w+$/.test(armed.call.name) ? `${armed.call.name}()` : `setting ${armed.call.name}`;
  return {
    confidence: window.confidence,
    range: sleep.range,
    message: `A wake-up between line ${testLine} (the test) and line ${armLine} (${armed.call.name}) is lost${sleep.timed ? ' and the whole time slept out' : ''}; test again after ${name} and before sleeping.`,
    related: [
      { message: `tested here: ${tested.text}`, range: tested.range },
      { message: 'registered only here', range: armed.range },
    ],
    suggestions: suggestTestAgain(context.model, window),
    interleaving: loseInWindow(context, {
      tested,
      registered: { range: armed.range, text: name },
      slept: { range: sleep.range, text: `${sleep.call.name}()` },
      ...(window.queue && { queue: window.queue }),
    }),
  };
}

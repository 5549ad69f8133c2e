import type { AnalysisContext } from '../context.js';
import type { Suggestion } from '../finding.js';
import type { Call, Operand } from '../protocol/events.js';
import type { Rule, RuleFinding } from '../rule.js';
import { conditionOf } from './shared/condition-argument.js';
import { promisesOption } from './shared/promises-option.js';
import { findTruthyPromises, type TruthyPromise } from './shared/truthy-promise.js';

export const noAsyncCondition: Rule = {
  meta: {
    name: 'no-async-condition',
    description: 'disallow conditions that return a promise, which always count as true',
    languages: ['js'],
    preset: 'recommended',
    type: 'problem',
    fixable: false,
    hasSuggestions: true,
    ...promisesOption('Also look at tests of promises that are no wait of the API.'),
  },
  *check(context, { promises }) {
    for (const fn of context.model.functions) {
      for (const call of context.callsOf(fn)) {
        const condition = conditionOf(call);
        const reason = condition && reasonOf(context, condition);
        if (condition && reason !== undefined) yield report(context, call, condition, reason);
      }
    }
    const wide = promises === true ? context.promises() : undefined;
    for (const truthy of wide ? findTruthyPromises(wide) : []) yield reportTruthy(truthy);
  },
};

function reportTruthy({ range, subject, tester, testedAt }: TruthyPromise): RuleFinding {
  return {
    confidence: 'medium',
    range,
    message: `${subject}, so ${tester} sees a promise, which is always true, whatever it comes to; await it first.`,
    related: [{ message: 'taken for an answer here', range: testedAt }],
    suggestions: [],
  };
}

/** Why a condition's result is a promise; undefined when it is none, as far as can be seen. */
function reasonOf({ model }: AnalysisContext, condition: Operand): string | undefined {
  if (condition.form !== 'function') return undefined;
  const subject = condition.place ? `'${condition.place.text}'` : 'The condition';
  if (condition.isAsync) return `${subject} is async`;
  const { returned } = condition;
  const call = returned?.calls.find(({ range }) => range[1] === returned.range[1]);
  return returned?.form !== 'place' && call && givesPromise(call, model.text)
    ? `${subject} returns the promise of ${call.name}()`
    : undefined;
}

function givesPromise({ name, api, isAsync, range }: Call, text: string): boolean {
  if (isAsync === true || api?.awaits === true) return true;
  if (/^Promise\.(all|allSettled|any|race|resolve|reject)$/.test(name)) return true;
  return name === 'Promise' && text.startsWith('new', range[0]);
}

function report({ model }: AnalysisContext, call: Call, condition: Operand, reason: string): RuleFinding {
  return {
    confidence: 'high',
    range: condition.range,
    message: `${reason}, and a promise is always true: ${call.name}() goes on at once, whatever comes out; keep the answer in a variable that the condition reads.`,
    related: [],
    suggestions: suggestSync(model.text, condition),
  };
}

/** An `async` that nothing in the function needs can go. */
function suggestSync(text: string, { range, isAsync, place }: Operand): readonly Suggestion[] {
  const source = text.slice(...range);
  const keyword = /^async\s*/.exec(source)?.[0];
  if (
    !isAsync ||
    place ||
    keyword === undefined ||
    /\bawait\b|\basync\b|\*/.test(source.slice(keyword.length))
  )
    return [];
  const edit = { range: [range[0], range[0] + keyword.length] as const, text: '' };
  return [{ message: 'Make the condition synchronous.', edits: [edit] }];
}

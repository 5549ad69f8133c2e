import type { AnalysisContext } from '../context.js';
import { endBySignal, hurryBySignal, readTooSoon, spinBySignal } from '../explain/ended-wait.js';
import type { Suggestion } from '../finding.js';
import type { Call } from '../protocol/events.js';
import { mayCall, type FunctionModel, type NamedCall } from '../protocol/model.js';
import type { Rule, RuleFinding } from '../rule.js';
import { suggestReturningResult, suggestWithoutSignals } from '../fix/handle-interrupt.js';
import { hurriedTries, type HurriedTries } from './shared/hurried-tries.js';
import type { IgnoredResult } from './shared/ignored-result.js';
import { ignoredAborts, type IgnoredAbort } from './shared/ignored-abort.js';
import { ignoredOutcomes, type IgnoredOutcome } from './shared/ignored-outcome.js';
import { ignoredWaits, isKillable, type IgnoredWait } from './shared/interruptible-waits.js';
import { findAnsweredAtOnce, type AnsweredAtOnce } from './shared/answered-at-once.js';
import { findLateAnswers, type LateAnswer } from './shared/late-answer.js';
import { promisesOption } from './shared/promises-option.js';
import { findUnseenAborts } from './shared/unseen-abort.js';
import { spinningSleeps, type SpinningSleep } from './shared/spinning-sleep.js';
import { swallowedInterrupts, type SwallowedInterrupt } from './shared/swallowed-interrupt.js';

export const noIgnoredInterrupt: Rule = {
  meta: {
    name: 'no-ignored-interrupt',
    description: 'disallow going on as if the condition held after a wait that may have ended without it',
    languages: ['c', 'js'],
    preset: 'recommended',
    type: 'problem',
    fixable: false,
    hasSuggestions: true,
    ...promisesOption('Also look at abort signals of promises made by hand.'),
  },
  *check(context, { promises }) {
    if (context.model.language === 'c') {
      for (const wait of ignoredWaits(context)) yield reportResult(context, wait);
      for (const tries of hurriedTries(context)) yield reportTries(context, tries);
      for (const spin of spinningSleeps(context)) yield reportSpin(context, spin);
      return;
    }
    for (const fn of context.model.functions) {
      for (const swallowed of swallowedInterrupts(context, fn)) yield reportSwallowed(context, fn, swallowed);
      for (const outcome of ignoredOutcomes(context, fn)) yield reportOutcome(context, outcome);
      if (!mayCall(fn, isSleep)) continue;
      for (const late of findLateAnswers(context, fn)) yield reportLate(context, late);
      for (const answered of findAnsweredAtOnce(context, fn)) yield reportAnswered(context, answered);
    }
    const wide = promises === true ? context.promises() : undefined;
    for (const fn of wide?.model.functions ?? []) {
      for (const abort of ignoredAborts(wide!, fn)) yield reportAbort(wide!, abort);
    }
    for (const listener of wide ? findUnseenAborts(wide) : []) yield reportUnseen(listener);
  },
};

function isSleep({ api }: NamedCall): boolean {
  return api.action === 'compare-sleep';
}

function reportLate({ lines }: AnalysisContext, { sleep, request, word }: LateAnswer): RuleFinding {
  return {
    confidence: 'medium',
    range: sleep.call.nameRange,
    message: `When the time is over the request of line ${lines.lineAt(request.range[0])} is still under way: its answer comes to '${word}' later, and the next request takes it for its own; number the requests, or make a word for each.`,
    related: [{ message: 'asked for here', range: request.range }],
    suggestions: [],
  };
}

function reportAnswered({ lines }: AnalysisContext, { call, test }: AnsweredAtOnce): RuleFinding {
  return {
    confidence: 'medium',
    range: call.nameRange,
    message: `${call.name}() answers 'not-equal' at once when the word has changed already, and line ${lines.lineAt(test.range[0])} does nothing then: what was waited for has come and is not seen to, nor is waited for again; go on as after the promise.`,
    related: [{ message: 'nothing is done without a promise', range: test.range }],
    suggestions: [],
  };
}

function reportUnseen({ nameRange, receiver }: Call): RuleFinding {
  return {
    confidence: 'medium',
    range: nameRange,
    message: `A signal that is aborted already emits nothing, and nobody looks: the wait goes on as if '${receiver!.text}' had not been given; test 'aborted' first.`,
    related: [],
    suggestions: [],
  };
}

function reportResult(context: AnalysisContext, { fn, call, ignored }: IgnoredWait): RuleFinding {
  const { how, range, isMistaken, isBare } = ignored;
  return {
    confidence: isBare || isKillable(call) ? 'medium' : 'high',
    range: call.nameRange,
    message: resultMessage(context, fn, call.name, ignored),
    related: how === 'exit' ? [{ message: 'ends here as if the condition held', range }] : [],
    suggestions: [
      ...(isMistaken ? [] : suggestReturningResult(context, fn, call)),
      ...suggestWithoutSignals(call),
    ],
    interleaving: endBySignal(context, { call, ...ignored }),
  };
}

function resultMessage(
  context: AnalysisContext,
  { name }: FunctionModel,
  call: string,
  { how, range, isMistaken }: IgnoredResult,
): string {
  const end =
    how === 'exit'
      ? `ends in line ${context.lines.lineAt(range[0])} as if the condition held`
      : 'comes back to the wait as if the condition had held';
  if (isMistaken) {
    return `After a signal the result of ${call}() is negative, which is taken for time left: ${name}() ${end}; test for less than 0 too.`;
  }
  if (how === 'spin') {
    return `While a signal is pending ${call}() returns at once and this loop spins, unkillable; leave it when the result is not 0.`;
  }
  return `A signal ends ${call}() before the condition holds and the result is ignored: ${name}() ${end}; test the result.`;
}

function reportTries(context: AnalysisContext, { fn, pause, count }: HurriedTries): RuleFinding {
  return {
    confidence: 'medium',
    range: pause.nameRange,
    message: `While a signal is pending ${pause.name}() returns at once: ${fn.name}() uses up its tries, counted by '${count.text}', without a pause and far too soon; pause in a way that no signal ends, or leave the loop for signal_pending(current).`,
    related: [{ message: 'counts the tries', range: count.range }],
    suggestions: suggestWithoutSignals(pause),
    interleaving: hurryBySignal(context, pause, count.range),
  };
}

function reportSpin(context: AnalysisContext, { sleep, armed, tested }: SpinningSleep): RuleFinding {
  return {
    confidence: 'medium',
    range: sleep.nameRange,
    message: `While a signal is pending ${sleep.name}() returns at once and this loop spins until '${tested.text}' lets it go: nobody looks for the signal; leave the loop when one is pending, or sleep in a state that no signal ends.`,
    related: [{ message: 'the state that a signal ends', range: armed.range }],
    suggestions: [],
    interleaving: spinBySignal(context, sleep, tested.range),
  };
}

function reportSwallowed(
  context: AnalysisContext,
  fn: FunctionModel,
  { wait, how, isBare }: SwallowedInterrupt,
): RuleFinding {
  const { call } = wait;
  const name = fn.isTopLevel ? 'the module' : `${fn.name || 'the function'}()`;
  return {
    confidence: isBare ? 'medium' : 'high',
    range: call.nameRange,
    message:
      how === 'spin'
        ? `Once interrupted, ${call.name}() rejects at once and this loop spins: the rejection is swallowed; leave the loop in the catch.`
        : `When ${call.name}() is interrupted the rejection is swallowed and ${name} goes on as if the condition held; rethrow it, return, or test the condition again.`,
    related: [],
    suggestions: [],
    interleaving: endBySignal(context, { call, how, range: wait.range }),
  };
}

function reportOutcome(context: AnalysisContext, { call, outcome, how, range }: IgnoredOutcome): RuleFinding {
  const line = context.lines.lineAt(range[0]);
  const message =
    how === 'then'
      ? `${call.name}() gives the string 'not-equal', no promise, when the word has changed already: there is no then() in line ${line}; test 'async' first.`
      : outcome === 'timed-out'
        ? `${call.name}() may have 'timed-out', which is ignored: line ${line} reads as if the waker had written; test the result.`
        : `${call.name}() returns 'not-equal' at once when the word still holds the last answer, which is ignored: line ${line} reads the old one; put the word back before, and test the result.`;
  return {
    confidence: how === 'read' && outcome === 'not-equal' ? 'medium' : 'high',
    range: call.nameRange,
    message,
    related: [],
    suggestions: [] as readonly Suggestion[],
    ...(how === 'read' && { interleaving: readTooSoon(context, call, outcome, range) }),
  };
}

function reportAbort(context: AnalysisContext, { test, exit, listener }: IgnoredAbort): RuleFinding {
  const [left, listens] = [exit, listener.range].map(([start]) => context.lines.lineAt(start));
  return {
    confidence: 'medium',
    range: test.range,
    message: `A signal that is aborted already is ignored: line ${left} leaves as if none had been given, while one that is aborted later rejects (line ${listens}); reject here too.`,
    related: [{ message: 'listens only here', range: listener.nameRange }],
    suggestions: [],
  };
}

import type { AnalysisContext } from '../context.js';
import { blockInCondition, spinInCondition } from '../explain/restless-waiter.js';
import { bindParameters } from '../protocol/bind-parameters.js';
import type { Call, Operand } from '../protocol/events.js';
import { mayCall, type FileModel, type FunctionModel, type NamedCall } from '../protocol/model.js';
import { isPossible, sleepsByItself, type Sleep } from '../protocol/sleeps.js';
import type { Rule, RuleFinding } from '../rule.js';
import { isCounting, repeatedEffects } from './shared/repeated-effects.js';
import { placesOnTheWay, sleepFacts, stepsTo, wayTo } from './shared/sleep-facts.js';

export const noBlockingCondition: Rule = {
  meta: {
    name: 'no-blocking-condition',
    description: 'disallow wait conditions that sleep, or that do something each time they are tested',
    languages: ['c', 'js'],
    preset: 'recommended',
    type: 'problem',
    fixable: false,
    hasSuggestions: false,
    asksForSleeps: true,
  },
  *check(context) {
    const isDoubtful = (call: NamedCall): boolean => mayDoSomething(context.model, call);
    for (const [owner, fn] of context.model.functions.entries()) {
      if (!mayCall(fn, isDoubtful)) continue;
      for (const call of context.callsOf(fn)) {
        const condition = conditionOf(call);
        if (!condition) continue;
        const blocking = firstBlocking(context, fn, owner, condition);
        if (blocking) yield report(context, call, blocking);
        yield* repeatedEffects(context, call, condition);
      }
    }
  },
};

/** Spares most functions a closer look: their conditions call nothing that is known, and change nothing. */
function mayDoSomething({ maySleep }: FileModel, { api, args }: NamedCall): boolean {
  if (api.action !== 'wait' || api.condition === undefined) return false;
  const given = args();
  if (given === undefined || maySleep === undefined) return true;
  const condition = given[api.condition] ?? '';
  if (/[-+]{2}|[-+*/^]=|(?:->|\.)\s*\w+\s*\(/.test(condition)) return true;
  for (const [, name] of condition.matchAll(/(\w+)\s*\(/g))
    if (isCounting(name!) || maySleep(name!)) return true;
  return false;
}

function conditionOf({ api, args }: Call): Operand | undefined {
  return api?.action === 'wait' && api.condition !== undefined ? args[api.condition] : undefined;
}

/** A call of the condition that sleeps, and how. */
interface Blocking {
  readonly at: Call;
  readonly sleep: Sleep;
}

function firstBlocking(
  context: AnalysisContext,
  fn: FunctionModel,
  owner: number,
  { calls }: Operand,
): Blocking | undefined {
  if (calls.some(({ name }) => name === 'sched_annotate_sleep')) return undefined;
  for (const at of calls) {
    const sleep = sleepOfCall(context, fn, owner, at);
    if (sleep) return { at, sleep };
  }
  return undefined;
}

function sleepOfCall(
  context: AnalysisContext,
  fn: FunctionModel,
  owner: number,
  at: Call,
): Sleep | undefined {
  // What is awaited does not block, and an async condition has a rule of its own.
  if (at.awaited || at.api?.awaits) return undefined;
  if (sleepsByItself(at)) {
    return {
      call: at,
      owner,
      via: [],
      requires: new Map(),
      isConditional: false,
      isModal: false,
      isReleased: false,
    };
  }
  if (at.target === undefined || at.target === owner) return undefined;
  const facts = sleepFacts(context);
  if (!facts.reach.sleeps(at.target)) return undefined;
  const inner = facts.of(at.target).sleeps.find((sleep) => isCertain(fn, at, sleep));
  return inner && { ...inner, via: [at, ...inner.via] };
}

/** The arguments do not rule it out, and it hangs on nothing else that the caller decides. */
function isCertain(fn: FunctionModel, at: Call, sleep: Sleep): boolean {
  const bound = bindParameters(fn, at, sleep.requires);
  return bound !== undefined && !bound.isConditional && bound.requires.size === 0 && !sleep.isConditional;
}

function report(context: AnalysisContext, wait: Call, { at, sleep }: Blocking): RuleFinding {
  const isScript = context.model.language === 'js';
  const effect = isScript
    ? `the whole thread stands still, wakers included; test only, and wait outside`
    : `that sets the task running again, so that ${wait.name}() spins or warns instead of waiting; only look at the state there, or wait by wait_woken()`;
  return {
    confidence: stepsTo(sleep) > 2 || isPossible(sleep.call) ? 'medium' : 'high',
    range: at.nameRange,
    message: `The condition of ${wait.name}() sleeps: ${at.name}()${wayTo(context, sleep)}; ${effect}.`,
    related: [
      { message: `the condition of this ${wait.name}()`, range: wait.nameRange },
      ...placesOnTheWay(sleep),
    ],
    suggestions: [],
    interleaving: (isScript ? blockInCondition : spinInCondition)(context, wait, sleep.call),
  };
}

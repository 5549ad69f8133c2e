import type { HandlerContext } from '../api/entry.js';
import type { AnalysisContext } from '../context.js';
import { sleepInHandler, sleepInSection } from '../explain/stuck-processor.js';
import type { Suggestion } from '../finding.js';
import { suggestAtomicFlags } from '../fix/allocation-flags.js';
import type { Call } from '../protocol/events.js';
import type { FunctionModel, HandlerUse } from '../protocol/model.js';
import type { SectionSleep } from '../protocol/sleep-search.js';
import { isPossible, type Sleep } from '../protocol/sleeps.js';
import type { Rule, RuleFinding } from '../rule.js';
import { waitsOnPage } from './shared/blocked-page.js';
import { waitsUnderWakersLock } from './shared/kept-lock.js';
import { areInOtherTurns } from './shared/other-turn.js';
import { placesOnTheWay, sleepFacts, stepsTo, wayTo } from './shared/sleep-facts.js';

export const noSleepInAtomic: Rule = {
  meta: {
    name: 'no-sleep-in-atomic',
    description:
      'disallow sleeping where nothing may sleep: under a spinlock, in a handler, under the lock of the waker',
    languages: ['c', 'js'],
    preset: 'recommended',
    type: 'problem',
    fixable: false,
    hasSuggestions: true,
    asksForSleeps: true,
  },
  *check(context) {
    if (context.model.language === 'js') {
      yield* waitsUnderWakersLock(context);
      yield* waitsOnPage(context);
      return;
    }
    for (const [owner, fn] of context.model.functions.entries()) {
      const { reach, of, quick, maySleepInSection } = sleepFacts(context);
      if (!fn.handler && !maySleepInSection(owner)) continue;
      if (!reach.sleeps(owner)) continue;
      const isHandler = fn.handler && quick(owner).sleeps.length > 0;
      const inHandlers = isHandler ? [...sleepsInHandler(context, owner, fn.handler!)] : [];
      yield* inHandlers;
      if (!reach.begins(owner) || quick(owner).sections.length === 0) continue;
      for (const section of of(owner).sections) {
        // One sleep is one finding, however many reasons there are against it.
        const isKnown = inHandlers.some(({ range }) => range[0] === section.at.nameRange[0]);
        if (isKnown || isSettingUp(section.sleep)) continue;
        if (isEarlyBoot(context, fn, section) || isInMacro(context, fn, section.at)) continue;
        if (areInOtherTurns(context.graphOf(fn), section.held.call, section.at)) continue;
        yield underLock(context, section);
      }
    }
  },
};

/** Interrupts are off anyway while the kernel starts, and there is nobody else to run. */
function isEarlyBoot({ model }: AnalysisContext, fn: FunctionModel, { held }: SectionSleep): boolean {
  const head = model.text.slice(fn.range[0], fn.nameRange[0]);
  return held.call.api?.lockKind === 'irq' && /\b__init\b/.test(head);
}

/** An argument of a macro of the file's own, which may end the section before it runs it. */
function isInMacro(context: AnalysisContext, fn: FunctionModel, at: Call): boolean {
  return context.callsOf(fn).some(({ api, target, name, range }) => {
    const isAround = range[0] < at.range[0] && at.range[1] <= range[1];
    return isAround && !api && target === undefined && isMacro(context.model.text, name);
  });
}

function isMacro(text: string, name: string): boolean {
  return /^\w+$/.test(name) && new RegExp(`#[ \\t]*define[ \\t]+${name}\\(`).test(text);
}

function confidenceOf(sleep: Sleep): 'medium' | 'high' {
  return stepsTo(sleep) > 1 || sleep.call.api?.seldom === true ? 'medium' : 'high';
}

function underLock(context: AnalysisContext, { held, at, sleep }: SectionSleep): RuleFinding {
  const line = context.lines.lineAt(held.call.range[0]);
  return {
    confidence: confidenceOf(sleep),
    range: at.nameRange,
    message: `${at.name}() sleeps${wayTo(context, sleep)} in the section that ${held.call.name}() begins in line ${line}, where nothing may sleep; end the section before, or do without the sleep.`,
    related: [
      { message: `${held.call.name}() is called here`, range: held.call.nameRange },
      ...placesOnTheWay(sleep),
    ],
    suggestions: suggestions(context, sleep),
    interleaving: sleepInSection(context, held.call, sleep.call),
  };
}

function* sleepsInHandler(context: AnalysisContext, owner: number, use: HandlerUse): Iterable<RuleFinding> {
  const seen = new Set<Call>();
  for (const sleep of sleepFacts(context).of(owner).sleeps) {
    const at = sleep.via[0] ?? sleep.call;
    if (sleep.isConditional || sleep.isReleased || sleep.requires.size > 0 || seen.has(at)) continue;
    if (isPossible(sleep.call) || isSettingUp(sleep)) continue;
    seen.add(at);
    yield inHandler(context, use, at, sleep);
  }
}

/** A helper that asks for an interrupt does so when it is called for the first time, which is hardly here. */
function isSettingUp({ call, via }: Sleep): boolean {
  return via.length > 0 && call.api?.action === 'set-handler';
}

function inHandler(context: AnalysisContext, use: HandlerUse, at: Call, sleep: Sleep): RuleFinding {
  const line = context.lines.lineAt(use.range[0]);
  return {
    confidence: confidenceOf(sleep),
    range: at.nameRange,
    message: `${at.name}() sleeps${wayTo(context, sleep)} in ${WHERE[use.context]} (${use.by}() in line ${line}), where nothing may sleep; leave it to ${BETTER[use.context]}.`,
    related: [{ message: 'the handler is set here', range: use.range }, ...placesOnTheWay(sleep)],
    suggestions: suggestions(context, sleep),
    interleaving: sleepInHandler(context, use, sleep.call),
  };
}

const WHERE: Readonly<Record<HandlerContext, string>> = {
  interrupt: 'an interrupt handler',
  softirq: 'a softirq handler',
  rcu: 'an RCU callback',
  ipi: 'a function that runs with interrupts off',
};

const BETTER: Readonly<Record<HandlerContext, string>> = {
  interrupt: 'a thread function (request_threaded_irq) or a work item',
  softirq: 'a work item',
  rcu: 'a work item (queue_rcu_work)',
  ipi: 'a work item (schedule_on_each_cpu)',
};

/** An allocation in a helper may serve other callers too. */
function suggestions(context: AnalysisContext, { call, via }: Sleep): readonly Suggestion[] {
  return via.length === 0 ? suggestAtomicFlags(context.model, call) : [];
}

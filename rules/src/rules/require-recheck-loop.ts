import type { AnalysisContext } from '../context.js';
import { wakeForNothing, wakeLate } from '../explain/false-wakeup.js';
import type { RelatedPlace } from '../finding.js';
import { suggestRepeat } from '../fix/repeat.js';
import type { TestEvent } from '../protocol/events.js';
import { mayCall, type FunctionModel, type NamedCall } from '../protocol/model.js';
import type { Rule, RuleFinding } from '../rule.js';
import { findFirstEvents, findFirstReleases, type FirstEvent } from './shared/first-event.js';
import { findGivenUpWaits, type GivenUpWait } from './shared/given-up-wait.js';
import { findPromiseSlots, type PromiseSlot } from './shared/promise-slot.js';
import { promisesOption } from './shared/promises-option.js';
import { findReusedWords, type ReusedWord } from './shared/reused-word.js';
import { findSharedPromises, type SharedPromise } from './shared/shared-promise.js';
import { findSingleSleeps, type SingleSleep } from './shared/single-sleep.js';
import { findStoredLocks, type StoredLock } from './shared/stored-lock.js';
import { findUntakenLocks, type UntakenLock } from './shared/untaken-lock.js';

export const requireRecheckLoop: Rule = {
  meta: {
    name: 'require-recheck-loop',
    description: 'require the condition to be tested again after waking',
    languages: ['c', 'js'],
    preset: 'recommended',
    type: 'problem',
    fixable: false,
    hasSuggestions: true,
    ...promisesOption('Also look at promises that functions make of their own.'),
  },
  *check(context, { promises }) {
    for (const fn of context.model.functions) {
      const sleeps =
        mayCall(fn, isBareSleep) && context.callsOf(fn).some(({ api }) => api && isBareSleep({ api }));
      if (!sleeps) continue;
      const singles = findSingleSleeps(context, fn);
      for (const single of singles) yield report(context, fn, single);
      for (const untaken of context.language === 'js' ? findUntakenLocks(context, fn) : [])
        if (!singles.some(({ sleep }) => sleep === untaken.sleep)) yield reportUntaken(context, untaken);
      for (const stored of context.language === 'js' ? findStoredLocks(context, fn) : [])
        if (!singles.some(({ sleep }) => sleep === stored.sleep)) yield reportStored(context, stored);
      for (const reused of context.language === 'js' ? findReusedWords(context, fn) : [])
        if (!singles.some(({ sleep }) => sleep.call === reused.sleep)) yield reportReused(context, reused);
      for (const givenUp of findGivenUpWaits(context, fn)) yield reportGivenUp(context, givenUp);
    }
    if (promises === true) yield* checkPromises(context);
  },
};

function isBareSleep({ api }: Pick<NamedCall, 'api'>): boolean {
  return api.action === 'sleep' || api.action === 'compare-sleep';
}

function report(context: AnalysisContext, fn: FunctionModel, single: SingleSleep): RuleFinding {
  const { sleep, guard, act, registered } = single;
  const tested = guard?.tested;
  const line = context.lines.lineAt(act.range[0]);
  const why = tested
    ? `'${tested.text}' was tested in line ${context.lines.lineAt(tested.range[0])}, before the sleep, and never after it`
    : 'nothing is tested at all';
  return {
    confidence: guard?.isBare === false ? 'medium' : 'high',
    range: sleep.call.nameRange,
    message: `Whatever ends ${sleep.call.name}(), line ${line} goes on as if the condition held: ${why}; test again after waking and sleep again while it does not hold.`,
    related: relatedPlaces(tested, act),
    suggestions: tested
      ? suggestRepeat(context.model, fn, { tested, sleep, ...(registered && { registered }) })
      : [],
    interleaving: wakeForNothing(context, {
      ...(tested && { tested }),
      slept: { range: sleep.range, text: `${sleep.call.name}()` },
      act,
    }),
  };
}

function* checkPromises(context: AnalysisContext): Iterable<RuleFinding> {
  const wide = context.promises();
  for (const fn of wide?.model.functions ?? []) {
    for (const slot of findPromiseSlots(wide!, fn)) yield reportSlot(wide!, fn, slot);
    for (const shared of findSharedPromises(wide!, fn)) yield reportShared(wide!, shared);
    for (const first of findFirstReleases(wide!, fn)) yield reportFirst(wide!, first);
    for (const executor of executorsIn(wide!, fn))
      for (const first of findFirstEvents(wide!, executor)) yield reportFirst(wide!, first);
  }
}

/** The functions given to `new Promise(…)`. */
function executorsIn({ model, callsOf }: AnalysisContext, fn: FunctionModel): readonly FunctionModel[] {
  return callsOf(fn).flatMap(({ name, target }) =>
    name === 'Promise' && target !== undefined ? (model.functions[target] ?? []) : [],
  );
}

function reportFirst(context: AnalysisContext, { tested, listens, removed }: FirstEvent): RuleFinding {
  const [line, testLine] = [removed, tested].map(({ range }) => context.lines.lineAt(range[0]));
  return {
    confidence: 'medium',
    range: removed.nameRange,
    message: `The first event ends the wait whatever it is: where '${tested.text}' in line ${testLine} says no, line ${line} has taken the listener away and nobody waits for the right one; take it away only when that has come.`,
    related: [
      { message: 'listens here', range: listens.range },
      { message: 'tested here', range: tested.range },
    ],
    suggestions: [],
  };
}

function reportUntaken({ lines }: AnalysisContext, { sleep, tested, exit }: UntakenLock): RuleFinding {
  return {
    confidence: 'medium',
    range: sleep.call.nameRange,
    message: `The exchange in line ${lines.lineAt(tested.range[0])} did not get the lock, and whatever ends ${sleep.call.name}() it is not tried again: two hold it at once; exchange again in a loop.`,
    related: [
      { message: 'not got here', range: tested.range },
      { message: 'goes on here', range: exit.range },
    ],
    suggestions: [],
  };
}

function reportShared({ lines }: AnalysisContext, { wait, promise, act, how }: SharedPromise): RuleFinding {
  const line = lines.lineAt(act[0]);
  const what =
    how === 'takes' ? `takes what the first has taken already` : `gives up where the first has taken it`;
  return {
    confidence: 'medium',
    range: wait,
    message: `Everybody who waits for '${promise}' goes on at once, and in line ${line} the second ${what}; test again after waking and wait for the next promise in a loop.`,
    related: [{ message: 'goes on here', range: act }],
    suggestions: [],
  };
}

function reportSlot(
  context: AnalysisContext,
  fn: FunctionModel,
  { tested, wait, taken }: PromiseSlot,
): RuleFinding {
  const [testLine, line] = [tested, taken].map(({ range }) => context.lines.lineAt(range[0]));
  return {
    confidence: 'medium',
    range: wait.nameRange,
    message: `Whoever runs between the resolving of this promise and line ${line} finds '${tested.text}' as the waker left it and takes the same: it was tested in line ${testLine}, and not again after waking; test again in a loop.`,
    related: relatedPlaces(tested, taken),
    suggestions: suggestRepeat(context.model, fn, { tested, sleep: wait }),
    interleaving: wakeForNothing(context, {
      tested,
      slept: { range: wait.range, text: 'the promise' },
      act: taken,
    }),
  };
}

function reportGivenUp(
  context: AnalysisContext,
  { sleep, tested, testedAgain, act }: GivenUpWait,
): RuleFinding {
  const [again, line] = [testedAgain, act].map(({ range }) => context.lines.lineAt(range[0]));
  return {
    confidence: 'medium',
    range: sleep.call.nameRange,
    message: `A notify that is late or meant for somebody else ends ${sleep.call.name}() for good: where '${testedAgain.text}' in line ${again} still says no, line ${line} gives up rather than wait again; wait in a loop.`,
    related: [
      { message: 'asked before the sleep', range: tested.range },
      { message: 'asked again after it', range: testedAgain.range },
      { message: 'gives up here', range: act.range },
    ],
    suggestions: [],
  };
}

function reportStored({ lines }: AnalysisContext, { sleep, store }: StoredLock): RuleFinding {
  return {
    confidence: 'medium',
    range: sleep.call.nameRange,
    message: `Whoever is woken here goes on to write '${store.place.text}' in line ${lines.lineAt(store.range[0])} without a look at it: another may have taken the lock since the notify, and both hold it; take it by Atomics.compareExchange() in a loop.`,
    related: [{ message: 'taken here by a plain store', range: store.range }],
    suggestions: [],
  };
}

function reportReused(context: AnalysisContext, { sleep, reset, asks, word }: ReusedWord): RuleFinding {
  return {
    confidence: 'medium',
    range: sleep.nameRange,
    message: `The notify for the call before may come only now: where its answer was stored before ${sleep.name}() nobody slept, and that notify ends this wait, with no answer there; wait in a loop while '${word}' is what line ${context.lines.lineAt(reset.range[0])} has stored.`,
    related: [
      { message: 'made ready for one more use here', range: reset.range },
      { message: 'asked here', range: asks.range },
    ],
    suggestions: [],
    interleaving: wakeLate(context, { sleep, reset, word }),
  };
}

function relatedPlaces(tested: TestEvent | undefined, act: SingleSleep['act']): readonly RelatedPlace[] {
  return [
    ...(tested ? [{ message: 'tested only here', range: tested.range }] : []),
    { message: 'goes on here', range: act.range },
  ];
}

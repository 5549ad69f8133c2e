import type { AnalysisContext } from '../context.js';
import { loseLateUpdate, shrinkSilently, skipWake, tellNobody } from '../explain/late-update.js';
import { missWord } from '../explain/apart.js';
import { swapUpdate } from '../fix/swap-update.js';
import type { Call } from '../protocol/events.js';
import { mayCall, type NamedCall } from '../protocol/model.js';
import type { Rule, RuleFinding } from '../rule.js';
import {
  findWordFaults,
  findWrongWords,
  isAtomics,
  type WordFault,
  type WrongWord,
} from './shared/atomics-wake.js';
import { findLateReactions, type LateReaction } from './shared/late-reaction.js';
import { mayHaveWaiter } from './shared/pairing.js';
import { findLateUpdates, type LateUpdate } from './shared/late-update.js';
import { findSilentStores, type SilentStore } from './shared/silent-store.js';
import { findSilentShrinks, type SilentShrink } from './shared/silent-shrink.js';
import { findSkippedResolvers, type SkippedResolver } from './shared/skipped-resolver.js';
import { findSkippedWakes, type SkippedWake } from './shared/skipped-wake.js';
import { findUnreturnedSlots, type UnreturnedSlot } from './shared/unreturned-slot.js';
import { findUnwokenEnds, type UnwokenEnd } from './shared/unwoken-end.js';

export const wakeAfterUpdate: Rule = {
  meta: {
    name: 'wake-after-update',
    description: 'require a wake-up to come after the update it announces, on every way',
    languages: ['c', 'js'],
    preset: 'recommended',
    type: 'problem',
    fixable: false,
    hasSuggestions: true,
    schema: {
      type: 'object',
      properties: {
        promises: { type: 'boolean', description: 'Also look at what wakes waits for events and promises.' },
      },
      additionalProperties: false,
    },
    defaultOptions: { promises: false },
    strictOptions: { promises: true },
  },
  *check(context, { promises }) {
    const { functions, language } = context.model;
    const isHeard = (call: NamedCall): boolean => isWake(call) && mayHaveWaiter(context, call);
    for (const [owner, fn] of functions.entries()) {
      const wakes = mayCall(fn, isHeard) ? context.callsOf(fn).filter(isWake) : [];
      if (wakes.length === 0) continue;
      for (const late of findLateUpdates(context, owner)) yield reportLate(context, late);
      if (language === 'c') continue;
      for (const skipped of findSkippedWakes(context, owner)) yield reportSkipped(context, skipped);
      if (!wakes.some((call) => isAtomics(call, 'wake'))) continue;
      for (const fault of findWordFaults(context, owner)) yield reportWord(context, fault);
    }
    if (language === 'js') for (const wrong of findWrongWords(context)) yield reportWrongWord(context, wrong);
    if (language === 'js') for (const store of findSilentStores(context)) yield reportStore(context, store);
    if (promises === true) yield* checkPromises(context);
  },
};

function isWake({ api }: Pick<Call, 'api'>): boolean {
  return api?.action === 'wake';
}

function reportLate(context: AnalysisContext, late: LateUpdate): RuleFinding {
  const { wake, update, waiter } = late;
  const line = context.lines.lineAt(update.range[0]);
  return {
    confidence: 'high',
    range: wake.range,
    message: `A waiter woken here tests before '${update.place.text}' is written in line ${line} and sleeps again, and nothing wakes it afterwards; write first, then call ${wake.call.name}().`,
    related: [
      { message: `'${update.place.text}' is written only here`, range: update.range },
      { message: 'this waiter tests it', range: waiter.range },
    ],
    suggestions: swapUpdate(context, late),
    interleaving: loseLateUpdate(context, late),
  };
}

function reportSkipped(context: AnalysisContext, { taken, wake, exit }: SkippedWake): RuleFinding {
  const line = context.lines.lineAt(wake.range[0]);
  return {
    confidence: 'high',
    range: exit.range,
    message: `When this rejects, '${taken.place.text}' stays as it was set in line ${context.lines.lineAt(taken.range[0])} and ${wake.call.name}() in line ${line} is skipped: whoever waits for it sleeps for ever; put both into a finally.`,
    related: [
      { message: `'${taken.place.text}' is set here`, range: taken.range },
      { message: 'this wake-up is skipped', range: wake.range },
    ],
    suggestions: [],
    interleaving: skipWake(context, taken, exit.range, wake.call),
  };
}

function reportWord(context: AnalysisContext, fault: WordFault): RuleFinding {
  const { wake, word, late, first } = fault;
  const related = [
    ...(late ? [{ message: `'${late.place.text}' is written here`, range: late.range }] : []),
    ...(first
      ? [{ message: fault.how === 'bare' ? 'slept here' : `'${word}' is stored here`, range: first }]
      : []),
  ];
  return {
    confidence: 'high',
    range: fault.how === 'payload' ? late!.range : wake.range,
    message: messageFor(context, fault),
    related,
    suggestions: fault.how === 'early' ? swapUpdate(context, { wake, update: late! }) : [],
    ...interleavingOf(context, fault),
  };
}

/** Data that come too late are read as they were; nobody sleeps on for that. */
function interleavingOf(
  context: AnalysisContext,
  { how, wake, word, late, first }: WordFault,
): Pick<RuleFinding, 'interleaving'> {
  if (how === 'early') return { interleaving: loseLateUpdate(context, { wake, update: late! }) };
  if (how === 'payload') return {};
  return { interleaving: tellNobody(context, wake.call, word, first) };
}

function messageFor({ lines }: AnalysisContext, { how, wake, word, late, first }: WordFault): string {
  const name = wake.call.name;
  switch (how) {
    case 'bare':
      return `Nothing was stored in '${word}' since line ${lines.lineAt(first![0])}: a thread that has not yet come to its wait finds the value it is about to sleep on, and ${name}() is over; store a new value first.`;
    case 'early':
      return `A thread woken here reads '${word}' before it is written in line ${lines.lineAt(late!.range[0])} and sleeps again, and nothing notifies it afterwards; store first, then call ${name}().`;
    case 'payload':
      return `'${late!.place.text}' is written after '${word}' told of it in line ${lines.lineAt(first![0])}: a wait that begins in between returns at once ('not-equal') and reads old data; write the data, then store '${word}', then call ${name}().`;
  }
}

function reportWrongWord(context: AnalysisContext, { update, notified, slept }: WrongWord): RuleFinding {
  const { text } = update.place;
  return {
    confidence: 'medium',
    range: update.range,
    message: `'${update.place.text}' is slept on in line ${context.lines.lineAt(slept[0])}, but after this only '${notified.word}' is notified: such a sleeper sleeps on; notify '${update.place.text}', too.`,
    related: [
      { message: 'slept on here', range: slept },
      { message: 'only another word is notified', range: notified.range },
    ],
    suggestions: [],
    interleaving: missWord(context, { range: slept, text }, { range: notified.range, text: notified.word }),
  };
}

function reportStore(context: AnalysisContext, { update, word, slept }: SilentStore): RuleFinding {
  return {
    confidence: 'medium',
    range: update.range,
    message: `Line ${context.lines.lineAt(slept[0])} sleeps until '${word}' changes, but nothing notifies it after this store: a thread that sleeps already sleeps on; call Atomics.notify() after it.`,
    related: [{ message: 'slept on here', range: slept }],
    suggestions: [],
    interleaving: missWord(context, { range: slept, text: word }, { range: update.range, text: 'nothing' }),
  };
}

function* checkPromises(context: AnalysisContext): Iterable<RuleFinding> {
  const wide = context.promises();
  if (!wide) return;
  for (const shrink of findSilentShrinks(wide)) yield reportShrink(wide, shrink);
  for (const end of findUnwokenEnds(wide)) yield reportEnd(wide, end);
  for (const slot of findUnreturnedSlots(wide)) yield reportSlot(wide, slot);
  for (const fn of wide.model.functions) {
    for (const late of findLateReactions(wide, fn)) yield reportReaction(wide, late);
    for (const skipped of findSkippedResolvers(wide, fn)) yield reportSkippedResolver(wide, skipped);
  }
}

function reportSkippedResolver(
  { lines }: AnalysisContext,
  { taken, store, exit }: SkippedResolver,
): RuleFinding {
  return {
    confidence: 'medium',
    range: exit.range,
    message: `When this rejects, '${taken.place.text}' stays as it was set in line ${lines.lineAt(taken.range[0])} and no waiter in '${store.text}' is woken: whoever waits for the slot waits for ever; give it back in a finally.`,
    related: [{ message: `'${taken.place.text}' is set here`, range: taken.range }],
    suggestions: [],
  };
}

function reportSlot({ lines }: AnalysisContext, { slot, taken, keeps }: UnreturnedSlot): RuleFinding {
  return {
    confidence: 'medium',
    range: keeps,
    message: `Where the job fails and comes here, what line ${lines.lineAt(taken.range[0])} took from '${slot.text}' is not given back, and whoever waits for it is not started: give it back in a finally().`,
    related: [{ message: 'taken here', range: taken.range }],
    suggestions: [],
  };
}

function reportEnd(
  { lines }: AnalysisContext,
  { update, store, tested, elsewhere }: UnwokenEnd,
): RuleFinding {
  const [line, other] = [tested, elsewhere].map(([start]) => lines.lineAt(start));
  return {
    confidence: 'medium',
    range: update.range,
    message: `'${update.place.text}' says that there is nothing to wait for (line ${line}), but whoever waits in '${store.text}' already is not told, as in line ${other}: the promise is never settled; settle it here, too.`,
    related: [
      { message: 'tested before waiting', range: tested },
      { message: 'set here with whoever waits settled', range: elsewhere },
    ],
    suggestions: [],
  };
}

/** An emptied collection is at fault itself; where things are taken one by one, the waiter listens to the wrong event. */
function reportShrink(context: AnalysisContext, shrink: SilentShrink): RuleFinding {
  const { how, collection, shrinks, event, wait, tested } = shrink;
  const [line, waitLine] = [shrinks, wait.range].map(([start]) => context.lines.lineAt(start));
  return {
    confidence: 'medium',
    range: how === 'emptied' ? shrinks : wait.nameRange,
    message:
      how === 'emptied'
        ? `'${collection}' is emptied, which line ${waitLine} waits for, but '${event}' is not emitted: whoever waits sleeps on; emit it here too.`
        : `'${collection}' gets smaller in line ${line} too, where '${event}' is not emitted: this wait sleeps on though what it waits for has come; emit it there too.`,
    related: [
      { message: 'tested by the waiter', range: tested },
      how === 'emptied'
        ? { message: 'waits here', range: wait.range }
        : { message: `'${event}' is not emitted here`, range: shrinks },
    ],
    suggestions: [],
    interleaving: shrinkSilently(context, shrink),
  };
}

function reportReaction(
  { lines }: AnalysisContext,
  { published, where, reacts, written }: LateReaction,
): RuleFinding {
  const line = lines.lineAt(published[0]);
  return {
    confidence: 'medium',
    range: reacts.nameRange,
    message: `Whoever took this promise from '${where}' since line ${line} goes on before this reaction, which then writes '${written}' over what they wrote; write it before the promise is resolved.`,
    related: [{ message: 'others take the promise from here', range: published }],
    suggestions: [],
  };
}

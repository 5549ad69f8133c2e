import type { AnalysisContext } from '../context.js';
import { forgetWaiter, loseLateUpdate, readTooSoon, skipWake, tellNobody } from '../explain/late-update.js';
import { leaveAsleep, missWord } from '../explain/apart.js';
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
import { findBareNotifies, type BareNotify } from './shared/bare-notify.js';
import { findLateResets, type LateReset } from './shared/late-reset.js';
import { findLateResults, type LateResult } from './shared/late-result.js';
import { findLostReplies, type LostReply } from './shared/lost-reply.js';
import { mayHaveWaiter, mayWriteForWaiter } from './shared/pairing.js';
import { findLateUpdates, type LateUpdate } from './shared/late-update.js';
import { promisesOption } from './shared/promises-option.js';
import { findSilentStores, type SilentStore } from './shared/silent-store.js';
import { findSkippedNotifies, type SkippedNotify } from './shared/skipped-notify.js';
import { findSiblingOrders, type SiblingOrder } from './shared/sibling-order.js';
import { findSkippedWakes, type SkippedWake } from './shared/skipped-wake.js';
import { findUnrecordedWakes, type UnrecordedWake } from './shared/unrecorded-wake.js';
import { findOddStores, type OddStore } from './shared/odd-store.js';
import { untoldWaiters } from './shared/untold-waiters.js';

export const wakeAfterUpdate: Rule = {
  meta: {
    name: 'wake-after-update',
    description: 'require a wake-up to come after the update it announces, on every way',
    languages: ['c', 'js'],
    preset: 'recommended',
    type: 'problem',
    fixable: false,
    hasSuggestions: true,
    ...promisesOption('Also look at what wakes waits for events and promises.'),
  },
  *check(context, { promises }) {
    const { functions, language } = context.model;
    const isHeard = (call: NamedCall): boolean =>
      mayBeEarly(call) && mayHaveWaiter(context, call) && mayWriteForWaiter(context, call);
    for (const [owner, fn] of functions.entries()) {
      if (language === 'c')
        for (const found of findSiblingOrders(context, owner)) yield reportSibling(context, found);
      if (language === 'c')
        for (const found of findLateResets(context, owner)) yield reportReset(context, found);
      if (language === 'c')
        for (const found of findLateResults(context, owner)) yield reportResult(context, found);
      const wakes = mayCall(fn, isHeard) ? context.callsOf(fn).filter(isWake) : [];
      if (wakes.length === 0) continue;
      for (const late of findLateUpdates(context, owner)) yield reportLate(context, late);
      if (language === 'c') continue;
      for (const skipped of findSkippedWakes(context, owner)) yield reportSkipped(context, skipped);
      if (!wakes.some((call) => isAtomics(call, 'wake'))) continue;
      for (const fault of findWordFaults(context, owner)) yield reportWord(context, fault);
      for (const skipped of findSkippedNotifies(context, fn)) yield reportSkippedNotify(context, skipped);
    }
    if (language === 'js') for (const wrong of findWrongWords(context)) yield reportWrongWord(context, wrong);
    if (language === 'js') for (const store of findSilentStores(context)) yield reportStore(context, store);
    if (language === 'js') for (const lost of findLostReplies(context)) yield reportReply(context, lost);
    if (language === 'js') for (const bare of findUnrecordedWakes(context)) yield reportBare(context, bare);
    if (language === 'js') for (const bare of findBareNotifies(context)) yield reportStoreless(context, bare);
    if (language === 'js') for (const odd of findOddStores(context)) yield reportOddStore(context, odd);
    if (promises === true) yield* untoldWaiters(context);
  },
};

function mayBeEarly(call: NamedCall): boolean {
  return isWake(call) && call.mayWriteBehind?.() !== false;
}

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

function reportSibling(context: AnalysisContext, { wake, update, elsewhere }: SiblingOrder): RuleFinding {
  const [line, other] = [update.range, elsewhere].map(([start]) => context.lines.lineAt(start));
  return {
    confidence: 'medium',
    range: wake.range,
    message: `A waiter woken here tests before '${update.place.text}' is written in line ${line}, which line ${other} writes ahead of the same wake-up; write first, then call ${wake.call.name}().`,
    related: [
      { message: `'${update.place.text}' is written only here`, range: update.range },
      { message: 'written ahead of the wake-up here', range: elsewhere },
    ],
    suggestions: [],
    interleaving: loseLateUpdate(context, { wake, update }),
  };
}

function reportReset(context: AnalysisContext, { wake, update, set }: LateReset): RuleFinding {
  const [line, setLine] = [update.range, set].map(([start]) => context.lines.lineAt(start));
  const { text } = update.place;
  return {
    confidence: 'medium',
    range: wake.range,
    message: `A waiter woken here may set '${text}' for its next wait (line ${setLine}) before line ${line} takes it back, and then nobody calls ${wake.call.name}() for it; take it back first.`,
    related: [
      { message: `'${text}' is taken back only here`, range: update.range },
      { message: 'set here before the wait', range: set },
    ],
    suggestions: [],
    interleaving: forgetWaiter(context, { wake, update, set }),
  };
}

function reportResult(context: AnalysisContext, { wake, update, read }: LateResult): RuleFinding {
  const [line, readLine] = [update.range, read].map(([start]) => context.lines.lineAt(start));
  const { text } = update.place;
  return {
    confidence: 'medium',
    range: wake.range,
    message: `A waiter woken here looks at '${text}' (line ${readLine}) before it is written in line ${line}; write first, then call ${wake.call.name}().`,
    related: [
      { message: `'${text}' is written only here`, range: update.range },
      { message: 'looked at here after the wait', range: read },
    ],
    suggestions: [],
    interleaving: readTooSoon(context, { wake, update, read }),
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
    interleaving: leaveAsleep(context, slept, { range: update.range, text: word }),
  };
}

function reportSkippedNotify({ lines }: AnalysisContext, skipped: SkippedNotify): RuleFinding {
  const { update, wake, exit } = skipped;
  return {
    confidence: 'medium',
    range: exit.range,
    message: `Line ${lines.lineAt(update.range[0])} has written '${update.place.text}', and this way out leaves out the notify of line ${lines.lineAt(wake.range[0])}: a thread that sleeps already sleeps on; notify on every way.`,
    related: [
      { message: 'written here', range: update.range },
      { message: 'notified on other ways', range: wake.range },
    ],
    suggestions: [],
  };
}

function reportBare(context: AnalysisContext, { notify, wait, word }: UnrecordedWake): RuleFinding {
  return {
    confidence: 'medium',
    range: notify.nameRange,
    message: `Nothing here ever writes '${word}': a thread that comes to its wait in line ${context.lines.lineAt(wait.range[0])} after this finds the value it sleeps on, and sleeps; count each wake-up in the word first.`,
    related: [{ message: 'slept on as it is', range: wait.range }],
    suggestions: [],
    interleaving: tellNobody(context, notify, word, wait.range),
  };
}

function reportStoreless(context: AnalysisContext, { notify, word, peer }: BareNotify): RuleFinding {
  const elsewhere = peer
    ? `, as in line ${context.lines.lineAt(peer.range[0])}`
    : ', which nothing here ever writes';
  return {
    confidence: 'medium',
    range: notify.nameRange,
    message: `A thread that has not yet come to its wait finds the value it sleeps on, and this notify is over: store another value in '${word}' first${elsewhere}.`,
    related: peer ? [{ message: 'stored first here', range: peer.range }] : [],
    suggestions: [],
    interleaving: tellNobody(context, notify, word, undefined),
  };
}

function reportOddStore(context: AnalysisContext, { store, word, peer, slept }: OddStore): RuleFinding {
  return {
    confidence: 'medium',
    range: store.nameRange,
    message: `Nothing notifies '${word}' after this, as line ${context.lines.lineAt(peer.range[0])} does after the same: a thread that sleeps already sleeps on; call Atomics.notify() after it.`,
    related: [{ message: 'notified after the same here', range: peer.range }],
    suggestions: [],
    interleaving: leaveAsleep(context, slept, { range: store.range, text: word }),
  };
}

function whyThrown({ awaited, name }: Call): string {
  if (awaited) return 'A job that fails makes this throw';
  return /postMessage$/.test(name)
    ? 'An answer that cannot be cloned makes this throw'
    : 'What others have registered may throw here';
}

function reportReply({ lines }: AnalysisContext, { post, notify }: LostReply): RuleFinding {
  return {
    confidence: 'medium',
    range: post.nameRange,
    message: `${whyThrown(post)}, and ${notify.name}() in line ${lines.lineAt(notify.range[0])} is skipped: whoever asked sleeps on; catch it and answer with the error, or notify in a finally.`,
    related: [{ message: 'this wake-up is skipped', range: notify.range }],
    suggestions: [],
  };
}

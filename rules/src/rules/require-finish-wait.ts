import type { AnalysisContext } from '../context.js';
import { dropResolvers, leaveBehind, leaveReading, swallowWake } from '../explain/left-behind.js';
import type { RelatedPlace, Suggestion } from '../finding.js';
import { insertBefore } from '../fix/insert-statement.js';
import type { RegisterEvent } from '../protocol/events.js';
import { eventsOf } from '../protocol/graph.js';
import { mayCall, type NamedCall } from '../protocol/model.js';
import type { Rule, RuleFinding } from '../rule.js';
import { findAbandonedRequests, type AbandonedRequest } from './shared/abandoned-request.js';
import { findDeletedResolvers, type DeletedResolver } from './shared/deleted-resolver.js';
import { findDroppedWaiters, type DroppedWaiters } from './shared/dropped-waiters.js';
import { findEndlessEventWaits, type EndlessEventWait } from './shared/endless-event-wait.js';
import { findLeaks, type Leak } from './shared/leak-search.js';
import { findLeftAborts } from './shared/left-abort.js';
import { findLeftSubscriptions, type LeftSubscription } from './shared/left-subscription.js';
import { findLeftWaiters, type LeftWaiter } from './shared/left-waiter.js';
import { forgottenCleanups } from './shared/forgotten-cleanups.js';
import { lostWaiters } from './shared/lost-waiters.js';
import { promisesOption } from './shared/promises-option.js';
import { unsettledWaits } from './shared/unsettled-waits.js';
import { findRacedEvents, type RacedEvent } from './shared/raced-event.js';
import { findSilencedWaits, type SilencedWait } from './shared/silenced-wait.js';
import { findUnevenCleanups, type UnevenCleanup } from './shared/uneven-cleanup.js';
import { findUnguardedChecks, type UnguardedCheck } from './shared/unguarded-check.js';
import { findUnremovedListeners, type UnremovedListener } from './shared/unremoved-listener.js';
import { findUnsettledRemovals, type UnsettledRemoval } from './shared/unsettled-removal.js';
import { findYieldedWakers, type YieldedWaker } from './shared/yielded-waker.js';
import { findYieldedListeners, type YieldedListener } from './shared/yielded-listener.js';

export const requireFinishWait: Rule = {
  meta: {
    name: 'require-finish-wait',
    description: 'require every way out from a registration to finish it',
    languages: ['c', 'js'],
    preset: 'recommended',
    type: 'problem',
    fixable: false,
    hasSuggestions: true,
    ...promisesOption('Also look at listeners and waiters of promises made by hand.'),
  },
  *check(context, { promises }) {
    for (const [owner, fn] of context.model.functions.entries()) {
      if (!mayCall(fn, isRegistration)) continue;
      const registers = new Set(
        [...eventsOf(context.graphOf(fn))].filter((event) => event.kind === 'register'),
      );
      for (const register of registers) {
        const leak = findLeaks(context, owner, register);
        if (leak) yield report(context, register, leak);
      }
    }
    const wide = promises === true ? context.promises() : undefined;
    if (wide) yield* checkPromises(wide);
  },
};

function isRegistration({ api }: NamedCall): boolean {
  return api.action === 'register' || api.action === 'set-state';
}

/** Several questions may have the same listener for an answer; one is enough. */
function* checkPromises(context: AnalysisContext): Iterable<RuleFinding> {
  const seen = new Set<number>();
  for (const finding of promiseFindings(context)) {
    if (!seen.has(finding.range[0])) yield finding;
    seen.add(finding.range[0]);
  }
}

function* promiseFindings(context: AnalysisContext): Iterable<RuleFinding> {
  const left = findLeftWaiters(context);
  const aborts = findLeftAborts(context).filter(({ call }) => !left.some((one) => one.call === call));
  for (const one of [...left, ...aborts.map((abort): LeftWaiter => ({ ...abort, kind: 'listener' }))])
    yield reportLeft(context, one);
  for (const silenced of findSilencedWaits(context)) yield reportSilenced(context, silenced);
  for (const raced of findRacedEvents(context)) yield reportRaced(raced);
  const uneven = findUnevenCleanups(context).filter((one) => !left.some(({ call }) => call === one.left));
  for (const one of uneven) yield reportUneven(context, one);
  for (const dropped of findDroppedWaiters(context)) yield reportDropped(context, dropped);
  for (const deleted of findDeletedResolvers(context)) yield reportDeleted(deleted);
  for (const removed of findUnsettledRemovals(context)) yield reportRemoval(context, removed);
  for (const fn of context.model.functions) {
    const unremoved = findUnremovedListeners(context, fn);
    for (const listener of unremoved) yield reportUnremoved(context, listener);
    for (const yielded of findYieldedListeners(context, fn))
      if (!unremoved.some(({ call }) => call === yielded.call)) yield reportYielded(context, yielded);
    for (const waker of findYieldedWakers(context, fn)) yield reportYieldedWaker(context, waker);
    for (const subscription of findLeftSubscriptions(context, fn))
      yield reportSubscription(context, subscription);
  }
  for (const unguarded of findUnguardedChecks(context)) yield reportUnguarded(unguarded);
  for (const abandoned of findAbandonedRequests(context)) yield reportAbandoned(context, abandoned);
  for (const endless of findEndlessEventWaits(context)) yield reportEndless(context, endless);
  yield* forgottenCleanups(context, left);
  yield* unsettledWaits(context);
  yield* lostWaiters(context);
}

function reportYieldedWaker(context: AnalysisContext, { waits, name, wakes }: YieldedWaker): RuleFinding {
  const line = context.lines.lineAt(wakes[0]);
  return {
    confidence: 'medium',
    range: waits,
    message: `Only a reader who goes on reading comes to line ${line}, which ends this wait: when one leaves the loop nobody resolves '${name}', and what the generator has started hangs; end it in a finally around the yield.`,
    related: [{ message: 'resolved by reading on', range: wakes }],
    suggestions: [],
    interleaving: leaveReading(context, waits, name, wakes),
  };
}

function reportAbandoned({ lines }: AnalysisContext, { request, limit }: AbandonedRequest): RuleFinding {
  return {
    confidence: 'medium',
    range: request.nameRange,
    message: `When ${limit.name}() in line ${lines.lineAt(limit.range[0])} gives up, the request of ${request.name}() stays where it is and is granted later, to nobody; take it back.`,
    related: [{ message: 'gives up here', range: limit.range }],
    suggestions: [],
  };
}

function reportSilenced(
  { lines }: AnalysisContext,
  { listens, settling, handler }: SilencedWait,
): RuleFinding {
  const line = lines.lineAt(settling.range[0]);
  return {
    confidence: 'medium',
    range: handler.nameRange,
    message: `After ${listens.args[0]?.text ?? 'this event'} nothing is left that could settle the promise: its handler takes the listener of line ${line} away and neither resolves nor rejects; whoever awaits it hangs.`,
    related: [
      { message: 'the handler is set here', range: listens.range },
      { message: 'taken away by the handler', range: settling.range },
    ],
    suggestions: [],
  };
}

function reportUneven({ lines }: AnalysisContext, { left, ending }: UnevenCleanup): RuleFinding {
  return {
    confidence: 'medium',
    range: left.nameRange,
    message: `When ${ending.args[0]!.text} in line ${lines.lineAt(ending.range[0])} ends the wait, the listener for ${left.args[0]!.text} stays, though the others are taken away; take all away on every way the promise is settled.`,
    related: [{ message: 'ends the wait here', range: ending.range }],
    suggestions: [],
  };
}

function reportDeleted({ range, field }: DeletedResolver): RuleFinding {
  return {
    confidence: 'medium',
    range,
    message: `'${field}' is all that can settle a promise somebody may be waiting for, and it is thrown away: whoever awaits it hangs; call it, or reject, first.`,
    related: [],
    suggestions: [],
  };
}

function reportYielded({ lines }: AnalysisContext, { call, leaves }: YieldedListener): RuleFinding {
  return {
    confidence: 'medium',
    range: call.nameRange,
    message: `A reader that stops at the yield in line ${lines.lineAt(leaves[0])} ends the generator there, and the listener for ${call.args[0]!.text} on '${call.receiver?.text ?? ''}' stays; take it away in a finally.`,
    related: [{ message: 'a reader may leave here', range: leaves }],
    suggestions: [],
  };
}

function reportSubscription(
  { lines }: AnalysisContext,
  { subscribes, name, exit }: LeftSubscription,
): RuleFinding {
  return {
    confidence: 'medium',
    range: subscribes.range,
    message: `The return in line ${lines.lineAt(exit.range[0])} leaves the subscription '${name}', which other ways out end; unsubscribe there too.`,
    related: [{ message: 'leaves here without unsubscribing', range: exit.range }],
    suggestions: [],
  };
}

function reportRemoval(
  { lines }: AnalysisContext,
  { range, emitter, listens }: UnsettledRemoval,
): RuleFinding {
  return {
    confidence: 'medium',
    range,
    message: `With the listeners of '${emitter}' goes the one of line ${lines.lineAt(listens.range[0])}, the only thing that settles its promise: whoever awaits it hangs; reject it first.`,
    related: [{ message: 'the only end of a wait', range: listens.range }],
    suggestions: [],
  };
}

function reportRaced({ race, once, emitter, event }: RacedEvent): RuleFinding {
  return {
    confidence: 'medium',
    range: once.nameRange,
    message: `When another promise wins the race, the listener for ${event} stays on '${emitter}', one more each time; take it away after the race, or give once() a signal and abort it.`,
    related: [{ message: 'the race', range: race.nameRange }],
    suggestions: [],
  };
}

function reportEndless({ lines }: AnalysisContext, { listens, ends }: EndlessEventWait): RuleFinding {
  return {
    confidence: 'medium',
    range: listens.nameRange,
    message: `Only ${listens.args[0]?.text ?? 'the event'} settles this promise, and after ${ends.name}() in line ${lines.lineAt(ends.range[0])} it never comes: the waiter hangs and the listener stays; listen for the end, too.`,
    related: [{ message: 'ends what emits the event', range: ends.range }],
    suggestions: [],
  };
}

function reportUnguarded({ timer, check }: UnguardedCheck): RuleFinding {
  return {
    confidence: 'medium',
    range: timer.nameRange,
    message: `An exception of ${check.name}() in a later turn of ${timer.name}() rejects nothing: whoever waits hangs, and the exception is nobody's; catch it, stop the timer and reject.`,
    related: [{ message: 'nothing catches what this throws', range: check.range }],
    suggestions: [],
  };
}

function reportLeft(context: AnalysisContext, { call, kind, ending }: LeftWaiter): RuleFinding {
  const where = `'${call.receiver?.text ?? call.name}'`;
  const what =
    kind === 'listener'
      ? `the listener for ${call.args[0]?.text ?? 'it'} on ${where}`
      : `the waiter on ${where}`;
  const message = ending
    ? `When ${ending.name}() in line ${context.lines.lineAt(ending.range[0])} ends the wait, ${what} stays; take it away on every way the promise is settled.`
    : `Only an abort takes ${what} away, and a wait that ends without one leaves it there; remove it when the wait is over.`;
  return {
    confidence: 'medium',
    range: call.nameRange,
    message,
    related: ending ? [{ message: 'ends the wait here', range: ending.range }] : [],
    suggestions: [],
    ...(ending && kind === 'waiter' && { interleaving: swallowWake(context, call, ending) }),
  };
}

function reportDropped(context: AnalysisContext, { range, store }: DroppedWaiters): RuleFinding {
  return {
    confidence: 'medium',
    range,
    message: `The waiters in '${store.text}' are dropped and their promises never settled: whoever awaits one hangs; reject them first.`,
    related: [],
    suggestions: [],
    interleaving: dropResolvers(context, range, store),
  };
}

function reportUnremoved({ lines }: AnalysisContext, { call, exit }: UnremovedListener): RuleFinding {
  return {
    confidence: 'medium',
    range: call.nameRange,
    message: `The exception in line ${lines.lineAt(exit.range[0])} leaves the listener '${call.args[1]?.text ?? ''}' on '${call.receiver?.text ?? ''}', which other ways out take away; remove it there too.`,
    related: [{ message: 'leaves here without removing the listener', range: exit.range }],
    suggestions: [],
  };
}

function report(context: AnalysisContext, register: RegisterEvent, leak: Leak): RuleFinding {
  const { call } = register;
  const finish = finishName(register);
  const ways = leak.exits.map((exit) => `${WAYS[exit.kind]} in line ${context.lines.lineAt(exit.range[0])}`);
  const exits = [...new Set(ways)].join(', ');
  const left = register.queues
    ? `leaves '${register.entry?.place?.text ?? 'the entry'}' on the queue`
    : 'leaves the task in a sleeping state';
  return {
    confidence: leak.confidence,
    range: call.nameRange,
    message: `The ${exits} ${left}: there is no ${finish}() on the way from ${call.name}(); finish on every way out.`,
    related: leak.exits.map((exit): RelatedPlace => ({
      message: 'leaves here without finishing',
      range: exit.range,
    })),
    suggestions: suggestions(context, register, leak, finish),
    interleaving: leaveBehind(context, register, finish, (leak.exits[0] ?? register).range),
  };
}

const WAYS: Readonly<Record<string, string>> = {
  return: 'return',
  throw: 'exception',
  end: 'end of the function',
  never: 'exit',
};

/** The call that undoes a registration. */
function finishName({ call, queues }: RegisterEvent): string {
  const { name, api } = call;
  if (!queues) return api?.language === 'js' ? 'setTaskState' : '__set_current_state';
  if (api?.language === 'js')
    return /^add/.test(name) ? 'removeWaitQueue' : /^swait/.test(name) ? 'swaitFinish' : 'finishWait';
  if (/^_*add_wait_queue/.test(name)) return 'remove_wait_queue';
  if (name === 'swait_prepare') return 'swait_finish';
  if (/rcuwait/.test(name)) return 'finish_rcuwait';
  return api?.family === 'swait' ? 'finish_swait' : 'finish_wait';
}

function suggestions(
  context: AnalysisContext,
  register: RegisterEvent,
  leak: Leak,
  finish: string,
): readonly Suggestion[] {
  const { model } = context;
  const [queue, entry] = [register.queue?.text, register.entry?.text];
  const found: Suggestion[] = [];
  const isScript = model.language === 'js';
  const declaration =
    isScript && leak.declaration
      ? /\b(const|let)\b(?=\s+[\w$]+\s*=)/.exec(
          model.text.slice(...lineOf(context, leak.declaration.range[0])),
        )
      : null;
  if (declaration && leak.declaration) {
    const start = lineOf(context, leak.declaration.range[0])[0] + declaration.index;
    found.push({
      message: 'Declare the entry with `using`: disposing it is finishing.',
      edits: [{ range: [start, start + declaration[0].length], text: 'using' }],
    });
  }
  const call = register.queues
    ? `${finish}(${[queue, entry].filter(Boolean).join(', ')});`
    : isScript
      ? undefined
      : '__set_current_state(TASK_RUNNING);';
  if (call && leak.exits.every((exit) => exit.kind === 'return' && exit.isOnlyLeaking)) {
    const edits = leak.exits.flatMap((exit) => insertBefore(model.text, exit.range, call));
    found.push({ message: `Call ${finish}() before leaving.`, edits });
  }
  return found;
}

function lineOf({ lines, model }: AnalysisContext, offset: number): readonly [number, number] {
  const start = lines.lineStart(offset);
  const end = model.text.indexOf('\n', offset);
  return [start, end < 0 ? model.text.length : end];
}

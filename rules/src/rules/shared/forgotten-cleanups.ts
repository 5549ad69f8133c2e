import type { AnalysisContext } from '../../context.js';
import type { RuleFinding } from '../../rule.js';
import { findAbandonedListenings, type AbandonedListening } from './abandoned-listening.js';
import { findAwaitedTimers, type AwaitedTimer } from './awaited-timer.js';
import { findForgetfulEndings, type ForgetfulEnding } from './forgetful-ending.js';
import { findForgottenListeners, type ForgottenListener } from './forgotten-listener.js';
import { findKeptListeners, type KeptListener } from './kept-listener.js';
import type { LeftWaiter } from './left-waiter.js';
import { findListenedAfter, type ListenedAfter } from './listened-after.js';
import { findUnevenRemovals, type UnevenRemoval } from './uneven-removal.js';
import { findUnabortedRaces, type UnabortedRace } from './unaborted-race.js';
import { findUnkeptTimers, type UnkeptTimer } from './unkept-timer.js';
import { findUnusedTimers, type UnusedTimer } from './unused-timer.js';
import { findUnstoppedTimers, type UnstoppedTimer } from './unstopped-timer.js';
import { findSettledBefore, type SettledBefore } from './settled-before.js';

/** What some ends of a wait take away and others leave behind: listeners and timers; `left` are the findings that say so of a timer. */
export function* forgottenCleanups(
  context: AnalysisContext,
  left: readonly LeftWaiter[],
): Iterable<RuleFinding> {
  for (const forgetful of findForgetfulEndings(context)) yield reportForgetful(context, forgetful);
  for (const forgotten of findForgottenListeners(context)) yield reportForgottenListener(context, forgotten);
  for (const after of findListenedAfter(context)) yield reportAfter(context, after);
  for (const before of findSettledBefore(context)) yield reportSettled(context, before);
  for (const kept of findKeptListeners(context)) yield reportKept(kept);
  for (const uneven of findUnevenRemovals(context)) yield reportUneven(context, uneven);
  for (const unused of findUnusedTimers(context)) yield reportUnused(unused);
  for (const unkept of findUnkeptTimers(context))
    if (!left.some(({ ending }) => ending === unkept.call)) yield reportUnkept(context, unkept);
  for (const fn of context.model.functions) {
    for (const abandoned of findAbandonedListenings(context, fn)) yield reportListening(context, abandoned);
    for (const race of findUnabortedRaces(context, fn)) yield reportUnaborted(context, race);
    for (const timer of findAwaitedTimers(context, fn)) yield reportAwaited(context, timer);
    for (const timer of findUnstoppedTimers(context, fn)) yield reportTimer(context, timer);
  }
}

function reportForgetful(
  { lines }: AnalysisContext,
  { call, kind, name, ending }: ForgetfulEnding,
): RuleFinding {
  const what = kind === 'timer' ? `the timer '${name}'` : `the listener '${name}'`;
  const event = typeof ending.args[0]?.constant === 'string' ? ` for ${ending.args[0].text}` : '';
  return {
    confidence: 'medium',
    range: call.nameRange,
    message: `When ${ending.name}()${event} in line ${lines.lineAt(ending.range[0])} ends the wait, ${what} stays, which other ends take away; take it away there too.`,
    related: [{ message: 'ends the wait here', range: ending.range }],
    suggestions: [],
  };
}

function reportForgottenListener(
  { lines }: AnalysisContext,
  { call, ending }: ForgottenListener,
): RuleFinding {
  return {
    confidence: 'medium',
    range: call.nameRange,
    message: `When ${ending.args[0]!.text} in line ${lines.lineAt(ending.range[0])} ends the wait, its handler takes itself away and leaves this listener on '${call.receiver!.text}'; give it a name and take both away.`,
    related: [{ message: 'ends the wait here', range: ending.range }],
    suggestions: [],
  };
}

function reportKept({ call }: KeptListener): RuleFinding {
  return {
    confidence: 'medium',
    range: call.nameRange,
    message: `This listener only settles the promise, and nothing takes it away: each wait leaves one more on '${call.receiver!.text}', which is called for ever; take it away when the promise is settled.`,
    related: [],
    suggestions: [],
  };
}

function reportUnused({ call, name }: UnusedTimer): RuleFinding {
  return {
    confidence: 'medium',
    range: call.nameRange,
    message: `'${name}' keeps this timer's handle, and nothing uses it: when the promise is settled otherwise, the timer runs on, with all it holds; stop it there.`,
    related: [],
    suggestions: [],
  };
}

function reportUnkept({ lines }: AnalysisContext, { call, ending }: UnkeptTimer): RuleFinding {
  return {
    confidence: 'medium',
    range: call.nameRange,
    message: `Nobody keeps this timer's handle: when what is begun in line ${lines.lineAt(ending.range[0])} settles the promise first, the timer runs on, with all it holds; keep it and stop it there.`,
    related: [{ message: 'ends the wait before the time is over', range: ending.range }],
    suggestions: [],
  };
}

function reportUnaborted({ lines }: AnalysisContext, { listens, race, aborts }: UnabortedRace): RuleFinding {
  return {
    confidence: 'medium',
    range: race.nameRange,
    message: `When what is raced rejects, ${aborts.name}() in line ${lines.lineAt(aborts.range[0])} is skipped and the listener of ${listens.name}() stays; abort in a finally.`,
    related: [
      { message: 'listens here', range: listens.nameRange },
      { message: 'taken away only here', range: aborts.range },
    ],
    suggestions: [],
  };
}

function reportUneven({ lines }: AnalysisContext, { call, name, removes }: UnevenRemoval): RuleFinding {
  return {
    confidence: 'medium',
    range: call.nameRange,
    message: `Nothing takes '${name}' away from '${call.receiver!.text}', though the others that were added with it are taken away in line ${lines.lineAt(removes.range[0])} when the job is over: it stays and is called again; take it away there too.`,
    related: [{ message: 'takes another one away', range: removes.nameRange }],
    suggestions: [],
  };
}

function reportAfter({ lines }: AnalysisContext, { runs, listens }: ListenedAfter): RuleFinding {
  return {
    confidence: 'medium',
    range: listens.nameRange,
    message: `${runs.name}() in line ${lines.lineAt(runs.range[0])} may settle the promise before it returns: what takes this listener away has run by then, and it stays; listen before the call.`,
    related: [{ message: 'may end the wait at once', range: runs.range }],
    suggestions: [],
  };
}

function reportListening(
  { lines }: AnalysisContext,
  { begins, listens, exit }: AbandonedListening,
): RuleFinding {
  return {
    confidence: 'medium',
    range: begins.nameRange,
    message: `The exception in line ${lines.lineAt(exit.range[0])} leaves the listener for ${listens.args[0]!.text} that ${begins.name}() has added for this call alone: nothing takes it away, and its promise is never settled; take it away there.`,
    related: [{ message: 'leaves here', range: exit.range }],
    suggestions: [],
  };
}

function reportTimer({ lines }: AnalysisContext, { call, name, exit }: UnstoppedTimer): RuleFinding {
  return {
    confidence: 'medium',
    range: call.nameRange,
    message: `The exception in line ${lines.lineAt(exit.range[0])} leaves the timer '${name}' running, which other ways out stop; stop it in a finally.`,
    related: [{ message: 'leaves here without stopping the timer', range: exit.range }],
    suggestions: [],
  };
}

function reportAwaited({ lines }: AnalysisContext, { update, stops }: AwaitedTimer): RuleFinding {
  return {
    confidence: 'medium',
    range: update.range,
    message: `'${update.place.text}' is given when the time is over, so line ${lines.lineAt(stops)} never stops the timer: it runs on when the wait has ended in another way; keep what setTimeout() itself gives, or abort it by a signal.`,
    related: [{ message: 'stops nothing', range: [stops, stops + 'clearTimeout'.length] }],
    suggestions: [],
  };
}

function reportSettled({ lines }: AnalysisContext, { settles, listens }: SettledBefore): RuleFinding {
  return {
    confidence: 'medium',
    range: listens.nameRange,
    message: `Line ${lines.lineAt(settles.range[0])} has settled the promise, and this listener is added all the same: it stays until an event that nobody waits for; return after settling.`,
    related: [{ message: 'settled here', range: settles.range }],
    suggestions: [],
  };
}

import type { AnalysisContext } from '../context.js';
import type { Step } from '../finding.js';
import type { Call, UpdateEvent } from '../protocol/events.js';
import type { Range } from '../protocol/place.js';
import { callText, stepsIn } from './steps.js';

/** The places of a wake-up that comes before its news. */
export interface EarlyWake {
  readonly wake: { readonly call: Call; readonly range: Range };
  readonly update: { readonly place: { readonly text: string }; readonly range: Range };
  readonly waiter?: { readonly range: Range };
}

/** The schedule in which a waiter is woken, finds nothing new, and sleeps for good. */
export function loseLateUpdate(context: AnalysisContext, { waiter, ...late }: EarlyWake): readonly Step[] {
  const after = 'what is waited for may hold now, and nobody wakes the waiter';
  return lookTooSoon(context, { ...late, read: waiter?.range }, 'it goes back to sleep', after);
}

/** The schedule in which a waiter is woken and goes by a result that is not there yet. */
export function readTooSoon(
  context: AnalysisContext,
  late: Omit<EarlyWake, 'waiter'> & { readonly read: Range },
): readonly Step[] {
  return lookTooSoon(context, late, 'it goes on by that', 'nobody looks any more');
}

function lookTooSoon(
  context: AnalysisContext,
  { wake, update, read }: Omit<EarlyWake, 'waiter'> & { readonly read: Range | undefined },
  then: string,
  after: string,
): readonly Step[] {
  const { waiter, waker } = stepsIn(context);
  const { text } = update.place;
  return [
    waker(wake.range, callText(wake.call), 'the waiter may run'),
    waiter(read, `tests ${text}`, `still the old value: ${then}`),
    waker(update.range, `writes ${text}`, after),
  ];
}

/** The schedule in which a flag set for the next wait is taken back for the last one. */
export function forgetWaiter(
  context: AnalysisContext,
  { wake, update, set }: Omit<EarlyWake, 'waiter'> & { readonly set: Range },
): readonly Step[] {
  const { waiter, waker } = stepsIn(context);
  const { text } = update.place;
  return [
    waker(wake.range, callText(wake.call), 'the waiter may run'),
    waiter(set, `sets ${text}`, 'it is about to wait once more'),
    waker(update.range, `takes ${text} back`, 'nobody knows that somebody waits'),
    waiter(undefined, 'sleeps', 'the next completion is left out'),
  ];
}

/** JavaScript: the schedule in which an exception jumps over the wake-up. */
export function skipWake(
  context: AnalysisContext,
  taken: UpdateEvent,
  exit: Range,
  wake: Call,
): readonly Step[] {
  const { waiter, waker } = stepsIn(context);
  const { text } = taken.place;
  return [
    waker(taken.range, `sets ${text}`, 'others have to wait'),
    waiter(undefined, `tests ${text}`, 'not yet: it sleeps'),
    waker(exit, 'leaves by an exception', `${wake.name}() is skipped and ${text} stays as it is`),
    waiter(undefined, 'goes on sleeping', 'nobody wakes it'),
  ];
}

/** JavaScript: the schedule in which a word is notified that still holds what others sleep on. */
export function tellNobody(
  context: AnalysisContext,
  notify: Call,
  word: string,
  slept: Range | undefined,
): readonly Step[] {
  const { waiter, waker } = stepsIn(context);
  return [
    waiter(undefined, `loads ${word}`, 'decides to sleep on this value'),
    waker(notify.range, callText(notify), `finds nobody asleep; ${word} is as it was`),
    waiter(slept, `sleeps on ${word}`, 'the value is the expected one: it sleeps, and the notify is over'),
  ];
}

/** JavaScript: the schedule in which a chain fails before its last link, which resolves a promise. */
export function swallowFailure(
  context: AnalysisContext,
  name: string,
  resolves: Range,
  swallows: Range,
): readonly Step[] {
  const { waiter, waker } = stepsIn(context);
  return [
    waiter(undefined, `awaits the promise that ${name}() resolves`, 'sleeps'),
    waker([swallows[1], swallows[1]], 'catches what failed on the way', 'does nothing about it'),
    waker(resolves, `${name}()`, 'is left out: nobody wakes the waiter'),
  ];
}

/** JavaScript: the schedule in which the next holder of a lock runs beside a job that was only begun. */
export function giveTooSoon(context: AnalysisContext, job: Call, gives: Call): readonly Step[] {
  const { waiter, waker } = stepsIn(context);
  return [
    waker(job.range, `returns the promise of ${job.name}()`, 'the job goes on by itself'),
    waker(gives.range, callText(gives), 'the lock is free'),
    waiter(undefined, 'gets the lock', 'goes on while the job of the other is not over'),
  ];
}

/** JavaScript: the schedule in which what is waited for comes and no event tells. */
export function shrinkSilently(
  context: AnalysisContext,
  gone: {
    readonly collection: string;
    readonly shrinks: Range;
    readonly event: string;
    readonly wait: Call;
    readonly tested: Range;
  },
): readonly Step[] {
  const { waiter, waker } = stepsIn(context);
  const { collection, shrinks, event, wait, tested } = gone;
  return [
    waiter(tested, `tests ${collection}`, 'not yet: it waits'),
    waiter(wait.range, `waits for '${event}'`, 'sleeps'),
    waker(shrinks, `takes from ${collection}`, `what is waited for may hold, but '${event}' is not emitted`),
    waiter(wait.range, 'goes on sleeping', 'nobody wakes it'),
  ];
}

import { transitive } from './transitive.js';
import { isAtomicLock, letsSleep, sleepOf, SLEEPING_FLAGS } from '../api/sleeping.js';
import type { Call } from './events.js';
import { mayNameRelease, mayRelease } from './held-locks.js';
import { mayCall, type NamedCall } from './model.js';
import { sleepsByItself } from './sleeps.js';
import type { SleepSource } from './sleep-summaries.js';

/** What can be reached from a function by calls of the file alone, whatever the path: spares most functions a closer look. */
export interface SleepReach {
  /** It or something it calls sleeps. */
  sleeps(index: number): boolean;
  /** It or something it calls takes or gives back a lock under which nothing may sleep, or may do so. */
  locks(index: number): boolean;
  /** It takes such a lock itself, or calls what does and leaves it taken. */
  begins(index: number): boolean;
  /** By the words of the functions alone, which need not be read for that: it or something it calls may sleep. */
  maySleep(index: number): boolean;
  /** In the same way: it or something it calls may take such a lock. */
  mayTake(index: number): boolean;
  /** In the same way: it may begin a section. */
  mayBegin(index: number): boolean;
}

export function createSleepReach(source: SleepSource): SleepReach {
  const { functions } = source.model;
  const callsOf = (index: number): readonly Call[] => source.callsOf(functions[index]!);
  const named = reachByName(source);
  // What the words of a function rule out is not read for it.
  const calleesThat =
    (may: (index: number) => boolean) =>
    (index: number): readonly number[] =>
      callsOf(index).flatMap(({ target }) => (target !== undefined && may(target) ? [target] : []));
  const sleeps = transitive(
    (index) => mayCall(functions[index]!, maySleepByItself) && callsOf(index).some(sleepsByItself),
    calleesThat(named.maySleep),
  );
  const locks = transitive(
    (index) =>
      named.mayTouch(index) &&
      callsOf(index).some((call) => touchesLock(call) || (!call.api && mayRelease(call, []))),
    calleesThat(named.mayLock),
  );
  const leavesTaken = (index: number): boolean => {
    const actions = callsOf(index).flatMap((call) => (touchesLock(call) ? [call.api!.action] : []));
    return actions.filter(isTaking).length > actions.filter((action) => action === 'unlock').length;
  };
  const begins = (index: number): boolean =>
    callsOf(index).some((call) => takesLock(call) || (call.target !== undefined && leavesTaken(call.target)));
  return {
    sleeps: (index) => named.maySleep(index) && sleeps(index),
    locks: (index) => named.mayLock(index) && locks(index),
    begins,
    maySleep: named.maySleep,
    mayTake: named.mayTake,
    mayBegin: named.mayBegin,
  };
}

interface NamedReach extends Pick<SleepReach, 'maySleep' | 'mayTake' | 'mayBegin'> {
  /** It may take or give back such a lock itself. */
  mayTouch(index: number): boolean;
  /** It or something it calls may. */
  mayLock(index: number): boolean;
}

function reachByName({ model: { functions, text } }: SleepSource): NamedReach {
  const calleesOf = (index: number): readonly number[] => functions[index]!.mayReach?.() ?? [];
  const takes = (index: number): boolean => mayCall(functions[index]!, takesLock);
  const mayTouch = (index: number): boolean =>
    mayCall(functions[index]!, touchesLock) || mayNameRelease(text.slice(...functions[index]!.range));
  return {
    mayTouch,
    mayLock: transitive(mayTouch, calleesOf),
    maySleep: transitive((index) => mayCall(functions[index]!, maySleepByItself), calleesOf),
    mayTake: transitive(takes, calleesOf),
    mayBegin: (index) => takes(index) || calleesOf(index).some(takes),
  };
}

/** `sleepsByItself` by the words of a call alone: an allocation whose flags are not in sight may sleep. */
export function maySleepByItself({ api, args }: NamedCall): boolean {
  const how = sleepOf(api);
  if (how !== 'by-argument') return how !== undefined;
  const given = args();
  if (given && api.pause !== undefined) return letsSleep(api, given);
  return given === undefined || SLEEPING_FLAGS.test(given[api.flags!] ?? '');
}

function touchesLock({ api }: Pick<Call, 'api'>): boolean {
  return api !== undefined && isAtomicLock(api) && (isTaking(api.action) || api.action === 'unlock');
}

/** Whether a call takes a lock under which nothing may sleep, or tries to. */
export function takesLock({ api }: Pick<Call, 'api'>): boolean {
  return api !== undefined && isAtomicLock(api) && isTaking(api.action);
}

function isTaking(action: string): boolean {
  return action === 'lock' || action === 'try-lock';
}

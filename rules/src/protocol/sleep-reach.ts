import { isAtomicLock } from '../api/sleeping.js';
import type { Call } from './events.js';
import { mayRelease } from './held-locks.js';
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
}

export function createSleepReach(source: SleepSource): SleepReach {
  const callsOf = (index: number): readonly Call[] => source.callsOf(source.model.functions[index]!);
  const sleeps = transitive(callsOf, sleepsByItself);
  const locks = transitive(callsOf, (call) => touchesLock(call) || (!call.api && mayRelease(call, [])));
  const leavesTaken = (index: number): boolean => {
    const actions = callsOf(index).flatMap((call) => (touchesLock(call) ? [call.api!.action] : []));
    return actions.filter(isTaking).length > actions.filter((action) => action === 'unlock').length;
  };
  const begins = (index: number): boolean =>
    callsOf(index).some(
      (call) =>
        (touchesLock(call) && isTaking(call.api!.action)) ||
        (call.target !== undefined && leavesTaken(call.target)),
    );
  return { sleeps, locks, begins };
}

function touchesLock({ api }: Call): boolean {
  return api !== undefined && isAtomicLock(api) && (isTaking(api.action) || api.action === 'unlock');
}

function isTaking(action: string): boolean {
  return action === 'lock' || action === 'try-lock';
}

/** Whether a function makes such a call, itself or through functions of the file. */
function transitive(
  callsOf: (index: number) => readonly Call[],
  isSuch: (call: Call) => boolean,
): (index: number) => boolean {
  const known = new Map<number, boolean>();
  return (index) => {
    const cached = known.get(index);
    if (cached !== undefined) return cached;
    const seen = new Set([index]);
    const pending = [index];
    let found = false;
    while (pending.length > 0 && !found) {
      const calls = callsOf(pending.pop()!);
      found = calls.some(
        (call) => isSuch(call) || (call.target !== undefined && known.get(call.target) === true),
      );
      for (const { target } of calls) {
        if (target === undefined || seen.has(target) || known.get(target) === false) continue;
        seen.add(target);
        pending.push(target);
      }
    }
    known.set(index, found);
    return found;
  };
}

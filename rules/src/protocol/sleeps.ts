import { letsSleep, sleepOf } from '../api/sleeping.js';
import type { Call } from './events.js';
import { originOf } from './file-summary.js';

/** A call that puts the caller to sleep, seen from a function it is reached from. */
export interface Sleep {
  readonly call: Call;
  /** Index of the function it stands in. */
  readonly owner: number;
  /** The calls that lead there, the outermost first; none when the function itself sleeps. */
  readonly via: readonly Call[];
  /** By position: parameters that must be true, or false, for the sleep to be reached. */
  readonly requires: ReadonlyMap<number, boolean>;
  /** It also depends on a parameter in a way that could not be followed. */
  readonly isConditional: boolean;
  /** It depends on a mode of the object that tells one caller's situation from another's: a caller can't be sure of it. */
  readonly isModal: boolean;
  /** A lock of the caller's may have been given back before it. */
  readonly isReleased: boolean;
}

/** Whether a call sleeps by what the API says of it; one that sleeps by an argument does if that is seen to let it. */
export function sleepsByItself({ api, args }: Call): boolean {
  const how = api && sleepOf(api);
  if (how !== 'by-argument') return how !== undefined;
  return letsSleep(
    api!,
    args.map(({ text }) => text),
  );
}

/** A call of a pointer to functions of which only some sleep. */
export function isPossible({ api }: Call): boolean {
  return originOf(api)?.isPossible === true;
}

/** Keeps one sleep for each call that sleeps: the one that depends on the least. */
export function addSleep(sleeps: Map<Call, Sleep>, sleep: Sleep): void {
  const known = sleeps.get(sleep.call);
  if (known ? weight(sleep) < weight(known) : sleeps.size < MOST) sleeps.set(sleep.call, sleep);
}

/** Sleeps remembered of a function: more say nothing new. */
const MOST = 12;

function weight({ requires, isConditional, isModal, isReleased, via }: Sleep): number {
  return (
    (isConditional ? 1000 : 0) +
    (isModal ? 200 : 0) +
    (isReleased ? 500 : 0) +
    requires.size * 20 +
    via.length
  );
}

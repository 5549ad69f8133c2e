import type { Place } from './snapshot.js';

const places = new WeakMap<object, Place>();

/** Where a condition is written, if the engine was asked before. */
export function knownPlace(condition: object): Place | undefined {
  return places.get(condition);
}

export function rememberPlace(condition: object, place: Place): void {
  places.set(condition, place);
}

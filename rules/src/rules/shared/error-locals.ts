import type { Operand, UpdateEvent } from '../../protocol/events.js';
import { isFailure } from './failure.js';

/**
 * Local variables that hold an error code on a way through a function: their names in one text, by which the states of a
 * search are told apart. Behind the name stands `!` where the code is a timeout's.
 */
export type ErrorLocals = string;

/** The same after an update. */
export function errorsAfter(errors: ErrorLocals, { place, value }: UpdateEvent): ErrorLocals {
  const fails = value !== undefined && isFailure(value);
  if (place.shared || (errors === '' && !fails)) return errors;
  const others = errors.split(',').filter((name) => name !== '' && name.replace('!', '') !== place.text);
  return (fails ? [...others, `${place.text}${isTimeoutCode(value) ? '!' : ''}`].sort() : others).join();
}

/** Whether a value is one of them. */
export function isErrorLocal(errors: ErrorLocals, { place }: Operand): boolean {
  const names = errors.split(',');
  return place !== undefined && (names.includes(place.text) || names.includes(`${place.text}!`));
}

/** Whether a value is the code of a timeout, as written or in one of them. */
export function isTimeoutError(errors: ErrorLocals, value: Operand): boolean {
  return isTimeoutCode(value) || errors.split(',').includes(`${value.place?.text}!`);
}

/** Whether a value is the code of a timeout, as written. */
export function isTimeoutCode({ text }: Operand): boolean {
  return /^-\s*E(TIMEDOUT|TIME)$/.test(text);
}

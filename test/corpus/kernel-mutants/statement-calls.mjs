import { callsIn } from './c-text.mjs';

/** The call that a simple statement consists of, if it is one of the given functions. */
export function callOf(code, statement, names) {
  if (statement?.kind !== 'simple') return undefined;
  const [call] = callsIn(code, statement.start, statement.end, names);
  return call?.start === statement.start && /^\s*;/.test(code.slice(call.end)) ? call : undefined;
}

/** `left = call(…);`: the call with `left`. */
export function assignedCall(code, statement, names) {
  if (statement?.kind !== 'simple') return undefined;
  const [call] = callsIn(code, statement.start, statement.end, names);
  const left = call && /^([\w.>[\]-]+)\s*=\s*$/.exec(code.slice(statement.start, call.start))?.[1];
  return left && /^\s*;/.test(code.slice(call.end)) ? { ...call, left } : undefined;
}

/** The last name of an access path: `done` of `dev->io.done`. */
export function memberOf(path) {
  return /(\w+)(?:\[[^\]]*\])*\s*$/.exec(path)?.[1];
}

/** The names in a condition, but for those of constants and of functions. */
export function namesIn(condition) {
  return [...condition.matchAll(/\b[a-z_]\w*\b(?!\s*\()/g)].map(([name]) => name);
}

/** Whether a spinlock is held at an offset of a function, by counting what is taken and given back above. */
export function isLockHeld(code, fn, offset) {
  const before = code.slice(fn.open, offset);
  const count = (pattern) => before.match(pattern)?.length ?? 0;
  return count(/\b\w*lock\w*\s*\(/g) > 2 * count(/\b\w*unlock\w*\s*\(/g);
}

export const REGISTER =
  'prepare_to_wait|prepare_to_wait_exclusive|add_wait_queue|add_wait_queue_exclusive|prepare_to_swait_exclusive';
export const SLEEP = 'schedule|schedule_timeout|io_schedule|io_schedule_timeout';
export const WAKE =
  'wake_up|wake_up_all|wake_up_interruptible|wake_up_interruptible_all|wake_up_interruptible_sync|wake_up_locked|wake_up_sync';

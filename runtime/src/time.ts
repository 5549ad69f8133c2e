import { expected } from './expected.js';

/** The longest time a timer is set for, in milliseconds; a longer wait sets it again. Timers take up to 2^31. */
export const LONGEST_TIMER = 1e9;

/** What keeps the timer of an alarm, so that `clearTimeout(alarm.timer)` stops it. */
export interface Alarm {
  timer?: ReturnType<typeof setTimeout>;
}

/**
 * Calls back at a time of `performance.now`: at once when it is past, never when it is Infinity, and never
 * early, as a timer may.
 */
export function setAlarm(alarm: Alarm, end: number, callBack: () => void): void {
  const ms = end - performance.now();
  if (ms <= 0) callBack();
  else if (ms < Infinity) {
    alarm.timer = setTimeout(setAlarm, Math.min(Math.ceil(ms), LONGEST_TIMER), alarm, end, callBack);
  }
}

/** The same time; see `checkTime`. */
export function checkMs(ms: number): number {
  checkTime(ms, Number);
  return ms;
}

/** Throws a TypeError for what `Type` would have to convert, and a RangeError for NaN; no type takes no time. */
export function checkTime(
  time: number | bigint | undefined,
  Type: NumberConstructor | BigIntConstructor | undefined,
): void {
  // Only NaN is unequal to itself.
  if (Type?.(time!) !== time) expected(`a ${Type!.name}`, time, time === time ? TypeError : RangeError);
}

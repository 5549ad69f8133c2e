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
  return checkTime(ms, Number);
}

/** The time as a number. Throws a TypeError for what `Type` would have to convert, and a RangeError for NaN. */
export function checkTime(time: unknown, Type: NumberConstructor | BigIntConstructor): number {
  // Only NaN is unequal to itself.
  if (Type(time as number) !== time)
    expected(`a ${Type.name} as time`, time, time === time ? TypeError : RangeError);
  return Number(time);
}

import type { CallSite } from './model.js';

/**
 * C: whether a pause that a signal ends may stand between the counted tries of a loop, by the text around it: a statement of its
 * own in a function that loops, counts, and looks for no signal. Reading a function costs much more than this look.
 */
export function mayBeHurried({ body, start }: CallSite): boolean {
  const before = body.slice(0, start);
  return STATEMENT.test(before.slice(-NEAR)) && LOOP.test(before) && COUNTS.test(body) && !LOOKS.test(body);
}

/** Whether the sleeping state that a signal ends is set right before. */
export function isArmedForSignals({ body, start }: CallSite): boolean {
  return ARMED.test(body.slice(Math.max(0, start - NEAR), start));
}

/** Whether a sleeping state that is set here may come round again in a loop that looks for no signal, by the text around it. */
export function mayComeRound({ body, start }: CallSite): boolean {
  return LOOP.test(body.slice(0, start)) && SLEEPS.test(body.slice(start)) && !LOOKS.test(body);
}

const NEAR = 120;
const STATEMENT = /(?:[;{}:)]|\*\/|\belse|\bdo)\s*$/;
const LOOP = /\b(?:for|while|do)\b/;
const COUNTS = /\+\+|--/;
/** Looks for a signal, or is a thread's. */
const LOOKS = /signal_pending|sigpending|signalled|kthread_should_|try_to_freeze/;
const ARMED = /set_current_state\s*\(\s*TASK_(?:INTERRUPTIBLE|KILLABLE)\s*\)\s*;\s*$/;
const SLEEPS = /\bschedule(?:_timeout)?\s*\(/;

import { ASLEEP_TESTING, TESTING } from './flags.js';
import type { Condition } from './options.js';
import type { WaitQueue } from './queue.js';
import { settled } from './run-queue.js';
import type { Task } from './task.js';
import { isTruthy } from './truth.js';
import type { Waiter } from './waiter.js';
import { createWaiter, fail, sleepUnless } from './waiter.js';

/**
 * Somebody who sleeps alone on a queue, in a wait that nothing but its condition ends: as in every hand-off. It knows
 * neither the queue nor neighbours, which makes a hand-off 3 % faster; once somebody joins it, or looks who sleeps, it
 * becomes a waiter like all others.
 */
export interface LoneWaiter {
  /** What it began with: asleep and testing, with its state above them. */
  readonly flags: number;
  readonly test: Condition;
  /** Resolves the promise that the call returns; `undefined` while it is testing. */
  settle: Waiter['settle'];
  readonly task?: Task;
  /** What it has become. */
  full?: Waiter;
}

export function createLoneWaiter(test: Condition, flags: number, task: Task | undefined): LoneWaiter {
  return task === undefined ? { flags, test, settle: undefined } : { flags, test, settle: undefined, task };
}

/** The waiter that it becomes, on no queue yet. */
export function fullWaiter(
  queue: WaitQueue,
  lone: LoneWaiter,
  done = lone.settle === undefined ? 0 : TESTING,
): Waiter {
  const waiter = createWaiter(queue, lone.test, lone.flags & ~done, lone.task);
  waiter.settle = lone.settle;
  lone.full = waiter;
  return waiter;
}

/** The same for one that a wake-up has taken off its queue. */
export function wokenWaiter(queue: WaitQueue, lone: LoneWaiter): Waiter {
  return fullWaiter(queue, lone, ASLEEP_TESTING);
}

/** What follows a second test that was true, or looked who sleeps, or woke the queue. */
export function endTest<Outcome>(queue: WaitQueue, lone: LoneWaiter, isOver: boolean): Promise<Outcome> {
  if (lone.full) return sleepUnless(isOver, lone.full);
  queue.lone = undefined;
  return settled as Promise<never>;
}

/** As `endsAtOnce`. */
export function endsLoneWait(lone: LoneWaiter): boolean {
  try {
    const { test } = lone;
    const value = test(); // the first test that is a true call, which is most of what a hand-off costs
    if (value !== true && !isTruthy(value)) return false;
    lone.settle!(undefined); // without the argument the engine takes a slower way to the resolver
  } catch (error) {
    rejectLone(lone, error);
  }
  return true;
}

/** Apart, for it happens seldom. */
function rejectLone(lone: LoneWaiter, error: unknown): void {
  lone.settle!(Promise.reject(error));
}

/** Ends a wait whose first or second test threw. */
export function failLone(queue: WaitQueue, lone: LoneWaiter | undefined, error: unknown): Promise<never> {
  if (lone !== undefined && queue.lone === lone) queue.lone = undefined;
  return fail(lone?.full, error);
}

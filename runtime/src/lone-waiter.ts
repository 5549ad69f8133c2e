import { ASLEEP } from './flags.js';
import type { Condition } from './options.js';
import type { WaitQueue } from './queue.js';
import type { Task } from './task.js';
import { isTruthy } from './truth.js';
import type { Waiter } from './waiter.js';
import { createWaiter, fail } from './waiter.js';

/**
 * Somebody who sleeps alone on a queue, in a wait that nothing but its condition ends: as in every hand-off. It knows
 * neither the queue nor neighbours, which makes a hand-off 3 % faster; once somebody joins it, or looks who sleeps, it
 * becomes a waiter like all others.
 */
export interface LoneWaiter {
  flags: number;
  readonly test: Condition;
  settle: Waiter['settle'];
  readonly task?: Task;
  /** What it has become. */
  full?: Waiter;
}

export function createLoneWaiter(test: Condition, flags: number, task: Task | undefined): LoneWaiter {
  return task === undefined ? { flags, test, settle: undefined } : { flags, test, settle: undefined, task };
}

/** The waiter that it becomes, on no queue yet. */
export function fullWaiter(queue: WaitQueue, lone: LoneWaiter, flags = lone.flags): Waiter {
  const waiter = createWaiter(queue, lone.test, flags, lone.task);
  waiter.settle = lone.settle;
  lone.full = waiter;
  return waiter;
}

/** The same for one that a wake-up has taken off its queue. */
export function wokenWaiter(queue: WaitQueue, lone: LoneWaiter): Waiter {
  return fullWaiter(queue, lone, lone.flags & ~ASLEEP);
}

/** As `endsAtOnce`. */
export function endsLoneWait(lone: LoneWaiter): boolean {
  try {
    const { test } = lone;
    const value = test(); // the first test that is a true call, which is most of what a hand-off costs
    if (value !== true && !isTruthy(value)) return false;
    lone.settle!(undefined); // without the argument the engine takes a slower way to the resolver
  } catch (error) {
    lone.settle!(Promise.reject(error));
  }
  return true;
}

/** Ends a wait whose first or second test threw. */
export function failLone(queue: WaitQueue, lone: LoneWaiter | undefined, error: unknown): Promise<never> {
  if (lone !== undefined && queue.lone === lone) queue.lone = undefined;
  return fail(lone?.full, error);
}

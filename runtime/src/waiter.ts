import { ASLEEP, PICKED, STATE_SHIFT, TESTED, TESTING } from './flags.js';
import type { QueueNode } from './node.js';
import type { Condition } from './options.js';
import type { WaitQueue } from './queue.js';
import { makeReady, settled } from './run-queue.js';
import type { TaskState } from './state.js';
import { TASK_NORMAL, TASK_RUNNING } from './state.js';
import type { Task } from './task.js';
import { isTrue, isTruthy } from './truth.js';
import { wake } from './wake.js';

/** Somebody in a `waitEvent…` call. */
export interface Waiter extends QueueNode {
  queue: WaitQueue;
  /** Whether the wait is over. */
  test: Condition;
  /** Resolves the promise that the call returns; `undefined` until there is one. */
  settle: ((outcome: unknown) => void) | undefined;
  readonly task: Task | undefined;
  /** Of a wait that sleeps without its lock: takes its turn in its stead, once that is held again. */
  resume?: (() => void) | undefined;
  /** Of a wait with options: what the caller waits for, which is but a part of the test. */
  condition?: Condition;
}

/** The fields are few and always the same. */
export function createWaiter(
  queue: WaitQueue,
  test: Condition,
  flags: number,
  task: Task | undefined,
): Waiter {
  return { next: undefined, prev: undefined, queue, flags, test, settle: undefined, task };
}

/** Apart, so that the engine sees that neither the closure nor what it closes over outlives the call. */
export function promiseOf<Outcome>(waiter: Pick<Waiter, 'settle'>): Promise<Outcome> {
  return new Promise((resolve) => {
    waiter.settle = resolve as (outcome: unknown) => void;
  });
}

/** The rest of a wait whose first test was false, where others wait, or where it matters who comes after. */
export function joinQueue<Outcome>(
  queue: WaitQueue,
  condition: Condition,
  task: Task | undefined,
  flags: number,
): Promise<Outcome> {
  const waiter = createWaiter(queue, condition, flags, task);
  try {
    queue.add(waiter);
    return sleepUnless(isTrue(condition), waiter);
  } catch (error) {
    return fail(waiter, error);
  }
}

/** What follows the second test of a wait. */
export function sleepUnless<Outcome>(isOver: boolean, waiter: Waiter): Promise<Outcome> {
  if (isOver) {
    waiter.queue.remove(waiter);
    waiter.flags = 0;
    return settled as Promise<never>;
  }
  if (waiter.flags & ASLEEP) waiter.flags &= ~TESTED;
  else ready(waiter); // the test itself woke it
  return promiseOf(waiter);
}

/** Lets it take its turn after those who were woken before. */
export function ready(waiter: Waiter): void {
  makeReady(waiter, waiter.resume ?? turn);
}

/** One turn of the wait loop: register, test, and leave or sleep, unless the test itself woke it. */
export function turn(waiter: Waiter): void {
  waiter.flags |= TESTING | ASLEEP;
  if (!waiter.next) {
    waiter.queue.add(waiter);
    waiter.task?.enter(waiter); // it may have gone to another queue meanwhile
  }
  if (endsAtOnce(waiter)) waiter.queue.remove(waiter);
  else if (waiter.flags & ASLEEP) waiter.flags &= ~TESTED;
  else ready(waiter);
}

/**
 * Ends the wait if its test says so or throws: for the waker that woke this one alone, and spares it a turn. The
 * waiter is off the queue by then.
 */
export function endsAtOnce(waiter: Waiter): boolean {
  try {
    const { test } = waiter;
    const value = test(); // the first test that is a true call, which is most of what a hand-off costs
    if (value !== true && !isTruthy(value)) return false;
    waiter.flags = 0;
    waiter.settle!(undefined); // without the argument the engine takes a slower way to the resolver
  } catch (error) {
    void fail(waiter, error);
  }
  return true;
}

/**
 * Ends the wait without its condition. An exclusive waiter that leaves without what it was woken for wakes the
 * next in its stead.
 *
 * @returns what the wait settles with, for a waiter that has no promise yet
 */
export function fail(
  waiter: Waiter | undefined,
  error: unknown,
  outcome: unknown = Promise.reject(error),
): Promise<never> {
  if (waiter) {
    const { flags } = waiter;
    waiter.flags = 0;
    waiter.queue.remove(waiter);
    waiter.settle?.(outcome);
    if (flags & PICKED) wake(waiter.queue, TASK_NORMAL, 1, { exclusive: true });
  }
  return outcome as Promise<never>;
}

/** A signal, or the end of its time: it stays on the queue and looks again. */
export function rouse(waiter: Waiter): void {
  const { flags } = waiter;
  waiter.flags = flags & ~ASLEEP;
  if ((flags & (ASLEEP | TESTING)) === ASLEEP) ready(waiter);
}

export function stateOf({ flags }: Waiter): TaskState {
  return flags & ASLEEP ? flags >> STATE_SHIFT : TASK_RUNNING;
}

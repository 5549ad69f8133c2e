import { attended, watch } from './attention.js';
import { ASLEEP, TESTING } from './flags.js';
import { LimitedWaiter } from './limited-waiter.js';
import type { Condition, WaitOptions } from './options.js';
import type { WaitQueue } from './queue.js';
import { refuseQueue } from './refuse-queue.js';
import { makeReady } from './run-queue.js';
import type { TaskState } from './state.js';
import { TASK_UNINTERRUPTIBLE } from './state.js';
import { isTrue, isTruthy } from './truth.js';
import { Waiter } from './waiter.js';

/** Shared: one cannot be told from another, and making one costs as much as the rest of the call. */
const ALREADY_TRUE: Promise<never> = Promise.resolve(undefined as never);

/** Of a waiter that tests after registering. */
const FIRST_TEST = ASLEEP | TESTING;
const SLEEPS = ASLEEP;
const TESTED = ~TESTING;
const DEFAULT_STATE = TASK_UNINTERRUPTIBLE;

/**
 * The one way to wait (`___wait_event`): test, and if false register, test and sleep until a test is true.
 * Every `waitEvent…` is a line over it; `state` and `flags` are what its name says.
 *
 * It is kept short, for then the engine inlines it into its caller and the condition into it.
 */
export function waitOn<Outcome>(
  queue: WaitQueue,
  condition: Condition,
  options: WaitOptions | undefined,
  state: TaskState | undefined,
  flags: number,
): Promise<Outcome> {
  const watched = watch?.wait<Outcome>(queue, condition, options, state, flags);
  if (watched !== undefined) return watched;
  if (options !== undefined || attended) return waitLimited(queue, condition, options ?? {}, state, flags);
  let waiter: Waiter | undefined;
  try {
    if (holds(condition)) return ALREADY_TRUE;
    if (queue?.view === undefined) refuseQueue(queue);
    waiter = new Waiter(queue, condition, state ?? DEFAULT_STATE, flags | FIRST_TEST);
    if (flags === 0 && queue.head === undefined) {
      waiter.next = waiter.prev = waiter;
      queue.head = waiter;
    } else waiter.register();
    if (holds(condition)) return leaveEarly(waiter);
    const now = waiter.flags;
    waiter.flags = now & TESTED;
    if (!(now & SLEEPS)) makeReady(waiter);
  } catch (error) {
    return refuse(waiter, error);
  }
  return outcomeOf(waiter);
}

function holds(condition: Condition): boolean {
  const value = condition();
  return value === true || (value !== false && isTruthy(value));
}

/** Apart, so that the engine sees that neither the closure nor what it closes over outlives the call. */
function outcomeOf<Outcome>(waiter: Waiter): Promise<Outcome> {
  return new Promise((resolve) => {
    waiter.settle = resolve as (outcome: unknown) => void;
  });
}

function waitLimited<Outcome>(
  queue: WaitQueue,
  condition: Condition,
  options: WaitOptions,
  state: TaskState | undefined,
  flags: number,
): Promise<Outcome> {
  try {
    const waiter = new LimitedWaiter(queue, condition, options, state, flags);
    if (isTrue(condition())) return Promise.resolve(waiter.left as Outcome);
    if (queue?.view === undefined) refuseQueue(queue);
    return waiter.start() as Promise<Outcome>;
  } catch (error) {
    return Promise.reject(error);
  }
}

function leaveEarly(waiter: Waiter): Promise<never> {
  waiter.queue.remove(waiter);
  return ALREADY_TRUE;
}

function refuse(waiter: Waiter | undefined, error: unknown): Promise<never> {
  if (waiter) waiter.queue.remove(waiter);
  return Promise.reject(error);
}

import { attended, noteWait } from './attention.js';
import { ASLEEP, EXCLUSIVE, TESTING } from './flags.js';
import { LimitedWaiter } from './limited-waiter.js';
import { Limits } from './limits.js';
import { removeNode } from './node.js';
import type { Condition, WaitOptions } from './options.js';
import type { WaitQueue } from './queue.js';
import { assertQueue } from './queue.js';
import type { TaskState } from './state.js';
import { TASK_UNINTERRUPTIBLE } from './state.js';
import { makeReady } from './run-queue.js';
import { isTrue } from './truth.js';
import { Waiter } from './waiter.js';

/** Shared: one cannot be told from another, and making one costs as much as the rest of the call. */
const ALREADY_TRUE: Promise<never> = Promise.resolve(undefined as never);

/** Of a waiter that tests after registering. */
const FIRST_TEST = ASLEEP | TESTING;

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
  if (options !== undefined || attended) return waitLimited(queue, condition, options ?? {}, state, flags);
  let waiter: Waiter | undefined;
  try {
    if (isTrue(condition())) return ALREADY_TRUE;
    assertQueue(queue);
    waiter = new Waiter(queue, condition, state ?? TASK_UNINTERRUPTIBLE, flags | FIRST_TEST);
    if (flags === 0 && queue.head === undefined) {
      waiter.next = waiter.prev = waiter;
      queue.head = waiter;
    } else waiter.register();
    if (isTrue(condition())) return leaveEarly(waiter);
    const now = waiter.flags;
    waiter.flags = now & ~TESTING;
    if (!(now & ASLEEP)) makeReady(waiter);
  } catch (error) {
    return refuse(waiter, error);
  }
  return outcomeOf(waiter);
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
    const limits = new Limits(options, state);
    if (isTrue(condition())) return Promise.resolve(limits.countdown?.left() as Outcome);
    assertQueue(queue);
    const waiter = new LimitedWaiter(queue, condition, options.exclusive ? flags | EXCLUSIVE : flags, limits);
    noteWait?.(waiter, 3);
    return waiter.start() as Promise<Outcome>;
  } catch (error) {
    return Promise.reject(error);
  }
}

function leaveEarly(waiter: Waiter): Promise<never> {
  removeNode(waiter);
  return ALREADY_TRUE;
}

function refuse(waiter: Waiter | undefined, error: unknown): Promise<never> {
  if (waiter) removeNode(waiter);
  return Promise.reject(error);
}

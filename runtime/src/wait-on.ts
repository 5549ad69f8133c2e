import { EXCLUSIVE } from './flags.js';
import { noteWait } from './inspect/record.js';
import { Limits } from './limits.js';
import type { Condition, WaitOptions } from './options.js';
import type { WaitQueue } from './queue.js';
import { assertQueue } from './queue.js';
import type { TaskState } from './state.js';
import { TASK_UNINTERRUPTIBLE } from './state.js';
import { taskNow } from './task-context.js';
import { Waiter, isTrue } from './waiter.js';

/** Shared, since nothing can be told apart about it: making a promise costs as much as the rest of the call. */
const ALREADY_TRUE: Promise<never> = Promise.resolve(undefined as never);

/**
 * The one way to wait (`___wait_event`): test, and if false register, test and sleep until a test is true.
 * Every `waitEvent…` is a line over it; `state` and `flags` are what the name says, and `options` has its say
 * where the name says nothing.
 */
export function waitOn<Outcome>(
  queue: WaitQueue,
  condition: Condition,
  options: WaitOptions | undefined,
  state?: TaskState,
  flags = 0,
): Promise<Outcome> {
  try {
    assertQueue(queue);
    let limits = options && new Limits(options, state);
    if (isTrue(condition()))
      return limits?.countdown ? Promise.resolve(limits.countdown.left() as Outcome) : ALREADY_TRUE;
    if (options?.exclusive) flags |= EXCLUSIVE;
    if (!limits && taskNow()) limits = new Limits({}, state);
    let waiter!: Waiter;
    const slept = new Promise<unknown>((resolve) => {
      waiter = new Waiter(
        queue,
        condition,
        resolve,
        limits?.state ?? state ?? TASK_UNINTERRUPTIBLE,
        flags,
        limits,
      );
    });
    noteWait(waiter, 2);
    limits?.watch(waiter);
    waiter.turn();
    return slept as Promise<Outcome>;
  } catch (error) {
    return Promise.reject(error);
  }
}

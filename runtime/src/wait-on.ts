import { attend } from './attention.js';
import { ASLEEP_TESTING, STATE_SHIFT } from './flags.js';
import type { Condition, WaitOptions } from './options.js';
import type { WaitQueue } from './queue.js';
import { refused } from './refuse-queue.js';
import type { TaskState } from './state.js';
import type { Task } from './task.js';
import { waitWithin } from './wait-within.js';

/** What each `waitEvent…` with a state in its name is a line over; `state` and `flags` are what the name says. */
export function waitOn<Outcome>(
  queue: WaitQueue,
  condition: Condition,
  options: WaitOptions | undefined,
  state: TaskState,
  flags: number,
): Promise<Outcome> {
  const kind = flags | (state << STATE_SHIFT);
  return attend !== undefined
    ? attend(queue, condition, options, kind)
    : options !== undefined || !queue?.wait
      ? waitAs(queue, condition, options, kind)
      : queue.wait(condition, undefined, kind | ASLEEP_TESTING);
}

/**
 * The one way to wait with options.
 *
 * @param kind the flags of the waiter with its state above them; 0: as the options say, else uninterruptible
 * @param current the task that runs now
 */
export function waitAs<Outcome>(
  queue: WaitQueue | undefined,
  condition: Condition,
  options: WaitOptions = {},
  kind: number,
  current?: Task,
): Promise<Outcome> {
  if (!queue?.wait) return refused(queue);
  const task = options.task ?? current;
  return (
    task?.wait?.<Outcome>(queue, condition, options, kind) ??
    waitWithin(queue, condition, options, kind, task)
  );
}

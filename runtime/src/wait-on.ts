import { findTask, watch } from './attention.js';
import { ASLEEP_TESTING, STATE_SHIFT, UNINTERRUPTIBLE } from './flags.js';
import type { Condition, WaitOptions } from './options.js';
import type { WaitQueue } from './queue.js';
import { refuseQueue } from './refuse-queue.js';
import type { TaskState } from './state.js';
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
  return options || watch || findTask || !queue?.wait
    ? waitAs(queue, condition, options, kind)
    : queue.wait(condition, undefined, kind | ASLEEP_TESTING);
}

/**
 * The one way to wait.
 *
 * @param kind the flags of the waiter with its state above them; 0: as the options say, else uninterruptible
 */
export function waitAs<Outcome>(
  queue: WaitQueue,
  condition: Condition,
  options: WaitOptions | undefined,
  kind: number,
): Promise<Outcome> {
  if (!queue?.wait) return new Promise(() => refuseQueue(queue));
  const task = options?.task ?? findTask?.();
  return (
    watch?.wait<Outcome>(queue, condition, options, kind) ??
    task?.wait?.<Outcome>(queue, condition, options, kind) ??
    (options
      ? waitWithin(queue, condition, options, kind, task)
      : queue.wait(condition, undefined, (kind || UNINTERRUPTIBLE) | ASLEEP_TESTING))
  );
}

import { findTask, watch } from './attention.js';
import { STATE_SHIFT } from './flags.js';
import type { Condition, WaitOptions } from './options.js';
import type { WaitQueue } from './queue.js';
import type { TaskState } from './state.js';
import { waitPlain } from './wait-plain.js';
import { waitWithin } from './wait-within.js';

/** What each `waitEvent…` with a state in its name is a line over; `state` and `flags` are what the name says. */
export function waitOn<Outcome>(
  queue: WaitQueue,
  condition: Condition,
  options: WaitOptions | undefined,
  state: TaskState,
  flags: number,
): Promise<Outcome> {
  return waitAs(queue, condition, options, flags | (state << STATE_SHIFT));
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
  return options || watch || findTask
    ? waitAttended(queue, condition, options, kind)
    : waitPlain(queue, condition, options, kind);
}

/** Apart, so that it takes no room where the engine inlines a plain wait. */
function waitAttended<Outcome>(
  queue: WaitQueue,
  condition: Condition,
  options: WaitOptions | undefined,
  kind: number,
): Promise<Outcome> {
  const task = options?.task ?? findTask?.();
  return (
    watch?.wait<Outcome>(queue, condition, options, kind) ??
    task?.wait<Outcome>(queue, condition, options, kind) ??
    (options ? waitWithin(queue, condition, options, kind) : waitPlain(queue, condition, options, kind))
  );
}

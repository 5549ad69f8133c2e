import { findTask, watch } from './attention.js';
import type { ASLEEP, ASLEEP_TESTING, TESTING, UNINTERRUPTIBLE } from './flags.js';
import { STATE_SHIFT } from './flags.js';
import type { Condition, WaitOptions } from './options.js';
import type { WaitQueue } from './queue.js';
import { refuseQueue } from './refuse-queue.js';
import { makeReady, settled } from './run-queue.js';
import type { TaskState } from './state.js';
import { isTrue } from './truth.js';
import { waitWithin } from './wait-within.js';
import type { Waiter } from './waiter.js';
import { createWaiter, fail, promiseOf } from './waiter.js';

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
 * The one way to wait (`___wait_event`): test, and if false register, test and sleep until a test is true.
 *
 * It is kept short, for then the engine inlines it into its caller and the condition into it. All that a
 * hand-off inlines may be some 900 bytes of bytecode, so numbers are written out: an imported one takes six.
 *
 * @param kind the flags of the waiter with its state above them; 0: as the options say, else uninterruptible
 */
export function waitAs<Outcome>(
  queue: WaitQueue,
  condition: Condition,
  options: WaitOptions | undefined,
  kind: number,
): Promise<Outcome> {
  const watched = watch?.wait<Outcome>(queue, condition, options, kind);
  if (watched) return watched;
  let waiter: Waiter | undefined;
  try {
    if (!queue?.view) refuseQueue(queue);
    if (options || findTask) return waitWithin(queue, condition, options, kind);
    if (isTrue(condition)) return settled as Promise<never>;
    const flags = (kind || (0x200 satisfies typeof UNINTERRUPTIBLE)) | (0x88 satisfies typeof ASLEEP_TESTING);
    waiter = createWaiter(queue, condition, flags);
    queue.add(waiter);
    if (isTrue(condition)) {
      queue.remove(waiter);
      return settled as Promise<never>;
    }
    const now = waiter.flags;
    waiter.flags = now & ~(0x08 satisfies typeof TESTING);
    if (!(now & (0x80 satisfies typeof ASLEEP))) makeReady(waiter);
  } catch (error) {
    return fail(waiter, error);
  }
  return promiseOf(waiter);
}

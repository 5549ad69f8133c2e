import type { ASLEEP, ASLEEP_TESTING, TESTED, UNINTERRUPTIBLE } from './flags.js';
import type { Condition } from './options.js';
import type { WaitQueue } from './queue.js';
import { refuseQueue } from './refuse-queue.js';
import { makeReady, settled } from './run-queue.js';
import type { Task } from './task.js';
import { isTrue } from './truth.js';
import type { Waiter } from './waiter.js';
import { createWaiter, fail, promiseOf } from './waiter.js';

/**
 * A wait that nothing but its condition ends (`___wait_event`): test, and if false register, test and sleep until a
 * test is true.
 *
 * It is kept short, for then the engine inlines it into its caller and the condition into it. All that a
 * hand-off inlines may be some 900 bytes of bytecode, so numbers are written out: an imported one takes six.
 *
 * @param kind as `waitAs` takes it
 */
export function waitPlain<Outcome>(
  queue: WaitQueue,
  condition: Condition,
  task: Task | undefined,
  kind: number,
): Promise<Outcome> {
  let waiter: Waiter | undefined;
  try {
    if (!queue?.view) refuseQueue(queue);
    if (isTrue(condition)) return settled as Promise<never>;
    const flags = (kind || (0x200 satisfies typeof UNINTERRUPTIBLE)) | (0x48 satisfies typeof ASLEEP_TESTING);
    waiter = createWaiter(queue, condition, flags, task);
    task?.enter(waiter);
    queue.add(waiter);
    if (isTrue(condition)) {
      queue.remove(waiter);
      waiter.flags = 0;
      return settled as Promise<never>;
    }
    if (waiter.flags & (0x40 satisfies typeof ASLEEP)) waiter.flags &= ~(0x0c satisfies typeof TESTED);
    else makeReady(waiter); // the test itself woke it
  } catch (error) {
    return fail(waiter, error);
  }
  return promiseOf(waiter);
}

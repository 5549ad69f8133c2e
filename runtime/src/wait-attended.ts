import { findTask, watch } from './attention.js';
import type { UNINTERRUPTIBLE_TESTING } from './flags.js';
import { ASLEEP_TESTING, UNINTERRUPTIBLE } from './flags.js';
import type { Condition, WaitOptions } from './options.js';
import { saysTaskOnly } from './options.js';
import type { WaitQueue } from './queue.js';
import { waitAs } from './wait-on.js';

/**
 * As `waitAs`, in a program where waits may belong to tasks or are watched; such a program brings it in. It is short for
 * the wait of a hand-off, with a task or without. Asked of anything that may be falsy, it takes ten instructions.
 */
export function waitAttended<Outcome>(
  queue: WaitQueue,
  condition: Condition,
  options: WaitOptions | undefined,
  kind: number,
): Promise<Outcome> {
  return watch !== undefined || kind !== 0 || (options !== undefined && !saysTaskOnly(options))
    ? waitOfSomebody(queue, condition, options, kind)
    : queue.wait(
        condition,
        options !== undefined ? options.task : findTask?.(),
        0x248 satisfies typeof UNINTERRUPTIBLE_TESTING,
      );
}

function waitOfSomebody<Outcome>(
  queue: WaitQueue,
  condition: Condition,
  options: WaitOptions | undefined,
  kind: number,
): Promise<Outcome> {
  const watched = watch?.wait<Outcome>(queue, condition, options, kind);
  if (watched) return watched;
  const task = findTask?.();
  return options || task || !queue?.wait
    ? waitAs(queue, condition, options, kind, task)
    : queue.wait(condition, undefined, (kind || UNINTERRUPTIBLE) | ASLEEP_TESTING);
}

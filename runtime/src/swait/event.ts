import { watch } from '../attention.js';
import { offAbort, onAbort } from '../abort-listeners.js';
import { InterruptedError } from '../interrupted-error.js';
import type { Condition } from '../options.js';
import type { TaskState } from '../state.js';
import { TASK_IDLE, TASK_INTERRUPTIBLE, TASK_UNINTERRUPTIBLE } from '../state.js';
import { Countdown, checkMs } from '../time.js';
import { isTrue } from '../truth.js';
import type { SimpleWaitQueue } from './queue.js';
import { SimpleWaiter, swaitPrepare } from './waiter.js';
import { swaitUntil } from './until.js';
import { swakeUp } from './wake-up.js';

/** What the interruptible waits take. */
export interface SwaitOptions {
  /** Interrupts the wait, which then rejects with `InterruptedError`. */
  readonly signal?: AbortSignal;
}

/** Sleeps until the condition holds (`swait_event_exclusive`, in the article `swait_event`). */
export function swaitEvent(queue: SimpleWaitQueue, condition: Condition): Promise<void> {
  return swaitUntil(queue, condition, false);
}

/** The same, idle (`swait_event_idle_exclusive`). */
export function swaitEventIdle(queue: SimpleWaitQueue, condition: Condition): Promise<void> {
  return swaitUntil(queue, condition, true);
}

/** The same, interruptible (`swait_event_interruptible_exclusive`). */
export async function swaitEventInterruptible(
  queue: SimpleWaitQueue,
  condition: Condition,
  options?: SwaitOptions,
): Promise<void> {
  await swaitOn(queue, condition, TASK_INTERRUPTIBLE, Infinity, options?.signal);
}

/**
 * Sleeps until the condition holds or the time is over (`swait_event_timeout_exclusive`).
 *
 * @param ms milliseconds, as `waitEventTimeout` takes them
 * @returns the milliseconds left, at least 1; 0 when the time ran out and the condition is still false
 */
export function swaitEventTimeout(queue: SimpleWaitQueue, condition: Condition, ms: number): Promise<number> {
  return swaitOn(queue, condition, TASK_UNINTERRUPTIBLE, ms);
}

/** The same, idle (`swait_event_idle_timeout_exclusive`). */
export function swaitEventIdleTimeout(
  queue: SimpleWaitQueue,
  condition: Condition,
  ms: number,
): Promise<number> {
  return swaitOn(queue, condition, TASK_IDLE, ms);
}

/** The same, interruptible (`swait_event_interruptible_timeout_exclusive`). */
export function swaitEventInterruptibleTimeout(
  queue: SimpleWaitQueue,
  condition: Condition,
  ms: number,
  options?: SwaitOptions,
): Promise<number> {
  return swaitOn(queue, condition, TASK_INTERRUPTIBLE, ms, options?.signal);
}

/** The wait loop (`___swait_event`) with what else may end it. Resolves to the milliseconds left. */
async function swaitOn(
  queue: SimpleWaitQueue,
  condition: Condition,
  state: TaskState,
  ms = Infinity,
  signal?: AbortSignal,
): Promise<number> {
  const time = new Countdown(checkMs(ms));
  if (watch) condition = watch.begin(queue, condition);
  if (isTrue(condition())) return time.left() as number;
  const waiter = new SimpleWaiter(condition);
  const wake = (): void => waiter.wake();
  let picked = false;
  if (signal) onAbort(signal, wake);
  time.start(wake);
  try {
    for (;;) {
      swaitPrepare(queue, waiter, state);
      if (isTrue(condition())) {
        picked = false;
        return time.left() as number;
      }
      if (signal?.aborted) {
        watch?.end(condition, 'interrupt');
        throw interrupted(queue.name, signal);
      }
      if (time.expired) {
        watch?.end(condition, 'timeout');
        return 0;
      }
      await waiter.sleep();
      picked = waiter.next === undefined; // only a wake-up takes it off the queue
    }
  } finally {
    time.stop();
    if (signal) offAbort(signal, wake);
    waiter[Symbol.dispose]();
    // It was woken and leaves without what it was woken for: the next one gets the wake-up.
    if (picked) swakeUp(queue);
  }
}

function interrupted(name: string, signal: AbortSignal): InterruptedError {
  return new InterruptedError(`The wait on simple queue '${name}' was interrupted`, { cause: signal.reason });
}

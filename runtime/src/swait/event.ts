import { watch } from '../attention.js';
import { offAbort, onAbort } from '../abort-listeners.js';
import { InterruptedError } from '../interrupted-error.js';
import type { Condition } from '../options.js';
import type { TaskState } from '../state.js';
import { TASK_IDLE, TASK_INTERRUPTIBLE, TASK_UNINTERRUPTIBLE } from '../state.js';
import type { Alarm } from '../time.js';
import { checkMs, setAlarm } from '../time.js';
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
  const end = performance.now() + checkMs(ms);
  const left = (least: number): number => Math.max(least, Math.ceil(end - performance.now()));
  if (watch) condition = watch.begin(queue, condition);
  if (isTrue(condition)) return left(1);
  const waiter = new SimpleWaiter(condition);
  const wake = (): void => waiter.wake();
  const alarm: Alarm = {};
  let picked = false;
  if (signal) onAbort(signal, wake);
  setAlarm(alarm, end, wake);
  try {
    for (;;) {
      swaitPrepare(queue, waiter, state);
      if (isTrue(condition)) {
        picked = false;
        return left(1);
      }
      if (signal?.aborted) {
        const error = interrupted(queue.name, signal);
        watch?.end(condition, error);
        throw error;
      }
      if (left(0) === 0) {
        watch?.end(condition, undefined);
        return 0;
      }
      await waiter.sleep();
      picked = waiter.next === undefined; // only a wake-up takes it off the queue
    }
  } finally {
    clearTimeout(alarm.timer);
    if (signal) offAbort(signal, wake);
    waiter[Symbol.dispose]();
    // It was woken and leaves without what it was woken for: the next one gets the wake-up.
    if (picked) swakeUp(queue);
  }
}

function interrupted(name: string, signal: AbortSignal): InterruptedError {
  return new InterruptedError(`The wait on simple queue '${name}' was interrupted`, { cause: signal.reason });
}

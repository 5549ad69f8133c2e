import { changeListeners } from './abort-listeners.js';
import { watch } from './attention.js';
import { expected } from './expected.js';
import { EXCLUSIVE, STATE_SHIFT } from './flags.js';
import { InterruptedError } from './interrupted-error.js';
import type { Condition, WaitOptions } from './options.js';
import type { WaitQueue } from './queue.js';
import { TASK_INTERRUPTIBLE, TASK_UNINTERRUPTIBLE, TASK_WAKEKILL } from './state.js';
import type { Task } from './task.js';
import type { LONGEST_TIMER } from './time.js';
import { checkTime } from './time.js';
import { isTrue } from './truth.js';
import { createWaiter, fail, rouse, turn } from './waiter.js';

/**
 * A wait that something besides its condition may end (a time, a signal, a task's signal), or that does
 * something around each sleep (a lock, `before`, `after`).
 *
 * @param kind as `waitAs` takes it
 * @param task who waits; what is none, as options may have it, is refused
 * @throws TypeError or RangeError for an option it can't take.
 */
export function waitWithin<Outcome>(
  queue: WaitQueue,
  condition: Condition,
  {
    signal,
    lock,
    before,
    after,
    exclusive,
    timeoutMs,
    timeoutNs,
    state = signal ? TASK_INTERRUPTIBLE : TASK_UNINTERRUPTIBLE,
  }: WaitOptions,
  kind: number,
  task?: Task,
): Promise<Outcome> {
  return new Promise((resolve) => {
    if (task !== undefined && !task.enter) expected('a Task', task);
    state = kind >> STATE_SHIFT || state;
    if (signal && !(state & (TASK_INTERRUPTIBLE | TASK_WAKEKILL))) expected('a state to interrupt', state);
    const Type = timeoutNs === undefined ? (timeoutMs === undefined ? undefined : Number) : BigInt;
    const unitsInMs = timeoutNs === undefined ? 1 : 1e6;
    const end = Type && performance.now() + checkTime(timeoutNs ?? timeoutMs, Type) / unitsInMs;
    const left = (units: number): number => Math.ceil((end! - performance.now()) * units);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = (): void => rouse(waiter);

    const test = (): boolean => {
      if (isTrue(waiter.condition!)) return true;
      const error = signal?.aborted
        ? new InterruptedError(`The wait on queue '${queue.name}' was interrupted`, { cause: signal.reason })
        : task?.interruption(state, queue);
      const rest = (Type && left(1))!;
      clearTimeout(timer);
      if (error || rest <= 0) {
        watch?.end(waiter.condition!, error);
        void fail(waiter, error, error ? undefined : Type!(0));
        return true;
      }
      // Anew in each turn, as the kernel's schedule_timeout is: a timer may be early.
      if (rest < Infinity) timer = setTimeout(look, Math.min(rest, 1e9 satisfies typeof LONGEST_TIMER));
      if (lock || before || after) void pause();
      return false;
    };

    /** Sleeps without the lock, and takes its turn once it holds it; nobody tests the condition meanwhile. */
    const pause = async (): Promise<void> => {
      waiter.test = () => false;
      const woken = new Promise<void>((resume) => (waiter.resume = resume));
      try {
        await lock?.release();
        try {
          await before?.();
          await woken;
          await after?.();
        } finally {
          await lock?.acquire();
        }
        waiter.test = test;
        waiter.resume = undefined;
        turn(waiter);
      } catch (error) {
        void fail(waiter, error);
      }
    };

    const flags = kind | (exclusive ? EXCLUSIVE : 0) | (state << STATE_SHIFT);
    const waiter = createWaiter(queue, test, flags, task);
    waiter.condition = condition;
    waiter.settle = (outcome = Type?.(Math.max(1, left(unitsInMs)))) => {
      if (signal) changeListeners(signal, 'delete', look);
      clearTimeout(timer);
      resolve(outcome as Outcome);
    };
    if (isTrue(condition)) return waiter.settle(undefined);
    if (signal) changeListeners(signal, 'add', look);
    turn(waiter);
  });
}

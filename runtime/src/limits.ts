import { offAbort, onAbort } from './abort-listeners.js';
import { taskNow } from './attention.js';
import { InterruptedError } from './interrupted-error.js';
import { Interlude } from './interlude.js';
import type { WaitOptions } from './options.js';
import type { TaskState } from './state.js';
import { TASK_INTERRUPTIBLE, TASK_UNINTERRUPTIBLE, TASK_WAKEKILL } from './state.js';
import type { Task, TaskWait } from './task.js';
import type { Countdown } from './time.js';
import { countdown } from './time.js';

/** What can end a wait before its condition does: a time, an abort signal, a signal to its task. */
export class Limits {
  readonly options: WaitOptions;
  readonly task: Task | undefined;
  readonly state: TaskState;
  readonly countdown: Countdown | undefined;
  readonly interlude: Interlude | undefined;
  #wait: TaskWait | undefined = undefined;
  #onAbort = noListener;

  /** Throws a TypeError or RangeError that names the option it can't take. */
  constructor(options: WaitOptions, state: TaskState | undefined) {
    const { signal, lock, before, after } = options;
    this.options = options;
    this.task = options.task ?? taskNow();
    this.state = state ?? options.state ?? (signal ? TASK_INTERRUPTIBLE : TASK_UNINTERRUPTIBLE);
    if (signal && !(this.state & (TASK_INTERRUPTIBLE | TASK_WAKEKILL))) {
      throw new TypeError(
        'An abort signal cannot end an uninterruptible wait: leave out the state or the signal',
      );
    }
    this.countdown = countdown(options);
    this.interlude = lock || before || after ? new Interlude(options) : undefined;
  }

  /** Rouses the sleeper when the time is over, or a signal comes that its state lets through. */
  watch(wait: TaskWait): void {
    const { signal } = this.options;
    this.#wait = wait;
    if (signal) onAbort(signal, (this.#onAbort = () => wait.rouse()));
    this.task?.waits.add(wait);
    this.countdown?.start(() => wait.rouse());
  }

  unwatch(): void {
    const wait = this.#wait;
    if (!wait) return;
    if (this.options.signal) offAbort(this.options.signal, this.#onAbort);
    this.task?.waits.delete(wait);
    this.countdown?.stop();
  }

  /** Why the wait must end although its condition is false (`signal_pending_state`). */
  interruption(queueName: string): InterruptedError | undefined {
    const { signal } = this.options;
    if (signal?.aborted) return interrupted(queueName, '', signal.reason);
    const pending = this.task?.pendingSignal(this.state);
    return pending && interrupted(queueName, `: task '${this.task?.name}' got ${pending}`, pending);
  }
}

function noListener(): void {}

function interrupted(queueName: string, why: string, cause: unknown): InterruptedError {
  const queue = queueName ? `queue '${queueName}'` : 'an unnamed queue';
  return new InterruptedError(`The wait on ${queue} was interrupted${why}`, { cause });
}

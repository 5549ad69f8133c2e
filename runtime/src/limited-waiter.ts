import { offAbort, onAbort } from './abort-listeners.js';
import { taskNow, watch } from './attention.js';
import { ASLEEP, EXCLUSIVE, PICKED, STATE_SHIFT, TESTING } from './flags.js';
import { InterruptedError } from './interrupted-error.js';
import type { Condition, WaitOptions } from './options.js';
import type { WaitQueue } from './queue.js';
import { makeReady } from './run-queue.js';
import type { TaskState } from './state.js';
import { TASK_INTERRUPTIBLE, TASK_RUNNING, TASK_UNINTERRUPTIBLE, TASK_WAKEKILL } from './state.js';
import type { Task, TaskWait } from './task.js';
import type { Countdown } from './time.js';
import { countdown } from './time.js';
import { Waiter } from './waiter.js';

/** A waiter with options: a time, a signal, a task, something to do around each sleep. */
export class LimitedWaiter extends Waiter implements TaskWait {
  readonly task: Task | undefined;
  readonly #options: WaitOptions;
  readonly #time: Countdown | undefined;
  /** Ends the pause of a waiter that lets a lock go meanwhile, or has something to run around each sleep. */
  #wake: (() => void) | undefined;

  /** Throws a TypeError or RangeError that names the option it can't take. */
  constructor(
    queue: WaitQueue,
    condition: Condition,
    options: WaitOptions,
    state = options.state ?? (options.signal ? TASK_INTERRUPTIBLE : TASK_UNINTERRUPTIBLE),
    flags = 0,
  ) {
    super(queue, condition, state, options.exclusive ? flags | EXCLUSIVE : flags);
    const { signal, lock, before, after, task } = options;
    if (signal && !(state & (TASK_INTERRUPTIBLE | TASK_WAKEKILL))) {
      throw new TypeError('No signal ends an uninterruptible wait: leave out the state or the signal');
    }
    this.#options = options;
    this.task = task ?? taskNow();
    this.#time = countdown(options);
    if (lock || before || after) this.#wake = () => {};
  }

  /** The first turn. */
  start(): Promise<unknown> {
    const { signal } = this.#options;
    const rouse = (): void => this.rouse();
    if (signal) onAbort(signal, rouse);
    this.task?.waits.add(this);
    this.#time?.start(rouse);
    return new Promise((resolve) => {
      this.settle = (outcome = this.left) => {
        if (signal) offAbort(signal, rouse);
        this.task?.waits.delete(this);
        this.#time?.stop();
        resolve(outcome);
      };
      this.#look();
    });
  }

  get state(): TaskState {
    return this.flags & ASLEEP ? this.flags >> STATE_SHIFT : TASK_RUNNING;
  }

  /** What the wait resolves to if the condition holds now. */
  get left(): unknown {
    return this.#time?.left();
  }

  override run(): void {
    if (this.#wake) this.#wake();
    else this.#look();
  }

  /** A turn that ends the wait if anything but the condition does (`signal_pending_state`). */
  #look(): void {
    const { signal } = this.#options;
    const { task } = this;
    const cause: unknown = signal?.aborted ? signal.reason : task?.pendingSignal(this.flags >> STATE_SHIFT);
    this.turn(
      cause === undefined
        ? this.#time?.expired
          ? () => {
              watch?.end(this.condition, 'timeout');
              return this.#time!.none;
            }
          : undefined
        : () => {
            watch?.end(this.condition, 'interrupt');
            return Promise.reject(interrupted(this, cause));
          },
    );
  }

  /** A signal, or the end of its time: it stays on the queue and looks again. */
  rouse(): void {
    const { flags } = this;
    this.flags = flags & ~ASLEEP;
    if ((flags & (ASLEEP | TESTING)) === ASLEEP) makeReady(this);
  }

  override endsAtOnce(): boolean {
    return !this.#wake && super.endsAtOnce();
  }

  override sleep(): void {
    if (!this.#wake) return super.sleep();
    this.flags &= this.flags & ASLEEP ? ~(TESTING | PICKED) : ~TESTING;
    this.#pause().then(
      () => this.#look(),
      (error: unknown) => this.fail(Promise.reject(error)),
    );
  }

  /** Sleeps without the lock, and looks again once it holds it. */
  async #pause(): Promise<void> {
    const { lock, before, after } = this.#options;
    await lock?.release();
    try {
      await before?.();
      if (this.flags & ASLEEP) await new Promise<void>((resolve) => (this.#wake = resolve));
      await after?.();
    } finally {
      await lock?.acquire();
    }
  }
}

function interrupted({ queue, task }: LimitedWaiter, cause: unknown): InterruptedError {
  const why = task?.pending.has(cause as never) ? `: task '${task.name}' got ${String(cause)}` : '';
  return new InterruptedError(`The wait on queue '${queue.name}' was interrupted${why}`, { cause });
}

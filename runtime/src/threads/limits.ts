import { InterruptedError } from '../interrupted-error.js';
import type { TaskState } from '../state.js';
import { TASK_INTERRUPTIBLE, TASK_UNINTERRUPTIBLE, TASK_WAKEKILL } from '../state.js';
import type { Deadline } from './deadline.js';
import { deadline } from './deadline.js';
import { INTERRUPTED, TIMEOUTS } from './layout.js';
import type { Memory } from './memory.js';
import type { CommonOptions } from './options.js';
import { pendingSignal } from './signals.js';
import type { SharedTask } from './task.js';
import { assertCovers } from './task.js';

/** What can end a wait before its condition does. */
export class Limits {
  readonly state: TaskState;
  readonly task: SharedTask | undefined;
  readonly signal: AbortSignal | undefined;
  readonly deadline: Deadline | undefined;
  readonly #memory: Memory;

  /** Throws a TypeError or RangeError that names the option it can't take. */
  constructor(
    memory: Memory,
    options: CommonOptions & { signal?: AbortSignal },
    state: TaskState | undefined,
  ) {
    const { signal, task } = options;
    this.#memory = memory;
    this.state = state ?? options.state ?? (signal ? TASK_INTERRUPTIBLE : TASK_UNINTERRUPTIBLE);
    if (signal && !(this.state & (TASK_INTERRUPTIBLE | TASK_WAKEKILL))) {
      throw new TypeError(
        'An abort signal cannot end an uninterruptible wait: leave out the state or the signal',
      );
    }
    if (task) assertCovers(task, memory);
    this.task = task;
    this.signal = signal;
    this.deadline = deadline(options, memory.platform);
  }

  /** Why the wait must end although its condition is false (`signal_pending_state`). */
  interruption(): InterruptedError | undefined {
    const { name, atomics, words } = this.#memory;
    if (this.signal?.aborted) {
      atomics.add(words, INTERRUPTED, 1);
      return new InterruptedError(`The wait on ${named(name)} was interrupted`, {
        cause: this.signal.reason,
      });
    }
    const pending = this.task && pendingSignal(this.task, this.state);
    if (!pending) return undefined;
    atomics.add(words, INTERRUPTED, 1);
    const why = `task '${this.task.name}' got ${pending}`;
    return new InterruptedError(`The wait on ${named(name)} was interrupted: ${why}`, { cause: pending });
  }

  /** Whether the time is over, which it counts. */
  expired(): boolean {
    if (!this.deadline || this.deadline.ms > 0) return false;
    this.#memory.atomics.add(this.#memory.words, TIMEOUTS, 1);
    return true;
  }
}

function named(name: string): string {
  return name ? `queue '${name}'` : 'an unnamed queue';
}

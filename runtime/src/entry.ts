import { taskNow } from './attention.js';
import { CALLBACK } from './flags.js';
import type { QueueNode } from './node.js';
import type { WaitQueue } from './queue.js';
import { finishWait } from './prepare-to-wait.js';
import { Sleeper } from './sleeper.js';
import type { TaskState } from './state.js';
import { TASK_RUNNING } from './state.js';
import type { Task } from './task.js';
import type { WakeFunction } from './wake-function.js';
import { autoremoveWakeFunction, defaultWakeFunction } from './wake-function.js';

export interface WaitEntryOptions {
  /** Who waits. Default: the task that `spawn` runs; without one the entry stands for itself. */
  readonly task?: Task;
  /** Called by each wake-up that passes the entry. */
  readonly wake?: WakeFunction;
  /** Whether a successful wake-up takes the entry off the queue (default), or only finishing does. */
  readonly autoremove?: boolean;
}

/**
 * One waiter on a queue, for waits that no `waitEvent…` fits (`struct wait_queue_entry`).
 *
 * `new WaitEntry()` is `DEFINE_WAIT`, with `autoremove: false` it is `DECLARE_WAITQUEUE`, with `wake` it is
 * `DEFINE_WAIT_FUNC`. Declared with `using` before the loop, it finishes on every way out.
 */
export class WaitEntry extends Sleeper implements QueueNode {
  next: QueueNode | undefined = undefined;
  prev: QueueNode | undefined = undefined;
  queue: WaitQueue | undefined = undefined;
  flags = CALLBACK;
  sleepState: TaskState = TASK_RUNNING;
  readonly task: Task | undefined;
  readonly wake: WakeFunction;

  constructor({ task, wake, autoremove = true }: WaitEntryOptions = {}) {
    super();
    this.task = task ?? taskNow();
    this.wake = wake ?? (autoremove ? autoremoveWakeFunction : defaultWakeFunction);
  }

  /** @internal Whose state a wake-up reads and sets. */
  get sleeper(): Sleeper {
    return this.task ?? this;
  }

  get sleeping(): boolean {
    return this.sleeper.state !== TASK_RUNNING;
  }

  /** The caller tests the condition itself. */
  get condition(): undefined {
    return undefined;
  }

  /** Leaves the queue (`finish_wait`), for `using`. */
  [Symbol.dispose](): void {
    if (this.queue) finishWait(this.queue, this);
  }
}

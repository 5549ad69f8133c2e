import { makeReady } from './run-queue.js';
import type { TaskState } from './state.js';
import { TASK_NORMAL, TASK_RUNNING } from './state.js';

/** Anybody who can sleep by themselves: a task, or a wait entry that stands for one. */
export class Sleeper {
  /** @internal Whoever sets it to a sleeping state and then sleeps is woken by a wake-up in between. */
  state: TaskState = TASK_RUNNING;
  #resume: (() => void) | undefined = undefined;

  /** @internal Resolves on the wake-up. The caller has seen that the state is not running. */
  sleep(): Promise<void> {
    return new Promise((resolve) => (this.#resume = resolve));
  }

  /** @internal Goes on after {@link tryToWakeUp}. */
  run(): void {
    if (this.state !== TASK_RUNNING) return; // it registered anew: the wake-up belongs to the wait before
    const resume = this.#resume;
    this.#resume = undefined;
    resume?.();
  }
}

/** Wakes the sleeper if its state is among those of `mode` (`try_to_wake_up`). Tells whether it did. */
export function tryToWakeUp(sleeper: Sleeper, mode: TaskState = TASK_NORMAL): boolean {
  if (!(sleeper.state & mode)) return false;
  sleeper.state = TASK_RUNNING;
  makeReady(sleeper, run);
  return true;
}

function run(sleeper: Sleeper): void {
  sleeper.run();
}

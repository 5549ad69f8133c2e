import { Sleeper, tryToWakeUp } from './sleeper.js';
import type { TaskState } from './state.js';
import { TASK_INTERRUPTIBLE, TASK_RUNNING, TASK_WAKEKILL } from './state.js';

/** A signal's name. SIGKILL is fatal: it also ends killable waits. */
export type Signal = `SIG${string}`;

/** A wait of a task that something other than its queue may end. */
export interface TaskWait {
  readonly state: TaskState;
  /** Lets the waiter look again, as a signal or the end of its time does; it stays on its queue. */
  rouse(): void;
}

/** Somebody who runs concurrently: a name, a state, signals (`struct task_struct`). */
export class Task extends Sleeper {
  readonly name: string;
  /** @internal Its `waitEvent…` calls that sleep. */
  readonly waits = new Set<TaskWait>();
  /** @internal Signals sent and not yet flushed. */
  readonly pending = new Set<Signal>();
  /** @internal The signals it takes; `undefined`: all. */
  allowed: Set<Signal> | undefined = undefined;

  constructor(name: string) {
    super();
    this.name = name;
  }

  /** @internal A task is its own sleeper. */
  get task(): this {
    return this;
  }

  /** @internal The pending signal that a sleep in this state does not outlast (`signal_pending_state`). */
  pendingSignal(state: TaskState): Signal | undefined {
    if (this.pending.size === 0) return undefined;
    if (state & TASK_WAKEKILL && this.pending.has('SIGKILL')) return 'SIGKILL';
    return state & TASK_INTERRUPTIBLE ? this.pending.values().next().value : undefined;
  }

  /** @internal Wakes it wherever it sleeps in one of the given states. Tells whether it slept. */
  wakeUp(mode: TaskState): boolean {
    const waits = [...this.waits].filter((wait) => wait.state & mode);
    for (const wait of waits) wait.rouse();
    return tryToWakeUp(this, mode) || waits.length > 0;
  }

  /** @internal Lets every sleep look again that a pending signal ends. */
  rouseForSignal(): void {
    for (const wait of this.waits) if (this.pendingSignal(wait.state)) wait.rouse();
    if (this.state !== TASK_RUNNING && this.pendingSignal(this.state)) tryToWakeUp(this, this.state);
  }
}

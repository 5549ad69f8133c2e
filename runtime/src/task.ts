import { ENDED_BY_SIGNALS } from './flags.js';
import { InterruptedError } from './interrupted-error.js';
import type { Condition, WaitOptions } from './options.js';
import { OtherWaits } from './other-waits.js';
import type { WaitQueue } from './queue.js';
import { Sleeper, tryToWakeUp } from './sleeper.js';
import type { TaskState } from './state.js';
import { TASK_INTERRUPTIBLE, TASK_RUNNING, TASK_WAKEKILL } from './state.js';
import { waitPlain } from './wait-plain.js';
import { waitWithin } from './wait-within.js';
import type { Waiter } from './waiter.js';
import { rouse, stateOf } from './waiter.js';

/** A signal's name. SIGKILL is fatal: it also ends killable waits. */
export type Signal = `SIG${string}`;

/** Somebody who runs concurrently: a name, a state, signals (`struct task_struct`). */
export class Task extends Sleeper {
  readonly name: string;
  /** The `waitEvent…` call it sleeps in, if that is not over: most tasks wait for one thing at a time. */
  #wait: Waiter | undefined = undefined;
  readonly #otherWaits = new OtherWaits();
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

  /** @internal As `waitAs` waits, for this task. */
  wait<Outcome>(
    queue: WaitQueue,
    condition: Condition,
    options: WaitOptions | undefined,
    kind: number,
  ): Promise<Outcome> {
    const isPlain = !(kind & ENDED_BY_SIGNALS) && (options === undefined || sayTaskOnly(options));
    return isPlain
      ? waitPlain(queue, condition, this, kind)
      : waitWithin(queue, condition, options ?? {}, kind, this);
  }

  /** @internal A wait of its own begins. */
  enter(waiter: Waiter): void {
    if (this.#wait?.flags) this.#otherWaits.add(waiter);
    else this.#wait = waiter;
  }

  /** @internal The pending signal that a sleep in this state does not outlast (`signal_pending_state`). */
  pendingSignal(state: TaskState): Signal | undefined {
    if (this.pending.size === 0) return undefined;
    if (state & TASK_WAKEKILL && this.pending.has('SIGKILL')) return 'SIGKILL';
    return state & TASK_INTERRUPTIBLE ? this.pending.values().next().value : undefined;
  }

  /** @internal The error of a wait on the queue that a pending signal ends in this state. */
  interruption(state: TaskState, queue: { readonly name: string }): InterruptedError | undefined {
    const cause = this.pendingSignal(state);
    if (cause === undefined) return undefined;
    const message = `The wait on queue '${queue.name}' was interrupted: task '${this.name}' got ${cause}`;
    return new InterruptedError(message, { cause });
  }

  /** @internal Wakes it wherever it sleeps in one of the given states. Tells whether it slept. */
  wakeUp(mode: TaskState): boolean {
    const waits = this.#waits().filter((wait) => stateOf(wait) & mode);
    for (const wait of waits) rouse(wait);
    return tryToWakeUp(this, mode) || waits.length > 0;
  }

  /** @internal Lets every sleep look again that a pending signal ends. */
  rouseForSignal(): void {
    for (const wait of this.#waits()) if (this.pendingSignal(stateOf(wait))) rouse(wait);
    if (this.state !== TASK_RUNNING && this.pendingSignal(this.state)) tryToWakeUp(this, this.state);
  }

  /** Its `waitEvent…` calls that are not over. */
  #waits(): Waiter[] {
    const others = this.#otherWaits.all();
    return this.#wait?.flags ? [this.#wait, ...others] : others;
  }
}

/** Whether the options say but who waits. */
function sayTaskOnly(options: WaitOptions): boolean {
  for (const name in options) if (name !== 'task') return false;
  return true;
}

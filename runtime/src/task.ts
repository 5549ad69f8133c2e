import { ASLEEP_TESTING, CALLBACK, ENDED_BY_SIGNALS, UNINTERRUPTIBLE } from './flags.js';
import { InterruptedError } from './interrupted-error.js';
import type { Condition, WaitOptions } from './options.js';
import { saysTaskOnly } from './options.js';
import { OtherWaits } from './other-waits.js';
import type { WaitQueue } from './queue.js';
import { Sleeper, tryToWakeUp } from './sleeper.js';
import type { TaskState } from './state.js';
import { TASK_INTERRUPTIBLE, TASK_RUNNING, TASK_WAKEKILL } from './state.js';
import { waitWithin } from './wait-within.js';
import type { Waiter } from './waiter.js';
import { rouse, stateOf } from './waiter.js';

/** A signal's name. SIGKILL is fatal: it also ends killable waits. */
export type Signal = `SIG${string}`;

/** Somebody who runs concurrently: a name, a state, signals (`struct task_struct`). */
export class Task extends Sleeper {
  readonly name: string;
  /** The `waitEvent…` call it is kept in, if that is not over: most tasks wait for one thing at a time. */
  #wait: Waiter | undefined = undefined;
  readonly #otherWaits = new OtherWaits();
  /**
   * @internal The queue where it may sleep alone, in a wait that is found there and not kept here: an old object that
   * is given a new one is entered into a list for the garbage collector, which takes a tenth of a hand-off.
   */
  at: WaitQueue | undefined = undefined;
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
    const isPlain = !(kind & ENDED_BY_SIGNALS) && (!options || saysTaskOnly(options));
    return isPlain
      ? queue.wait(condition, this, (kind || UNINTERRUPTIBLE) | ASLEEP_TESTING)
      : waitWithin(queue, condition, options ?? {}, kind, this);
  }

  /** @internal Keeps a wait of its own until that is over; it may be kept already. */
  enter(waiter: Waiter): void {
    if (this.#wait?.flags && this.#wait !== waiter) this.#otherWaits.add(waiter);
    else this.#wait = waiter;
  }

  /** @internal A wait on this queue begins, which need not be kept while it is alone there. */
  goTo(queue: WaitQueue): void {
    const lone = this.#lone();
    if (lone) this.enter(lone);
    this.at = queue;
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

  /** Its `waitEvent…` calls that are not over, those it sleeps in above all; one may come twice. */
  #waits(): Waiter[] {
    return [this.#wait, ...this.#otherWaits.all(), this.#lone()].filter((wait) => wait?.flags) as Waiter[];
  }

  /** The first on the queue where it may sleep alone, if that is a wait of its own. */
  #lone(): Waiter | undefined {
    const waiter = this.at?.head as Waiter | undefined;
    return waiter?.task === this && !(waiter.flags & CALLBACK) ? waiter : undefined;
  }
}

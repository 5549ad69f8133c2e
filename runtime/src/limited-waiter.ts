import { ASLEEP, PICKED, TESTING } from './flags.js';
import type { Limits } from './limits.js';
import { removeNode } from './node.js';
import type { Condition } from './options.js';
import type { WaitQueue } from './queue.js';
import { makeReady } from './run-queue.js';
import type { TaskState } from './state.js';
import { TASK_RUNNING } from './state.js';
import type { Task, TaskWait } from './task.js';
import { isTrue } from './truth.js';
import { Waiter } from './waiter.js';

/** A waiter with options: a time, a signal, a task, something to do around each sleep. */
export class LimitedWaiter extends Waiter implements TaskWait {
  readonly #limits: Limits;

  constructor(queue: WaitQueue, condition: Condition, flags: number, limits: Limits) {
    super(queue, condition, limits.state, flags);
    this.#limits = limits;
  }

  /** The first turn. */
  start(): Promise<unknown> {
    return new Promise((resolve) => {
      this.settle = resolve;
      this.#limits.watch(this);
      this.turn();
    });
  }

  get state(): TaskState {
    return this.sleeping ? this.sleepState : TASK_RUNNING;
  }

  override get task(): Task | undefined {
    return this.#limits.task;
  }

  override run(): void {
    const { interlude } = this.#limits;
    if (interlude?.running) interlude.wake();
    else this.turn();
  }

  turn(): void {
    const limits = this.#limits;
    const stop = limits.interruption(this.queue.name);
    if (stop) removeNode(this);
    else this.register();
    try {
      if (this.test()) this.succeed();
      else if (stop) this.fail(Promise.reject(stop));
      else if (limits.countdown?.expired) this.fail(limits.countdown.left(true));
      else this.sleep();
    } catch (error) {
      this.fail(Promise.reject(error));
    }
  }

  /** A signal, or the end of its time: it stays on the queue and looks again. */
  rouse(): void {
    if (!this.sleeping) return;
    this.flags &= ~ASLEEP;
    if (!(this.flags & TESTING)) makeReady(this);
  }

  override endsAtOnce(): boolean {
    if (this.#limits.interlude) return false;
    try {
      if (!isTrue(this.condition())) return false;
      this.succeed();
    } catch (error) {
      this.fail(Promise.reject(error));
    }
    return true;
  }

  override sleep(): void {
    const { interlude } = this.#limits;
    if (!interlude) return super.sleep();
    this.flags &= this.sleeping ? ~(TESTING | PICKED) : ~TESTING;
    interlude.sleep(this).then(
      () => this.turn(),
      (error: unknown) => this.fail(Promise.reject(error)),
    );
  }

  override succeed(): void {
    this.leave(this.#limits.countdown?.left());
  }

  protected override leave(outcome: unknown): void {
    this.#limits.unwatch();
    super.leave(outcome);
  }
}

import type { Delta } from './events.js';
import type { Task } from '../task.js';
import { textOf } from './condition-text.js';
import { InspectError } from './failure.js';
import type { Finding } from './findings.js';
import { limits } from './limits.js';
import { findingsOf } from './lints.js';
import { LockWatch } from './locks.js';
import { programNow } from './program.js';
import type { EvaluateParams, Evaluation, LintsParams } from './protocol.js';
import { isTrue } from '../truth.js';
import { Recorder } from './recorder.js';
import type { Registry, Viewable, ViewableQueue } from './registry.js';
import { conditionOf } from './registry.js';
import { SharedLocks } from './shared-locks.js';
import type { Shower } from './show.js';
import { createShower } from './show.js';
import { mayHaveSideEffects } from './side-effects.js';
import type { LockSnapshot, QueueSnapshot, Snapshot } from './snapshot.js';
import { ThreadEvents } from './thread-events.js';
import { Unobserved } from './unobserved.js';
import type { Watching } from './watching.js';
import { createWatch } from './watching.js';

/** A waiter and the queue it is on. */
export interface Found {
  readonly queue: ViewableQueue;
  readonly waiter: Viewable;
}

/** All that those who watch this program may ask, by whatever way they come. */
export class Hub {
  readonly recorder: Recorder;
  readonly locks: LockWatch;
  readonly sharedLocks: SharedLocks;
  readonly watch: Watching;
  readonly #shower: Shower;
  readonly #unobserved: Unobserved;
  readonly #threads: ThreadEvents;
  readonly #readers = new Set<object>();

  constructor(registry: Registry) {
    this.recorder = new Recorder(registry);
    this.locks = new LockWatch(this.recorder);
    this.sharedLocks = new SharedLocks(this.recorder, () => this.locks.nextId());
    this.watch = createWatch(this.recorder, this.locks);
    this.#shower = createShower(this.recorder, this.watch);
    this.#threads = new ThreadEvents(this.recorder, this.sharedLocks);
    this.#unobserved = new Unobserved(this.recorder, this.watch, this.#shower);
  }

  /** From now on the log is kept, until all who asked for it have let go. */
  keepLog(reader: object): void {
    this.#readers.add(reader);
    this.recorder.log.keep();
    this.#threads.look();
  }

  letLogGo(reader: object): void {
    this.#readers.delete(reader);
    if (this.#readers.size > 0) return;
    this.recorder.log.drop();
    this.#threads.letGo();
  }

  snapshot(): Snapshot {
    const { log, registry, since } = this.recorder;
    this.#look();
    const queues = registry.queues().map((queue) => this.#shower.queue(queue));
    const sequence = log.mark();
    return {
      version: 1,
      sequence,
      at: Date.now(),
      queues,
      locks: this.#locksShown(),
      program: programNow(),
      recordingSince: since,
    };
  }

  /** Whether anything has changed since that number. */
  hasChanged(since: number): boolean {
    this.#look();
    return this.recorder.log.sequence > since;
  }

  /** What has changed since that number. Who calls it keeps the log, or gets changed queues only. */
  deltas(since: number, withEvents = true): Delta {
    const { recorder } = this;
    this.#look();
    const { sequence } = recorder.log;
    const { events, dropped } = recorder.log.read(since, withEvents ? limits.maxEvents : 0);
    const changed = recorder.registry.queues().filter((queue) => recorder.statsOf(queue).changed > since);
    const queues = changed.map((queue) => this.#shower.queue(queue));
    const gone = this.#unobserved.goneSince(since);
    return {
      version: 1,
      from: since,
      sequence,
      at: Date.now(),
      events,
      dropped: withEvents ? dropped : 0,
      queues,
      ...(this.#lastLockChange > since && { locks: this.#locksShown() }),
      gone,
    };
  }

  /** Brings in what happens without being told here. */
  #look(): void {
    if (this.recorder.log.isKept) this.#threads.look();
    this.#unobserved.look();
    this.sharedLocks.look();
  }

  #locksShown(): readonly LockSnapshot[] {
    return [...this.locks.shown(), ...this.sharedLocks.shown()];
  }

  get #lastLockChange(): number {
    return Math.max(this.locks.changed, this.sharedLocks.changed);
  }

  show(queue: ViewableQueue): QueueSnapshot {
    return this.#shower.queue(queue);
  }

  /** Everyone on a queue, the woken first. */
  waiters(queue: ViewableQueue): readonly Viewable[] {
    return this.#shower.waiters(queue);
  }

  waiterId(waiter: Viewable): number {
    return this.#shower.waiterId(waiter);
  }

  /** Throws `not-found`. */
  find(waiterId: number): Found {
    for (const queue of this.recorder.registry.queues()) {
      for (const waiter of this.#shower.waiters(queue)) {
        if (this.#shower.waiterId(waiter) === waiterId) return { queue, waiter };
      }
    }
    throw new InspectError('not-found', `There is no waiter ${waiterId} any more`);
  }

  /** Throws `not-found`. */
  findQueue(id: number): ViewableQueue {
    const { registry } = this.recorder;
    const queue = registry.queues().find((one) => registry.queueId(one) === id);
    if (queue) return queue;
    throw new InspectError('not-found', `There is no queue ${id} any more`);
  }

  /** The user's condition of a waiter; `undefined` where it tests by itself. */
  conditionOf(waiter: Viewable): (() => unknown) | undefined {
    const wait = this.watch.waitOf(waiter);
    return wait ? wait.condition : conditionOf(waiter);
  }

  taskOf(waiter: Viewable): Task | undefined {
    return this.watch.waitOf(waiter)?.task ?? (waiter.task as Task | undefined);
  }

  /** Throws `not-found`, `side-effects`, `condition-threw`. */
  evaluate({ waiter: id, force = false }: EvaluateParams): Evaluation {
    const { queue, waiter } = this.find(id);
    const condition = this.conditionOf(waiter);
    if (!condition) {
      const why = waiter.facts?.notEvaluable ?? 'it tests its condition itself';
      throw new InspectError('not-found', `The condition of waiter ${id} can't be evaluated: ${why}`);
    }
    if (!force && mayHaveSideEffects(textOf(condition))) {
      throw new InspectError('side-effects', `Testing it may change the program: ${textOf(condition)}`);
    }
    const shown = this.#shower.queue(queue).waiters.find((one) => one.id === id);
    return { waiter: id, value: holds(condition), sleeping: shown?.sleeping ?? false };
  }

  /** `leftToRun`: what may still run code of the program, if that is known. */
  lints(params: LintsParams = {}, leftToRun?: readonly string[]): readonly Finding[] {
    return findingsOf(this, params, leftToRun);
  }
}

function holds(condition: () => unknown): boolean {
  try {
    return isTrue(condition);
  } catch (error) {
    throw new InspectError('condition-threw', error instanceof Error ? error.message : String(error));
  }
}

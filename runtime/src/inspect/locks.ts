import { taskNow } from '../attention.js';
import type { Lock } from '../lock.js';
import type { Task } from '../task.js';
import * as code from './event-log.js';
import type { Recorder } from './recorder.js';

/** A lock that tasks hold and want. */
export interface WatchedLock {
  readonly id: number;
  readonly holder: Task | undefined;
  /** When the holder got it, in milliseconds since the epoch. */
  readonly takenAt: number;
  /** In the order they get it; `undefined` for code outside of tasks. */
  readonly wanted: readonly (Task | undefined)[];
}

/** Knows who holds which lock and who wants it. A task that says who it is only by `{ task }` is not known here. */
export class LockWatch {
  readonly #recorder: Recorder;
  readonly #known = new WeakMap<Lock, Entry>();
  /** Those somebody wants: nothing else can be part of a cycle. */
  readonly #contended = new Set<Entry>();
  #last = 0;

  constructor(recorder: Recorder) {
    this.#recorder = recorder;
  }

  /** Those that somebody wants. */
  get contended(): readonly WatchedLock[] {
    return [...this.#contended];
  }

  tell(lock: Lock, what: 'taken' | 'wanted' | 'released'): void {
    const entry = this.#entryOf(lock);
    if (what === 'taken') this.#take(entry, taskNow());
    else if (what === 'wanted') this.#want(entry, taskNow());
    else this.#release(entry);
  }

  #take(entry: Entry, task: Task | undefined): void {
    entry.holder = task;
    entry.takenAt = this.#push(code.TAKEN, entry, task);
  }

  #want(entry: Entry, task: Task | undefined): void {
    entry.wanted.push(task);
    this.#contended.add(entry);
    this.#push(code.WANTED, entry, task);
  }

  #release(entry: Entry): void {
    this.#push(code.RELEASED, entry, entry.holder);
    entry.holder = undefined;
    if (entry.wanted.length === 0) return;
    this.#take(entry, entry.wanted.shift());
    if (entry.wanted.length === 0) this.#contended.delete(entry);
  }

  #push(what: number, { id }: Entry, task: Task | undefined): number {
    const now = this.#recorder.clock();
    this.#recorder.log.push(what, now, 0, 0, id, task?.name ?? '');
    return now;
  }

  #entryOf(lock: Lock): Entry {
    const known = this.#known.get(lock);
    if (known) return known;
    const entry = { id: ++this.#last, holder: undefined, takenAt: 0, wanted: [] };
    this.#known.set(lock, entry);
    return entry;
  }
}

interface Entry extends WatchedLock {
  holder: Task | undefined;
  takenAt: number;
  readonly wanted: (Task | undefined)[];
}

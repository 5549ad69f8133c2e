import { taskNow } from '../attention.js';
import type { Lock } from '../lock.js';
import type { Task } from '../task.js';
import type { CallSite } from './call-site.js';
import * as code from './event-log.js';
import type { Recorder } from './recorder.js';
import type { LockSnapshot } from './snapshot.js';

/** A lock that tasks hold and want. */
export interface WatchedLock {
  readonly id: number;
  readonly name: string;
  readonly holder: Task | undefined;
  /** When the holder got it, in milliseconds since the epoch. */
  readonly takenAt: number;
  /** The call that took it. */
  readonly takenBy: CallSite | undefined;
  /** In the order they get it; `undefined` for code outside of tasks. */
  readonly wanted: readonly (Task | undefined)[];
}

/** Locks shown at most. */
const MAX_SHOWN = 1000;

/** Knows who holds which lock and who wants it. A task that says who it is only by `{ task }` is not known here. */
export class LockWatch {
  /** The number of the last event of any lock. */
  changed = 0;
  readonly #recorder: Recorder;
  readonly #known = new WeakMap<Lock, Entry>();
  /** Those somebody holds or wants. */
  readonly #busy = new Set<Entry>();
  #last = 0;

  constructor(recorder: Recorder) {
    this.#recorder = recorder;
  }

  /** Those that somebody wants: nothing else can be part of a cycle. */
  get contended(): readonly WatchedLock[] {
    return [...this.#busy].filter(({ wanted }) => wanted.length > 0);
  }

  /** Those that somebody holds or wants, as a view shows them. */
  shown(): readonly LockSnapshot[] {
    for (const entry of this.#busy) if (!entry.lock.deref()) this.#busy.delete(entry);
    return [...this.#busy].slice(0, MAX_SHOWN).map(showLock);
  }

  /** The number of a lock that is made known. */
  nextId(): number {
    return ++this.#last;
  }

  tell(lock: Lock, what: 'taken' | 'wanted' | 'released'): void {
    const entry = this.#entryOf(lock);
    const by = what === 'released' ? undefined : this.#recorder.sample(this.tell, what === 'taken' ? 3 : 2);
    if (what === 'taken') this.#take(entry, taskNow(), by);
    else if (what === 'wanted') this.#want(entry, taskNow(), by);
    else this.#release(entry);
  }

  #take(entry: Entry, task: Task | undefined, by: CallSite | undefined): void {
    entry.holder = task;
    entry.takenBy = by;
    this.#busy.add(entry);
    entry.takenAt = this.#push(code.TAKEN, entry, task);
  }

  #want(entry: Entry, task: Task | undefined, by: CallSite | undefined): void {
    entry.wanted.push(task);
    entry.wantedBy.push(by);
    this.#busy.add(entry);
    this.#push(code.WANTED, entry, task);
  }

  #release(entry: Entry): void {
    this.#push(code.RELEASED, entry, entry.holder);
    entry.holder = undefined;
    entry.takenBy = undefined;
    if (entry.wanted.length > 0) this.#take(entry, entry.wanted.shift(), entry.wantedBy.shift());
    else this.#busy.delete(entry);
  }

  #push(what: number, { id, name }: Entry, task: Task | undefined): number {
    const { log, clock } = this.#recorder;
    const now = clock();
    this.changed = log.push(what, now, 0, 0, id, task?.name ?? '');
    log.lockName(name);
    return now;
  }

  #entryOf(lock: Lock): Entry {
    const known = this.#known.get(lock);
    if (known) return known;
    const id = this.nextId();
    const name = lock.name || `lock ${id}`;
    const entry: Entry = {
      id,
      name,
      lock: new WeakRef(lock),
      holder: undefined,
      takenAt: 0,
      takenBy: undefined,
      wanted: [],
      wantedBy: [],
    };
    this.#known.set(lock, entry);
    return entry;
  }
}

interface Entry extends WatchedLock {
  readonly lock: WeakRef<Lock>;
  holder: Task | undefined;
  takenAt: number;
  takenBy: CallSite | undefined;
  readonly wanted: (Task | undefined)[];
  /** The call of each. */
  readonly wantedBy: (CallSite | undefined)[];
}

function showLock({ id, name, holder, takenAt, takenBy, wanted }: WatchedLock): LockSnapshot {
  const since = takenAt > 0 && { since: takenAt };
  const site = takenBy?.site ? { site: takenBy.site } : {};
  const names = wanted.map((task) => task?.name ?? '');
  return { id, name, holder: holder?.name ?? '', ...since, ...site, wanted: names };
}

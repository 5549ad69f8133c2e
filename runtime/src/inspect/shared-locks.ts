import { endOfThread } from './ended-threads.js';
import * as code from './event-log.js';
import type { Journal, Told } from './journal.js';
import type { Recorder } from './recorder.js';
import type { LockUser, LockView, ViewableLock } from './registry.js';
import type { LockSnapshot } from './snapshot.js';

/** A lock of threads at one moment. */
export interface SeenLock extends LockView {
  readonly id: number;
  readonly name: string;
  /** As its `key`. */
  readonly region: string;
}

/** Locks shown at most. */
const MAX_SHOWN = 1000;

/** The locks of threads that this thread knows: who holds and wants them is read from their memory. */
export class SharedLocks {
  /** The number of the last event or change of any of them. */
  changed = 0;
  readonly #recorder: Recorder;
  readonly #nextId: () => number;
  #ids = new Map<string, number>();
  #shown = '[]';

  constructor(recorder: Recorder, nextId: () => number) {
    this.#recorder = recorder;
    this.#nextId = nextId;
  }

  /** Those that somebody holds or wants. */
  all(): readonly SeenLock[] {
    const locks = this.#recorder.registry.locks();
    this.#ids = new Map(locks.map((lock) => [lock.key, this.#idOf(lock)]));
    return locks.flatMap((lock) => {
      const view = lock.view();
      if (!view.holder && view.wanted.length === 0) return [];
      const id = this.#idOf(lock);
      return [{ ...view, id, name: nameOf(lock, id), region: lock.key }];
    });
  }

  shown(): readonly LockSnapshot[] {
    return this.all().slice(0, MAX_SHOWN).map(showLock);
  }

  /** Gives a number to what has changed. */
  look(): void {
    const shown = JSON.stringify(this.shown());
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.changed = this.#recorder.log.mark();
  }

  /** Brings in what a thread has told of this lock. */
  tell(lock: ViewableLock, { code: what, text, extra: threadId }: Told, journal: Journal, at: number): void {
    const { log } = this.#recorder;
    const [id, name] = [this.#idOf(lock), journal.texts.textOf(text)];
    this.changed = log.push(what, at, 0, 0, id, userName({ name, threadId }));
    log.lockName(nameOf(lock, id));
  }

  #idOf({ key }: ViewableLock): number {
    const id = this.#ids.get(key) ?? this.#nextId();
    this.#ids.set(key, id);
    return id;
  }
}

function nameOf({ name }: ViewableLock, id: number): string {
  return name || `lock ${id}`;
}

/** Whether a record is about a lock. */
export function isAboutLock(what: number): boolean {
  return what === code.TAKEN || what === code.WANTED || what === code.RELEASED;
}

function showLock({ id, name, region, holder, since, site, wanted }: SeenLock): LockSnapshot {
  return {
    id,
    name,
    shared: true,
    region,
    holder: holder ? nameNow(holder) : '',
    ...(since > 0 && { since }),
    ...(site && { site }),
    ...(holder && { threadId: holder.threadId }),
    wanted: wanted.map(nameNow),
  };
}

/** Who is dead keeps what he holds. */
function nameNow(user: LockUser): string {
  return endOfThread(user.threadId) === undefined ? userName(user) : `${userName(user)} (ended)`;
}

/** The task's name or, where none is known, its thread's. */
export function userName({ name, threadId }: Pick<LockUser, 'name' | 'threadId'>): string {
  return name || `thread ${threadId}`;
}

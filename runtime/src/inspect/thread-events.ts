import * as code from './event-log.js';
import type { Journal, Told } from './journal.js';
import type { Recorder } from './recorder.js';
import type { ViewableLock, ViewableQueue } from './registry.js';
import type { SharedLocks } from './shared-locks.js';
import { isAboutLock } from './shared-locks.js';
import { taskName } from '../threads/task-names.js';

/** Wake-ups whose number is remembered, for those they chose. */
const MAX_WAKES = 1000;

/** Brings what threads have told their journals into the event log, while that is kept. */
export class ThreadEvents {
  readonly #recorder: Recorder;
  readonly #locks: SharedLocks;
  readonly #readers = new Map<number, Reader>();

  constructor(recorder: Recorder, locks: SharedLocks) {
    this.#recorder = recorder;
    this.#locks = locks;
  }

  /** Reads what is new, and has more written. */
  look(): void {
    const { registry } = this.#recorder;
    const [queues, locks] = [registry.queues(), registry.locks()];
    const known: Known = {
      queues: new Map(queues.map((queue) => [queue.key ?? '', queue])),
      locks: new Map(locks.map((lock) => [lock.key, lock])),
    };
    const journals = new Map<number, Journal>();
    for (const { journal } of [...queues, ...locks]) if (journal) journals.set(journal.id, journal.journal);
    for (const [id, journal] of journals) this.#read(id, journal, known);
  }

  /** Nobody reads any more. */
  letGo(): void {
    for (const { journal } of this.#readers.values()) journal.letGo(this);
    this.#readers.clear();
  }

  #read(id: number, journal: Journal, { queues, locks }: Known): void {
    journal.keep(this);
    const reader = this.#readers.get(id) ?? { journal, next: journal.head, at: 0, wakes: new Map() };
    this.#readers.set(id, reader);
    const { told, next, lost } = journal.read(reader.next);
    reader.next = next;
    this.#recorder.log.skip(lost);
    for (const one of told) {
      // Each thread looks at the clock before it takes its place.
      reader.at = Math.max(reader.at, one.at);
      const queue = queues.get(one.queue);
      const lock = locks.get(one.queue);
      if (lock && isAboutLock(one.code)) this.#locks.tell(lock, one, journal, reader.at);
      else if (queue && !isAboutLock(one.code)) this.#push(reader, one, queue);
    }
  }

  #push(reader: Reader, told: Told, queue: ViewableQueue): void {
    const { log } = this.#recorder;
    const stats = this.#recorder.statsOf(queue);
    const { journal, wakes } = reader;
    const waiter = told.serial === 0 ? 0 : journal.waiterId(told.serial);
    const text = journal.texts.textOf(told.text);
    if (told.code === code.WAKE) {
      remember(wakes, told.index, log.push(code.WAKE, reader.at, stats.id, 0, told.extra, ''));
      log.thread(told.threadId);
      if (text) log.callSite({ site: text, frames: [text] });
    } else {
      const extra = told.code === code.WOKEN ? (wakes.get(told.extra - 1) ?? 0) : 0;
      log.push(told.code, reader.at, stats.id, waiter, extra, text || taskName(told.task));
      log.thread(told.threadId);
    }
    stats.changed = log.sequence;
  }
}

/** By the words of their regions. */
interface Known {
  readonly queues: ReadonlyMap<string, ViewableQueue>;
  readonly locks: ReadonlyMap<string, ViewableLock>;
}

interface Reader {
  readonly journal: Journal;
  next: number;
  /** When the last one happened. */
  at: number;
  /** The numbers of wake-ups in the log, by those in the journal. */
  readonly wakes: Map<number, number>;
}

function remember(wakes: Map<number, number>, index: number, sequence: number): void {
  wakes.set(index, sequence);
  if (wakes.size > MAX_WAKES) wakes.delete(wakes.keys().next().value!);
}

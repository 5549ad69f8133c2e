import type { CallSite } from './call-site.js';
import type { QueueEvent } from './events.js';

/** Records the log keeps; the oldest go first. One takes 56 bytes. */
const CAPACITY = 1 << 15;

/**
 * What a record stands for. What always comes together is one record: most of the cost of an event is the
 * writing.
 */
export const ENTERED_AND_SLEPT = 0;
export const ENTERED_AND_LEFT = 1;
export const RESUMED_AND_SLEPT = 2;
export const RESUMED_AND_LEFT = 3;
export const LOOKED_AND_SLEPT = 4;
export const LOOKED_AND_LEFT = 5;
export const QUEUED = 6;
export const RESUMED = 7;
export const FINISHED = 8;
export const TIMED_OUT = 9;
export const INTERRUPTED = 10;
export const WAKE = 11;
export const WOKEN = 12;
export const CREATED = 13;
export const GONE = 14;
export const TAKEN = 15;
export const WANTED = 16;
export const RELEASED = 17;
/** A number that is no event: a snapshot's, or that of a change nobody told. */
const MARK = 18;
/** A wait whose condition threw. */
export const THREW = 19;

/** By record: the kinds of its events. */
const KINDS: readonly (readonly (QueueEvent['kind'] | 'true' | 'false' | 'mark')[])[] = [
  ['register', 'false', 'sleep'],
  ['register', 'true', 'finish'],
  ['resume', 'false', 'sleep'],
  ['resume', 'true', 'finish'],
  ['false', 'sleep'],
  ['true', 'finish'],
  ['register', 'sleep'],
  ['resume'],
  ['finish'],
  ['timeout'],
  ['interrupt'],
  ['wake'],
  ['woken'],
  ['queue-created'],
  ['queue-gone'],
  ['lock-taken'],
  ['lock-wanted'],
  ['lock-released'],
  ['mark'],
  ['finish'],
];

/** Set in the code of a record that names a thread. */
const THREADED = 0x80;

/** What has happened lately, in memory of a fixed size that is there only while somebody reads it. */
export class EventLog {
  /** The number of the last event or snapshot. */
  sequence = 0;
  #records: Records | undefined = undefined;

  /** Notes a record and gives the number of its first event. */
  push(code: number, at: number, queue: number, waiter: number, extra: number, task: string): number {
    const first = this.sequence + 1;
    this.sequence += KINDS[code]!.length;
    if (this.#records !== undefined) write(this.#records, first, code, at, queue, waiter, extra, task);
    return first;
  }

  /** A number for what is no event. */
  mark(): number {
    return this.push(MARK, 0, 0, 0, 0, '');
  }

  /** So much happened that is counted only. */
  skip(count = 1): number {
    return (this.sequence += count);
  }

  /** The call behind the record that was pushed last. */
  callSite(site: CallSite | undefined): void {
    const records = this.#records;
    if (records && site) records.sites[(records.count - 1) % CAPACITY] = site;
  }

  /** The thread that waits or wakes, of the record that was pushed last. */
  thread(threadId: number): void {
    const records = this.#records;
    if (!records) return;
    const at = (records.count - 1) % CAPACITY;
    records.codes[at]! |= THREADED;
    records.threads[at] = threadId;
  }

  /** The name of the lock that the record is about that was pushed last. */
  lockName(name: string): void {
    const records = this.#records;
    if (records) records.lockNames[(records.count - 1) % CAPACITY] = name;
  }

  get isKept(): boolean {
    return this.#records !== undefined;
  }

  keep(): void {
    this.#records ??= createRecords();
  }

  drop(): void {
    this.#records = undefined;
  }

  /** The events after a number, at most `max`, the latest; and how many there were besides. */
  read(since: number, max: number): { readonly events: QueueEvent[]; readonly dropped: number } {
    const records = this.#records;
    const numbers = this.sequence - since;
    if (!records) return { events: [], dropped: Math.max(0, numbers) };
    const { count } = records;
    const oldest = Math.max(0, count - CAPACITY);
    let begin = count;
    let events = 0;
    while (begin > oldest) {
      const at = (begin - 1) % CAPACITY;
      const span = KINDS[records.codes[at]! & ~THREADED]!.length;
      if (records.firsts[at]! <= since || events + span > max) break;
      begin--;
      events += span;
    }
    const read: QueueEvent[] = [];
    for (let index = begin; index < count; index++) read.push(...eventsOf(records, index % CAPACITY));
    return { events: read, dropped: Math.max(0, numbers - events) };
  }
}

interface Records {
  count: number;
  readonly codes: Uint8Array;
  /** The number of its first event; they outlast 32 bits. */
  readonly firsts: Float64Array;
  readonly times: Float64Array;
  readonly queues: Uint32Array;
  readonly waiters: Uint32Array;
  readonly extras: Float64Array;
  readonly threads: Int32Array;
  readonly tasks: string[];
  readonly sites: (CallSite | undefined)[];
  readonly lockNames: (string | undefined)[];
}

function createRecords(): Records {
  return {
    count: 0,
    codes: new Uint8Array(CAPACITY),
    firsts: new Float64Array(CAPACITY),
    times: new Float64Array(CAPACITY),
    queues: new Uint32Array(CAPACITY),
    waiters: new Uint32Array(CAPACITY),
    extras: new Float64Array(CAPACITY),
    threads: new Int32Array(CAPACITY),
    tasks: new Array<string>(CAPACITY).fill(''),
    sites: new Array<undefined>(CAPACITY).fill(undefined),
    lockNames: new Array<undefined>(CAPACITY).fill(undefined),
  };
}

function write(
  records: Records,
  first: number,
  code: number,
  time: number,
  queue: number,
  waiter: number,
  extra: number,
  task: string,
): void {
  const at = records.count++ % CAPACITY;
  records.codes[at] = code;
  records.firsts[at] = first;
  records.times[at] = time;
  records.queues[at] = queue;
  records.waiters[at] = waiter;
  records.extras[at] = extra;
  if (records.tasks[at] !== task) records.tasks[at] = task;
  if (records.sites[at] !== undefined) records.sites[at] = undefined;
}

function eventsOf(records: Records, index: number): QueueEvent[] {
  const code = records.codes[index]! & ~THREADED;
  if (code === MARK) return [];
  return KINDS[code]!.map((kind, offset) => eventOf(records, index, kind, records.firsts[index]! + offset));
}

function eventOf(records: Records, index: number, kind: string, sequence: number): QueueEvent {
  const [at, queue, waiter] = [records.times[index]!, records.queues[index]!, records.waiters[index]!];
  const [extra, task] = [records.extras[index]!, records.tasks[index]!];
  const site = records.sites[index]?.site;
  const thread = records.codes[index]! & THREADED && { threadId: records.threads[index]! };
  switch (kind) {
    case 'true':
    case 'false':
      return { sequence, at, kind: 'test', queue, waiter, task, ...thread, result: kind === 'true' };
    case 'wake':
      return { sequence, at, kind, queue, task, found: extra, ...thread, ...(site && { site }) };
    case 'woken':
      return { sequence, at, kind, queue, waiter, task, ...thread, wake: extra };
    case 'queue-created':
    case 'queue-gone':
      return { sequence, at, kind, queue };
    case 'lock-taken':
    case 'lock-wanted':
    case 'lock-released':
      return { sequence, at, kind, lock: extra, name: records.lockNames[index] ?? '', task };
    default:
      return { sequence, at, kind: kind as 'register', queue, waiter, task, ...thread };
  }
}

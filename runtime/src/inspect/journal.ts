import { currentThread } from '../threads/thread-id.js';
import { registry } from './registry.js';
import { SharedTexts } from './shared-texts.js';

/** What one thread has told. */
export interface Told {
  /** Its number, by which later records name it. */
  readonly index: number;
  /** As in the event log. */
  readonly code: number;
  /** Of the region: its two words, as the queue's `key` has them. */
  readonly queue: string;
  readonly serial: number;
  readonly extra: number;
  readonly task: number;
  /** A text: of a wake-up its call, of a wait the name of its task. */
  readonly text: number;
  /** The thread that waits or wakes; of a lock, that which told. */
  readonly threadId: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Records; the oldest go first. */
const CAPACITY = 8192;
/** Words of a record. */
const STAMP = 0;
const CODE = 1;
const ID_LOW = 2;
const ID_HIGH = 3;
const SERIAL = 4;
const EXTRA = 5;
const TASK = 6;
const TEXT = 7;
const AT = 8;
const THREAD = 10;
const RECORD = 12;

/** Words of the header. */
const MAGIC = 0;
const ID = 1;
const HEAD = 2;
const LAST_SERIAL = 3;
/** Somebody reads until then: seconds of the journal's clock. */
const READ_UNTIL = 4;
/** Floats: the time of day when it was made, and what the machine's clock said then. */
const DAY = 6;
const CLOCK = 8;
const HEADER = 10;

const OURS = 0x6a727131;
const TEXTS = HEADER + CAPACITY * RECORD;
const BYTES = TEXTS * 4 + SharedTexts.BYTES;

/** Who goes away without a word is written for so much longer (seconds): more than lies between two looks. */
const LEASE = 120;
/** A record that is begun and not finished holds up those behind it for so long (milliseconds). */
const PATIENCE = 1000;
/** Waiters whose numbers are known: those seen last. */
const MAX_IDS = 20_000;

/**
 * What all threads of a program tell of their waits and wake-ups, in shared memory of a fixed size: a thread that
 * blocks has told before, and answers nobody. Any thread may read; reading takes nothing away.
 */
export class Journal {
  readonly buffer: SharedArrayBuffer;
  readonly texts: SharedTexts;
  readonly #words: Int32Array;
  readonly #floats: Float64Array;
  /** This thread's clock and the journal's differ by so much. */
  readonly #offset: number;
  readonly #ids = new Map<number, number>();
  readonly #readers = new Set<object>();
  #heldUpBy = 0;
  #heldUpSince = 0;

  private constructor(buffer: SharedArrayBuffer) {
    this.buffer = buffer;
    this.#words = new Int32Array(buffer, 0, TEXTS);
    this.#floats = new Float64Array(buffer, 0, TEXTS / 2);
    this.texts = new SharedTexts(buffer, TEXTS * 4);
    this.#offset = this.#floats[DAY / 2]! - this.#floats[CLOCK / 2]! + machineClock() - performance.now();
  }

  static create(): Journal {
    const buffer = new SharedArrayBuffer(BYTES);
    const floats = new Float64Array(buffer, 0, HEADER / 2);
    floats[DAY / 2] = performance.timeOrigin + performance.now();
    floats[CLOCK / 2] = machineClock();
    const words = new Int32Array(buffer, 0, HEADER);
    words[ID] = crypto.getRandomValues(new Int32Array(1))[0]! || 1;
    Atomics.store(words, MAGIC, OURS);
    return new Journal(buffer);
  }

  /** The one that another thread has made; `undefined` for what is none. */
  static at(buffer: SharedArrayBuffer): Journal | undefined {
    if (!(buffer instanceof SharedArrayBuffer) || buffer.byteLength !== BYTES) return undefined;
    return Atomics.load(new Int32Array(buffer), MAGIC) === OURS ? new Journal(buffer) : undefined;
  }

  get id(): number {
    return this.#words[ID]!;
  }

  /** Milliseconds since the epoch; in all threads the same. */
  now(): number {
    return performance.now() + this.#offset;
  }

  nextSerial(): number {
    return Atomics.add(this.#words, LAST_SERIAL, 1) + 1 || this.nextSerial();
  }

  /** The last number that was drawn. */
  get lastSerial(): number {
    return Atomics.load(this.#words, LAST_SERIAL);
  }

  /** Milliseconds since it was made, in a word that is never 0. */
  moment(now = this.now()): number {
    return Math.floor(now - this.#floats[DAY / 2]!) | 0 || 1;
  }

  /** The time of such a moment, which is less than 24 days away, in milliseconds since the epoch. */
  timeOf(moment: number): number {
    const day = this.#floats[DAY / 2]!;
    const elapsed = Math.floor(this.now() - day);
    return day + elapsed - ((elapsed - moment) | 0);
  }

  /** The number of the waiter of this wait, in this thread. */
  waiterId(serial: number): number {
    const ids = this.#ids;
    const id = ids.get(serial) ?? registry().nextWaiterId();
    ids.delete(serial);
    ids.set(serial, id);
    if (ids.size > MAX_IDS) ids.delete(ids.keys().next().value!);
    return id;
  }

  /** Whether anybody reads. */
  isRead(now: number): boolean {
    return this.#words[READ_UNTIL]! * 1000 > now - this.#floats[DAY / 2]!;
  }

  /** From now on it is written, for two minutes or until all readers of this thread have let go. */
  keep(reader: object = this): void {
    this.#readers.add(reader);
    const seconds = (this.now() - this.#floats[DAY / 2]!) / 1000 + LEASE;
    Atomics.store(this.#words, READ_UNTIL, Math.ceil(seconds));
  }

  /** Those who read in other threads say so again. */
  letGo(reader: object = this): void {
    this.#readers.delete(reader);
    if (this.#readers.size > 0) return;
    Atomics.store(this.#words, READ_UNTIL, 0);
  }

  /** The place of the next record. */
  get head(): number {
    return Atomics.load(this.#words, HEAD);
  }

  /** Takes a place; whoever reads waits for what will be written there. */
  reserve(): number {
    return Atomics.add(this.#words, HEAD, 1);
  }

  write(
    index: number,
    code: number,
    region: Int32Array,
    idAt: number,
    at: number,
    more: Partial<Told>,
  ): void {
    const words = this.#words;
    const record = placeOf(index);
    words[record + CODE] = code;
    words[record + ID_LOW] = region[idAt]!;
    words[record + ID_HIGH] = region[idAt + 1]!;
    words[record + SERIAL] = more.serial ?? 0;
    words[record + EXTRA] = more.extra ?? 0;
    words[record + TASK] = more.task ?? 0;
    words[record + TEXT] = more.text ?? 0;
    words[record + THREAD] = more.threadId ?? currentThread();
    this.#floats[(record + AT) / 2] = at;
    Atomics.store(words, record + STAMP, stampOf(index));
  }

  /** What was told from that place on, where it ends, and how much of it is lost. */
  read(from: number): { readonly told: readonly Told[]; readonly next: number; readonly lost: number } {
    const { head } = this;
    const oldest = (head - from) >>> 0 > CAPACITY ? (head - CAPACITY) | 0 : from;
    let lost = (oldest - from) >>> 0;
    const told: Told[] = [];
    let index = oldest;
    for (; index !== head; index = (index + 1) | 0) {
      const one = this.#readAt(index);
      if (one) told.push(one);
      else if (this.#isToCome(index)) break;
      else lost++;
    }
    return { told, next: index, lost };
  }

  #readAt(index: number): Told | undefined {
    const words = this.#words;
    const record = placeOf(index);
    if (Atomics.load(words, record + STAMP) !== stampOf(index)) return undefined;
    const told: Told = {
      index,
      code: words[record + CODE]!,
      queue: `${words[record + ID_LOW]}:${words[record + ID_HIGH]}`,
      serial: words[record + SERIAL]!,
      extra: words[record + EXTRA]!,
      task: words[record + TASK]!,
      text: words[record + TEXT]!,
      threadId: words[record + THREAD]!,
      at: this.#floats[(record + AT) / 2]!,
    };
    return Atomics.load(words, record + STAMP) === stampOf(index) ? told : undefined;
  }

  /** Its writer is at it, or has died over it: then the reader goes on after a while. */
  #isToCome(index: number): boolean {
    const behind = (stampOf(index) - Atomics.load(this.#words, placeOf(index) + STAMP)) | 0;
    if (behind <= 0) return false;
    const now = performance.now();
    if (this.#heldUpBy !== stampOf(index)) [this.#heldUpBy, this.#heldUpSince] = [stampOf(index), now];
    return now - this.#heldUpSince < PATIENCE;
  }
}

/** How long a wait took, in a word: microseconds, or after half an hour milliseconds below zero. */
export function durationWord(ms: number): number {
  const word = Math.max(0, Math.round(ms * 1000));
  return word <= 0x7fff_ffff ? word : -Math.min(0x7fff_ffff, Math.round(ms));
}

/** What such a word says, in milliseconds. */
export function durationOf(word: number): number {
  return word >= 0 ? word / 1000 : -word;
}

function placeOf(index: number): number {
  return HEADER + ((index >>> 0) % CAPACITY) * RECORD;
}

/** A place that was never written says 0. */
function stampOf(index: number): number {
  return (index + 1) | 0;
}

/** Milliseconds by a clock that all threads of the process share, where there is one. */
function machineClock(): number {
  const { process } = globalThis as { process?: { hrtime?(): [number, number] } };
  const time = process?.hrtime?.();
  return time ? time[0] * 1000 + time[1] / 1e6 : performance.timeOrigin + performance.now();
}

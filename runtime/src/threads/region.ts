import { watch } from '../attention.js';
import { checkOverlap, checkPlace, checkSlots } from './checks.js';
import { SharedMemoryError } from './errors.js';
import {
  FORMAT,
  HEADER,
  HIGH_WATER,
  ID_HIGH,
  ID_LOW,
  KIND,
  type Kind,
  MAGIC,
  MAGIC_HIGH,
  MAGIC_LOW,
  MAX_SLOTS,
  regionBytes,
  VERSION,
} from './layout.js';
import { beginJournal, joinJournal } from './join-journal.js';
import { remember } from './known.js';
import { Memory } from './memory.js';
import { randomWord } from './thread-id.js';

export interface SharedOptions {
  /** For messages and for `sharedWaiters`. */
  readonly name?: string;
  /** How many may wait at once before memory grows, or at most, in a buffer that is given. Default: 64. */
  readonly slots?: number;
  /** How many may ever wait at once. Default: 4096, or `slots` in a buffer that is given. */
  readonly maxSlots?: number;
  /** Shared memory to live in, beside other things. Without it the queue makes its own. */
  readonly buffer?: SharedArrayBuffer;
  /** Where in the buffer, in bytes; a multiple of 8. Default: 0. */
  readonly byteOffset?: number;
}

/** What travels to other threads, by `postMessage` or `workerData`. */
export interface SharedHandle {
  readonly kind: 'waitq-queue' | 'waitq-lock';
  readonly version: number;
  readonly name: string;
  readonly buffer: SharedArrayBuffer;
  readonly byteOffset: number;
  readonly id: readonly [number, number];
  /** @internal Where other threads tell what they do with it; only in a program that is watched. */
  readonly journal?: SharedArrayBuffer;
}

/** By `Kind`. */
const KINDS = { 1: 'waitq-queue', 2: 'waitq-lock' } as const;

/** Throws `SharedMemoryError` for memory that can't take it. */
export function createRegion(kind: Kind, options: SharedOptions): Memory {
  const { name = '', buffer: given, byteOffset = 0 } = options;
  const slots = checkSlots('slots', options.slots ?? 64, 1);
  const max = checkSlots('maxSlots', options.maxSlots ?? (given ? slots : Math.max(slots, 4096)), slots);
  if (given && max > slots) {
    throw new SharedMemoryError(
      'ERR_SLOTS',
      `A given buffer does not grow: leave out maxSlots, or set slots to ${max}`,
    );
  }
  const buffer = given ?? ownBuffer(slots, max);
  checkPlace(buffer, byteOffset, regionBytes(slots));
  checkOverlap(buffer, byteOffset, regionBytes(slots));
  const words = new Int32Array(buffer, byteOffset, HEADER);
  words.fill(0);
  words[FORMAT] = VERSION;
  words[KIND] = kind;
  words[ID_LOW] = randomWord();
  words[ID_HIGH] = randomWord();
  words[MAX_SLOTS] = max;
  words[HIGH_WATER] = HEADER;
  words[MAGIC_LOW] = MAGIC[0];
  Atomics.store(words, MAGIC_HIGH, MAGIC[1]);
  return announced(beginJournal(remember(new Memory(buffer, byteOffset, name))));
}

/** Throws `SharedMemoryError` for a handle that leads to no such region. */
export function attachRegion(kind: Kind, handle: SharedHandle): Memory {
  return announced(joinJournal(remember(openRegion(kind, handle)), handle.journal));
}

/** The same for one who only looks: this thread does not count as one that has the region. */
export function openRegion(kind: Kind, handle: SharedHandle): Memory {
  if (typeof handle !== 'object' || (handle as unknown) === null || handle.kind !== KINDS[kind]) {
    const got = (handle as SharedHandle | null)?.kind ?? typeof handle;
    throw new SharedMemoryError('ERR_HANDLE', `Expected the handle of a ${KINDS[kind]}, got ${String(got)}`);
  }
  const { buffer, byteOffset, version, id, name } = handle;
  if (version !== VERSION) throw wrongVersion(version);
  if (!Array.isArray(id)) throw new SharedMemoryError('ERR_HANDLE', `The handle of '${name}' has no id`);
  checkPlace(buffer, byteOffset, regionBytes(0));
  const words = new Int32Array(buffer, byteOffset, HEADER);
  if (words[MAGIC_LOW] !== MAGIC[0] || Atomics.load(words, MAGIC_HIGH) !== MAGIC[1] || words[KIND] !== kind) {
    throw new SharedMemoryError(
      'ERR_HANDLE',
      `There is no ${KINDS[kind]} at byte ${byteOffset} of the buffer`,
    );
  }
  if (words[FORMAT] !== VERSION) throw wrongVersion(words[FORMAT]);
  if (words[ID_LOW] !== id[0] || words[ID_HIGH] !== id[1]) {
    throw new SharedMemoryError('ERR_HANDLE', `The handle of '${name}' is of one that was here before`);
  }
  return new Memory(buffer, byteOffset, name);
}

/** A thread that blocks answers nobody: so those who watch the program learn at once what it has. */
function announced(memory: Memory): Memory {
  watch?.region(memory);
  return memory;
}

export function handleOf(memory: Memory): SharedHandle {
  const { words, journal } = memory;
  return {
    kind: KINDS[words[KIND] as Kind],
    version: VERSION,
    name: memory.name,
    buffer: memory.buffer as SharedArrayBuffer,
    byteOffset: memory.base,
    id: [words[ID_LOW]!, words[ID_HIGH]!],
    ...(journal && { journal: journal.buffer }),
  };
}

function ownBuffer(slots: number, max: number): SharedArrayBuffer {
  if (typeof SharedArrayBuffer !== 'function') {
    throw new SharedMemoryError(
      'ERR_NOT_SHARED',
      'This page has no shared memory: serve it with the headers Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp',
    );
  }
  return new SharedArrayBuffer(regionBytes(slots), { maxByteLength: regionBytes(max) });
}

function wrongVersion(version: unknown): SharedMemoryError {
  return new SharedMemoryError(
    'ERR_VERSION',
    `The memory has format ${String(version)}, this waitq knows format ${VERSION}: load one version in all threads`,
  );
}

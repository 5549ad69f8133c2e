import type { ThreadWatch } from '../inspect/thread-watch.js';
import { SharedMemoryError } from './errors.js';
import { HEADER, HIGH_WATER, ID_HIGH, ID_LOW, MAX_SLOTS, regionBytes, STRIDE, WORD_BYTES } from './layout.js';
import type { Platform, SharedOperations } from './platform.js';
import { platform as real } from './platform.js';

/**
 * One thread's view of a region: the words, and what this thread remembers about them.
 *
 * The views have a fixed length, for V8 is slow on those that follow a growing buffer; they are made anew when
 * a slot lies beyond them.
 */
export class Memory {
  readonly buffer: ArrayBufferLike;
  readonly base: number;
  readonly name: string;
  readonly platform: Platform;
  readonly atomics: SharedOperations;
  words!: Int32Array;
  times!: Float64Array;
  /** The slot this thread had last: likely free, and its index is low. */
  hint = HEADER;
  /** The last known HIGH_WATER. */
  highWater = HEADER;
  /** Who is told what this thread does here, while the program is watched. */
  journal: ThreadWatch | undefined = undefined;

  constructor(buffer: ArrayBufferLike, base: number, name: string, platform: Platform = real) {
    this.buffer = buffer;
    this.base = base;
    this.name = name;
    this.platform = platform;
    this.atomics = platform.atomics;
    look(this);
  }
}

/** Behind the last slot that was ever in use; the view reaches that far. */
export function usedWords(memory: Memory): number {
  const high = memory.atomics.load(memory.words, HIGH_WATER);
  if (high > memory.words.length) look(memory);
  return high;
}

/** Makes room for more slots. Throws `SharedMemoryError` ERR_FULL at the region's maximum. */
export function grow(memory: Memory): void {
  const before = memory.words.length;
  look(memory);
  if (memory.words.length > before) return; // another thread was first
  const max = memory.words[MAX_SLOTS]!;
  const slots = (before - HEADER) / STRIDE;
  if (slots >= max) {
    throw new SharedMemoryError('ERR_FULL', `'${memory.name}' has no free slot: all ${max} are taken`);
  }
  const bytes = memory.base + regionBytes(Math.min(max, slots * 2));
  const buffer = memory.buffer as SharedArrayBuffer;
  try {
    buffer.grow(bytes);
  } catch (error) {
    if (buffer.byteLength < bytes) throw error; // else another thread was first
  }
  look(memory);
}

/** Whether both are views of one region. */
export function isSameRegion(a: Memory, b: Memory): boolean {
  return a.words[ID_LOW] === b.words[ID_LOW] && a.words[ID_HIGH] === b.words[ID_HIGH];
}

function look(memory: Memory): void {
  const { buffer, base } = memory;
  const max = new Int32Array(buffer, base, HEADER)[MAX_SLOTS]!;
  const room = Math.floor((buffer.byteLength - base - regionBytes(0)) / (STRIDE * WORD_BYTES));
  const bytes = regionBytes(Math.min(max, room));
  memory.words = new Int32Array(buffer, base, bytes / WORD_BYTES);
  memory.times = new Float64Array(buffer, base, bytes / 8);
}

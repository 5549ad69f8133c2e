import { SharedMemoryError } from './errors.js';
import { ALIGNMENT, HEADER, MAGIC, MAGIC_HIGH, MAGIC_LOW, MAX_SLOTS, STRIDE, WORD_BYTES } from './layout.js';

/** Throws ERR_SLOTS for what is no number of slots. */
export function checkSlots(option: string, value: number, least: number): number {
  if (Number.isInteger(value) && value >= least && value <= 0xffff) return value;
  throw new SharedMemoryError(
    'ERR_SLOTS',
    `${option} must be an integer from ${least} to 65535, got ${String(value)}`,
  );
}

/** Throws ERR_NOT_SHARED, ERR_OFFSET or ERR_TOO_SMALL where so many bytes do not lie in shared memory. */
export function checkPlace(buffer: unknown, byteOffset: number, bytes: number): void {
  if (Object.prototype.toString.call(buffer) !== '[object SharedArrayBuffer]') {
    throw new SharedMemoryError('ERR_NOT_SHARED', 'The buffer must be a SharedArrayBuffer');
  }
  if (!Number.isInteger(byteOffset) || byteOffset < 0 || byteOffset % ALIGNMENT !== 0) {
    throw new SharedMemoryError(
      'ERR_OFFSET',
      `byteOffset must be a multiple of ${ALIGNMENT}, got ${String(byteOffset)}`,
    );
  }
  const { byteLength } = buffer as SharedArrayBuffer;
  if (byteOffset + bytes > byteLength) {
    throw new SharedMemoryError(
      'ERR_TOO_SMALL',
      `${bytes} bytes from byte ${byteOffset} do not fit into ${byteLength} bytes`,
    );
  }
}

/** Throws ERR_OVERLAP. Every region begins with MAGIC, so those that are there can be found. */
export function checkOverlap(buffer: SharedArrayBuffer, byteOffset: number, bytes: number): void {
  const words = new Int32Array(buffer, 0, Math.floor(buffer.byteLength / WORD_BYTES));
  const end = (byteOffset + bytes) / WORD_BYTES;
  for (let at = 0; at < end && at + HEADER <= words.length; at += ALIGNMENT / WORD_BYTES) {
    if (words[at + MAGIC_LOW] !== MAGIC[0] || words[at + MAGIC_HIGH] !== MAGIC[1]) continue;
    const theirEnd = at + HEADER + words[at + MAX_SLOTS]! * STRIDE;
    if (theirEnd <= byteOffset / WORD_BYTES) continue;
    throw new SharedMemoryError(
      'ERR_OVERLAP',
      `Bytes ${byteOffset} to ${byteOffset + bytes} overlap with what lies from ${at * WORD_BYTES} to ${theirEnd * WORD_BYTES}`,
    );
  }
}

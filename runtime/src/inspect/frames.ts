import type { TransformCallback } from 'node:stream';
import { Transform } from 'node:stream';

export interface FrameLimits {
  /** Of one frame, header and body. */
  readonly maxBytes: number;
  /** Frames; as many may come at once. */
  readonly maxPerSecond: number;
}

/** A header is one short line or two. */
const MAX_HEADER = 256;
const END_OF_HEADER = '\r\n\r\n';

/**
 * Passes whole frames on, one a chunk, and fails at the first byte that breaks the limits: what reads behind it
 * allocates what a header promises, and has no limit of its own.
 */
export class FrameGuard extends Transform {
  readonly #limits: FrameLimits;
  #parts: Buffer[] = [];
  #size = 0;
  /** The bytes of the frame that is coming in; 0 while its header is not complete. */
  #expected = 0;
  #allowed: number;
  #countedAt = Date.now();

  constructor(limits: FrameLimits) {
    super();
    this.#limits = limits;
    this.#allowed = limits.maxPerSecond;
  }

  /** Whether a frame has begun and not ended. */
  get isPartial(): boolean {
    return this.#size > 0;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    try {
      this.#add(chunk);
      done();
    } catch (error) {
      done(error as Error);
    }
  }

  #add(chunk: Buffer): void {
    this.#parts.push(chunk);
    this.#size += chunk.length;
    for (;;) {
      if (this.#expected === 0) this.#readHeader();
      if (this.#expected === 0 || this.#size < this.#expected) return;
      const bytes = this.#joined();
      this.#pass(bytes.subarray(0, this.#expected));
      this.#parts = [bytes.subarray(this.#expected)];
      this.#size = bytes.length - this.#expected;
      this.#expected = 0;
      if (this.#size === 0) return;
    }
  }

  #readHeader(): void {
    const bytes = this.#joined();
    const end = bytes.subarray(0, MAX_HEADER).indexOf(END_OF_HEADER);
    if (end < 0) {
      if (bytes.length >= MAX_HEADER) throw new RangeError(`a header of more than ${MAX_HEADER} bytes`);
      return;
    }
    const header = bytes.toString('latin1', 0, end);
    const length = /^content-length: ?(\d{1,9})(?:\r\ncontent-type: ?[\w/;=. -]*)?$/i.exec(header)?.[1];
    if (length === undefined) throw new TypeError('no frame: the header is not Content-Length: N');
    this.#expected = end + END_OF_HEADER.length + Number(length);
    if (this.#expected > this.#limits.maxBytes) {
      throw new RangeError(`a frame of ${this.#expected} bytes; ${this.#limits.maxBytes} are allowed`);
    }
  }

  #pass(frame: Buffer): void {
    const { maxPerSecond } = this.#limits;
    const now = Date.now();
    this.#allowed = Math.min(maxPerSecond, this.#allowed + ((now - this.#countedAt) * maxPerSecond) / 1000);
    this.#countedAt = now;
    if (--this.#allowed < 0) throw new RangeError(`more than ${maxPerSecond} requests a second`);
    this.push(frame);
  }

  #joined(): Buffer {
    if (this.#parts.length === 1) return this.#parts[0]!;
    const bytes = Buffer.concat(this.#parts, this.#size);
    this.#parts = [bytes];
    return bytes;
  }
}

/** Texts that threads show each other: each once, in shared memory of a fixed size. Nothing is ever taken out. */

/** Places of the table that leads to texts; a text may lie in any that follows its own. */
const TABLE = 1024;
/** Words: where the next text begins. */
const END = 0;
const FIRST = 1 + TABLE;
const WORDS = FIRST + 32 * 1024;

export class SharedTexts {
  static readonly BYTES = WORDS * 4;
  /** Characters of a text; the rest is cut off. */
  static readonly MAX_LENGTH = 2000;

  readonly #words: Int32Array;
  readonly #chars: Uint16Array;

  constructor(buffer: SharedArrayBuffer, byteOffset: number) {
    this.#words = new Int32Array(buffer, byteOffset, WORDS);
    this.#chars = new Uint16Array(buffer, byteOffset, WORDS * 2);
  }

  /** The number of a text; 0 where none is, or no room is left. */
  numberOf(text: string): number {
    if (text === '') return 0;
    const wanted = text.slice(0, SharedTexts.MAX_LENGTH);
    const hash = hashOf(wanted);
    let made = 0;
    for (let step = 0; step < TABLE; step++) {
      const place = 1 + (((hash + step) >>> 0) % TABLE);
      let number = Atomics.load(this.#words, place);
      if (number === 0) {
        made ||= this.#add(wanted);
        if (made === 0) return 0;
        number = Atomics.compareExchange(this.#words, place, 0, made) || made;
      }
      if (number === made || this.textOf(number) === wanted) return number;
    }
    return 0;
  }

  /** Empty for a number that leads nowhere. */
  textOf(number: number): string {
    if (number < FIRST || number >= WORDS) return '';
    const length = this.#words[number]!;
    if (length < 0 || length > SharedTexts.MAX_LENGTH) return '';
    const begin = (number + 1) * 2;
    return String.fromCharCode(...this.#chars.subarray(begin, begin + length));
  }

  /** Where it now lies; 0 when it does not fit. */
  #add(text: string): number {
    const size = 1 + Math.ceil(text.length / 2);
    if (FIRST + Atomics.load(this.#words, END) + size > WORDS) return 0;
    const number = FIRST + Atomics.add(this.#words, END, size);
    if (number + size > WORDS) return 0; // another thread was faster
    this.#words[number] = text.length;
    const begin = (number + 1) * 2;
    for (let i = 0; i < text.length; i++) this.#chars[begin + i] = text.charCodeAt(i);
    return number;
  }
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

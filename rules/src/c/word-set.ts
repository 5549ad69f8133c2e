/** The words the scan is to report. */
export interface WordSet {
  readonly words: ReadonlySet<string>;
  /** 1 at the keys of the words, see `keyOf`. */
  readonly keys: Uint8Array;
}

/** Makes a word set that is cheap to ask for words that are not in it. */
export function createWordSet(words: Iterable<string>): WordSet {
  const set = new Set(words);
  const keys = new Uint8Array(KEYS);
  for (const word of set) keys[keyOf(word, 0, word.length)] = 1;
  return { words: set, keys };
}

/** Whether the word `text[start, end)` is wanted. Nearly every word is told by its key, before a string is made of it. */
export function isInSet({ words, keys }: WordSet, text: string, start: number, end: number): boolean {
  return keys[keyOf(text, start, end)] === 1 && words.has(text.slice(start, end));
}

const KEYS = 1 << 14;

/** A hash that looks at four characters, however long the word is. */
function keyOf(text: string, start: number, end: number): number {
  const middle = (start + end) >> 1;
  const ends = Math.imul(text.charCodeAt(start), 31) + text.charCodeAt(end - 1);
  const inside = Math.imul(text.charCodeAt(middle), 31) + text.charCodeAt((start + middle) >> 1);
  return (Math.imul(ends, 61) + Math.imul(inside, 17) + end - start) & (KEYS - 1);
}

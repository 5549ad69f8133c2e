/** The words the scan is to report. */
export interface WordSet {
  readonly words: Pick<ReadonlyMap<string, string>, 'get'>;
  /** 1 at the keys of the words, see `keyOf`. */
  readonly keys: Uint8Array;
}

/** Makes a word set that is cheap to ask for words that are not in it. The words of `base` are in it, too. */
export function createWordSet(words: Iterable<string>, base?: WordSet): WordSet {
  const own = new Map<string, string>();
  for (const word of words) own.set(word, word);
  const keys = base ? base.keys.slice() : new Uint8Array(KEYS);
  for (const word of own.keys()) keys[keyOf(word, 0, word.length)] = 1;
  return { words: base ? { get: (word) => own.get(word) ?? base.words.get(word) } : own, keys };
}

/**
 * The word `text[start, end)` if it is wanted, as the set has it: one string for all its places. Nearly every other word is told
 * by its key, before a string is made of it.
 */
export function wordIn(
  { words, keys }: WordSet,
  text: string,
  start: number,
  end: number,
): string | undefined {
  return keys[keyOf(text, start, end)] === 1 ? words.get(text.slice(start, end)) : undefined;
}

const KEYS = 1 << 14;

/** A hash that looks at four characters, however long the word is. */
function keyOf(text: string, start: number, end: number): number {
  const middle = (start + end) >> 1;
  const ends = Math.imul(text.charCodeAt(start), 31) + text.charCodeAt(end - 1);
  const inside = Math.imul(text.charCodeAt(middle), 31) + text.charCodeAt((start + middle) >> 1);
  return (Math.imul(ends, 61) + Math.imul(inside, 17) + end - start) & (KEYS - 1);
}

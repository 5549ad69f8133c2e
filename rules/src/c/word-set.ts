import { hashWord } from './lexer.js';

/** The words the scan is to report. */
export interface WordSet {
  /** False when no wanted word has this hash. */
  mayHave(hash: number): boolean;
  has(word: string): boolean;
}

/** Makes a word set that is cheap to ask for words that are not in it. */
export function createWordSet(words: Iterable<string>): WordSet {
  const set = new Set(words);
  const bits = new Uint8Array(1 << 16);
  for (const word of set) bits[hashWord(word) & 0xffff] = 1;
  return { mayHave: (hash) => bits[hash & 0xffff] === 1, has: (word) => set.has(word) };
}

/**
 * Goes through the words of a list that stand in these bytes, each with no letter, digit or `_` at either side, until
 * `isEnough` says so; returns whether it did. It is told where the word ends.
 */
export type WordSearch = (bytes: Uint8Array, isEnough: (word: string, end: number) => boolean) => boolean;

/**
 * Prepares a search for many words at once, after Wu and Manber: three bytes tell how far the next word is away at
 * least, so that most bytes are never looked at.
 * @param words ASCII, each of three characters or more
 */
export function createWordSearch(words: readonly string[]): WordSearch {
  const width = Math.min(...words.map(({ length }) => length));
  const skips = skipsOf(words, width);
  const byBlock = groupByBlock(words, width);
  return (bytes, isEnough) => {
    const { length } = bytes;
    for (let last = width - 1; last < length;) {
      const block = blockEndingAt(bytes, last);
      const skip = skips[block]!;
      if (skip > 0) last += skip;
      else {
        const start = last + 1 - width;
        const word = wordAt(bytes, start, byBlock[block]!);
        if (word !== undefined && isEnough(word, start + word.length)) return true;
        last++;
      }
    }
    return false;
  };
}

const BLOCK = 3;
const BLOCKS = 1 << 14;

/** For each block of bytes: how many bytes further a word's first `width` characters can end at the earliest. */
function skipsOf(words: readonly string[], width: number): Uint8Array {
  const skips = new Uint8Array(BLOCKS).fill(Math.min(255, width - BLOCK + 1));
  for (const head of words) {
    const bytes = Buffer.from(head.slice(0, width), 'latin1');
    for (let at = BLOCK - 1; at < width; at++) {
      const block = blockEndingAt(bytes, at);
      skips[block] = Math.min(skips[block]!, width - 1 - at);
    }
  }
  return skips;
}

function blockEndingAt(bytes: Uint8Array, at: number): number {
  return (bytes[at]! ^ (bytes[at - 1]! << 4) ^ (bytes[at - 2]! << 8)) & (BLOCKS - 1);
}

/** The words by the block in which their first `width` characters end: nothing else can stand where this block does. */
function groupByBlock(words: readonly string[], width: number): readonly (readonly string[])[] {
  const groups = new Array<readonly string[]>(BLOCKS).fill([]);
  for (const word of words) {
    const block = blockEndingAt(Buffer.from(word.slice(0, width), 'latin1'), width - 1);
    groups[block] = [...groups[block]!, word];
  }
  return groups;
}

function wordAt(bytes: Uint8Array, start: number, words: readonly string[]): string | undefined {
  if (start > 0 && isWordByte(bytes[start - 1]!)) return undefined;
  for (const word of words) if (isWordAt(bytes, start, word)) return word;
  return undefined;
}

function isWordAt(bytes: Uint8Array, start: number, word: string): boolean {
  const end = start + word.length;
  if (end > bytes.length) return false;
  for (let at = start; at < end; at++) if (bytes[at] !== word.charCodeAt(at - start)) return false;
  return end === bytes.length || !isWordByte(bytes[end]!);
}

function isWordByte(byte: number): boolean {
  return (
    byte === 95 || (byte >= 97 && byte <= 122) || (byte >= 65 && byte <= 90) || (byte >= 48 && byte <= 57)
  );
}

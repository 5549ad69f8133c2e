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
  const byHead = groupByHead(words, width);
  return (bytes, isEnough) => {
    for (let last = width - 1; last < bytes.length;) {
      const skip = skips[blockEndingAt(bytes, last)]!;
      const start = last + 1 - width;
      const word = skip === 0 ? wordAt(bytes, start, width, byHead) : undefined;
      if (word !== undefined && isEnough(word, start + word.length)) return true;
      last += skip || 1;
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

function groupByHead(words: readonly string[], width: number): ReadonlyMap<string, readonly string[]> {
  const byHead = new Map<string, string[]>();
  for (const word of words) {
    const head = word.slice(0, width);
    const group = byHead.get(head);
    if (group) group.push(word);
    else byHead.set(head, [word]);
  }
  return byHead;
}

function wordAt(
  bytes: Uint8Array,
  start: number,
  width: number,
  byHead: ReadonlyMap<string, readonly string[]>,
): string | undefined {
  if (start > 0 && isWordByte(bytes[start - 1]!)) return undefined;
  const head = String.fromCharCode(...bytes.subarray(start, start + width));
  return byHead.get(head)?.find((word) => isWordAt(bytes, start, word));
}

function isWordAt(bytes: Uint8Array, start: number, word: string): boolean {
  const end = start + word.length;
  if (end > bytes.length || (end < bytes.length && isWordByte(bytes[end]!))) return false;
  for (let at = start; at < end; at++) if (bytes[at] !== word.charCodeAt(at - start)) return false;
  return true;
}

function isWordByte(byte: number): boolean {
  return (
    byte === 95 || (byte >= 97 && byte <= 122) || (byte >= 65 && byte <= 90) || (byte >= 48 && byte <= 57)
  );
}

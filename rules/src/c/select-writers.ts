import type { Names } from './names.js';
import type { Scan, SourceFunction } from './scan-result.js';
import { conditionWords, mentionsOf, writes } from './select-wakers.js';
import { functionAt } from './select.js';

/**
 * The chosen functions with those that write what the file waits for, whether they wake or not, and all that wake: who
 * should have woken is seen beside those who do.
 */
export function withWriters(
  text: string,
  scan: Scan,
  names: Names,
  chosen: readonly SourceFunction[],
): readonly SourceFunction[] {
  const words = conditionWords(text, scan, names);
  if (words.size === 0) return chosen;
  const wakers = new Set(
    mentionsOf(scan, names, 'wake').map(({ start }) => functionAt(scan.functions, start)),
  );
  const known = new Set(chosen);
  const more = scan.functions.filter(
    (fn, index) => !known.has(fn) && (wakers.has(index) || writes(text.slice(...fn.body), words)),
  );
  return [...more, ...chosen];
}

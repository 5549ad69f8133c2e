import type { Family } from '../api/entry.js';
import { queueType, type Names } from './names.js';
import type { Mention, Scan, SourceFunction } from './scan-result.js';
import { functionAt } from './select.js';

/**
 * Functions that only wake and in which something may be wrong about it, by index: those that write what the file waits
 * for behind a wake-up, and all of them where the file knows several kinds of queues. Judged by the text alone, so it
 * chooses too many rather than too few.
 */
export function wakersToRead(text: string, scan: Scan, names: Names): ReadonlySet<number> {
  const wakes = mentionsOf(scan, names, 'wake');
  if (wakes.length === 0) return new Set();
  const isMixed = familiesOf(scan, names).size > 1;
  const writes = isMixed ? undefined : writesOf(conditionWords(text, scan, names));
  const found = new Set<number>();
  if (!isMixed && !writes) return found;
  for (const { start } of wakes) {
    const index = functionAt(scan.functions, start);
    const body = scan.functions[index]?.body;
    if (body && !found.has(index) && (writes?.test(text.slice(start, body[1])) ?? true)) found.add(index);
  }
  return found;
}

function mentionsOf(scan: Scan, names: Names, action: 'wake' | 'wait'): readonly Mention[] {
  return scan.mentions.filter(({ word, depth }) => depth > 0 && names.api(word)?.action === action);
}

/** Kinds of queues whose functions take each other's queues for their own. */
function familiesOf(scan: Scan, names: Names): ReadonlySet<Family> {
  const families = new Set<Family>();
  for (const { word } of scan.mentions) {
    const family = queueType(word)?.family ?? names.api(word)?.family;
    if (family === 'wait' || family === 'swait') families.add(family);
  }
  return families;
}

/** Names in the conditions of waits, and in the short functions of the file that they call. */
function conditionWords(text: string, scan: Scan, names: Names): ReadonlySet<string> {
  const words = new Set<string>();
  const byName = new Map<string, SourceFunction>();
  for (const { word, start } of mentionsOf(scan, names, 'wait')) {
    const position = names.api(word)?.condition;
    if (position === undefined) continue;
    const condition = argumentsFrom(text, start + word.length, position);
    if (byName.size === 0) for (const fn of scan.functions) byName.set(fn.name, fn);
    for (const [name] of condition.matchAll(/[A-Za-z_]\w*/g)) {
      const fn = byName.get(name);
      if (!fn) words.add(name);
      else if (fn.body[1] - fn.body[0] < SHORT)
        for (const [, field] of text.slice(...fn.body).matchAll(/(?:->|\.)\s*([A-Za-z_]\w*)/g))
          words.add(field!);
    }
  }
  return words;
}

const SHORT = 800;
const LONGEST_CALL = 1000;

/** The arguments of a call from the given position on. */
function argumentsFrom(text: string, at: number, position: number): string {
  let [depth, commas, from] = [0, 0, -1];
  for (let i = at; i < text.length && i < at + LONGEST_CALL; i++) {
    const code = text[i];
    if (code === '(') depth++;
    if (depth === 1 && code === ',' && ++commas === position) from = i + 1;
    if (code === ')' && --depth === 0) return from < 0 ? '' : text.slice(from, i);
  }
  return '';
}

/** Matches a statement that writes one of the names. */
function writesOf(words: ReadonlySet<string>): RegExp | undefined {
  const list = [...words].filter((word) => !/^[A-Z\d_]+$/.test(word)).join('|');
  if (list === '') return undefined;
  const name = `\\b(?:${list})\\b(?:\\[[^\\]]*\\])*`;
  return new RegExp(
    [
      `${name}\\s*(?:[-+|&^]|<<|>>)?=(?!=)`,
      `${name}\\s*(?:\\+\\+|--)`,
      `(?:\\+\\+|--)[\\w>.[\\]-]*${name}`,
      `\\b(?:\\w*atomic\\w*|\\w*_bit\\w*|WRITE_ONCE|\\w*list_\\w+|smp_store_\\w+|refcount_\\w+|skb_\\w+)\\s*\\([^;]*${name}`,
    ].join('|'),
  );
}

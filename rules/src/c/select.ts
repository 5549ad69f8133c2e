import { isProtocolAction, type Names } from './names.js';
import type { Mention, Scan, SourceFunction } from './scan.js';

/**
 * The functions worth reading, by index: those that call the wait API, the functions of the file they call, up to three
 * levels down, and the callers of those that sleep or register without the whole protocol.
 */
export function selectFunctions(text: string, scan: Scan, names: Names): readonly number[] {
  const direct = new Set<number>();
  const partial = new Set<number>();
  for (const mention of scan.mentions) {
    if (!isCall(text, mention, names)) continue;
    const index = functionAt(scan.functions, mention.start);
    if (index < 0) continue;
    direct.add(index);
    if (PARTIAL.has(names.api(mention.word)?.action ?? 'set-state')) partial.add(index);
  }
  if (direct.size === 0) return [];
  const chosen = new Set(direct);
  addCallers(text, scan.functions, partial, chosen);
  addCallees(text, scan.functions, chosen);
  return [...chosen].sort((a, b) => a - b);
}

/** The function whose body holds the offset, or -1. Functions are in order, so this is a binary search. */
export function functionAt(functions: readonly SourceFunction[], offset: number): number {
  let low = 0;
  let high = functions.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const [start, end] = functions[middle]!.range;
    if (offset < start) high = middle - 1;
    else if (offset >= end) low = middle + 1;
    else return middle;
  }
  return -1;
}

const PARTIAL: ReadonlySet<string> = new Set([
  'register',
  'finish',
  'sleep',
  'state-sleep',
  'set-state',
  'sleep-on',
  'woken',
]);
const CALLEE_LEVELS = 3;
const CALLER_LEVELS = 2;

function isCall(text: string, { word, start }: Mention, names: Names): boolean {
  if (word === 'current') return /^current\s*->\s*(__)?state\b/.test(text.slice(start, start + 40));
  const entry = names.api(word);
  if (!entry || !isProtocolAction(entry.action)) return false;
  return /^\s*\(/.test(text.slice(start + word.length, start + word.length + 20)) && !isMember(text, start);
}

/** `ops->complete(…)` is not `complete(…)`. */
function isMember(text: string, start: number): boolean {
  let at = start - 1;
  while (at >= 0 && /\s/.test(text[at]!)) at--;
  return text[at] === '.' || (text[at] === '>' && text[at - 1] === '-');
}

function addCallers(
  text: string,
  functions: readonly SourceFunction[],
  partial: ReadonlySet<number>,
  chosen: Set<number>,
): void {
  let level: ReadonlySet<number> = partial;
  for (let depth = 0; depth < CALLER_LEVELS && level.size > 0; depth++) {
    const next = new Set<number>();
    for (const index of level) {
      const fn = functions[index]!;
      if (!fn.isStatic) continue;
      for (const caller of callersOf(text, functions, fn.name)) if (!chosen.has(caller)) next.add(caller);
    }
    for (const index of next) chosen.add(index);
    level = next;
  }
}

function callersOf(text: string, functions: readonly SourceFunction[], name: string): ReadonlySet<number> {
  const callers = new Set<number>();
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length)) {
    if (
      /[\w$]/.test(text.charAt(at - 1)) ||
      !/^\s*\(/.test(text.slice(at + name.length, at + name.length + 8))
    )
      continue;
    const index = functionAt(functions, at);
    if (index >= 0 && at >= functions[index]!.body[0]) callers.add(index);
  }
  return callers;
}

function addCallees(text: string, functions: readonly SourceFunction[], chosen: Set<number>): void {
  const byName = new Map(functions.map((fn, index) => [fn.name, index]));
  let level: Iterable<number> = [...chosen];
  for (let depth = 0; depth < CALLEE_LEVELS; depth++) {
    const next = new Set<number>();
    for (const index of level) {
      for (const [name] of text.slice(...functions[index]!.body).matchAll(CALLED)) {
        const callee = byName.get(name);
        if (callee !== undefined && !chosen.has(callee)) next.add(callee);
      }
    }
    for (const index of next) chosen.add(index);
    level = next;
  }
}

const CALLED = /[A-Za-z_]\w*(?=[ \t]*\()/g;

import type { ApiEntry } from '../api/entry.js';
import { kernelApi } from '../api/kernel.js';
import { entries } from '../api/kernel-build.js';
import { wordBefore } from './calls-in-text.js';
import { isWordCode } from './lexer.js';

/**
 * Functions that are given flags which let an allocation sleep (`notify(vif, bitmap, GFP_KERNEL)`) and that neither the tables
 * nor the text know, as entries of their own: whoever takes such flags allocates by them. Only a text that has a section in which
 * nothing may sleep is looked through.
 */
export function flaggedCalls(text: string, known: readonly ApiEntry[]): readonly ApiEntry[] {
  const found = new Map<string, number>();
  const own = new Set(known.map(({ name }) => name));
  let hasSection: boolean | undefined;
  let defined: ReadonlySet<string> | undefined;
  for (let at = text.indexOf(FLAGS); at >= 0; at = text.indexOf(FLAGS, at + FLAGS.length)) {
    if (isWordCode(text.charCodeAt(at - 1))) continue;
    const call = callAround(text, at);
    if (
      !call ||
      found.has(call.name) ||
      own.has(call.name) ||
      kernelApi(call.name) ||
      KEEPS_QUIET.test(call.name)
    )
      continue;
    if (!(hasSection ??= SECTION.test(text))) return [];
    defined ??= definedIn(text);
    if (!defined.has(call.name)) found.set(call.name, call.position);
  }
  return [...found].flatMap(([name, flags]) => entries([name], 'may-sleep', 'sched', DOC, { flags }));
}

const FLAGS = 'GFP_';
const DOC = 'Is given flags that let an allocation sleep.';
const SECTION = /\b(?:_?(?:spin|read|write)_(?:try)?lock(?:_\w+)?|rcu_read_lock\w*|guard)\s*\(/;

/**
 * Those that give back the lock of an array or a tree before they allocate, look at the flags only, or keep them for later;
 * macros, which may be anything.
 */
const KEEPS_QUIET =
  /^_*(?:xas?|mas|mt|mtree|idr|ida|radix|fs_reclaim|might|gfp|lockdep|trace|debug|set)_|[A-Z]|_(?:init|flags|mask|gfp|async|nowait|atomic|preload)$|gfp_|zonelist|^(?:if|while|for|switch|return|sizeof)$/;

/** The call an argument is given to whole, and its position. */
function callAround(
  text: string,
  at: number,
): { readonly name: string; readonly position: number } | undefined {
  if (!ENDS.test(text.slice(at, at + LONGEST_FLAG))) return undefined;
  let depth = 0;
  let position = 0;
  for (let from = at - 1; from > at - LONGEST_CALL; from--) {
    const character = text[from];
    if (character === undefined || character === ';' || character === '{' || character === '}')
      return undefined;
    if (character === ')') depth++;
    else if (character === ',' && depth === 0) position++;
    else if (character === '(' && depth-- === 0) {
      const name = CALLED.exec(text.slice(Math.max(0, from - LONGEST_NAME), from))?.[1];
      return name === undefined ? undefined : { name, position };
    }
  }
  return undefined;
}

/** With or without more flags, up to the end of the argument. */
const ENDS = /^GFP_(?:KERNEL(?:_ACCOUNT)?|NOFS|NOIO|USER|HIGHUSER)(?:\s*\|\s*\w+)*\s*[,)]/;
const LONGEST_FLAG = 80;
const LONGEST_CALL = 500;
const LONGEST_NAME = 60;
/** No member of a structure: what that is nobody knows. */
const CALLED = /(?<![\w.]|->)([A-Za-z_]\w*)\s*$/;

/** The functions of which the text says itself what they do: only there a line that begins in the first column has their names. */
function definedIn(text: string): ReadonlySet<string> {
  const names = new Set<string>();
  let start = 0;
  let end = endOfLine(text, start);
  for (let open = text.indexOf('('); open >= 0; open = text.indexOf('(', open + 1)) {
    while (end < open) {
      start = end + 1;
      end = endOfLine(text, start);
    }
    const first = text.charCodeAt(start);
    if (first > SPACE && first !== SLASH) names.add(text.slice(...wordBefore(text, open)));
  }
  return names;
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

const SPACE = 0x20;
const SLASH = 0x2f;

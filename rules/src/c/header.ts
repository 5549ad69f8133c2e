import type { Range } from '../protocol/place.js';

/** What the scan notes of a file-scope item (a function's head, a declaration) while passing over it. */
export interface Item {
  start: number;
  /** End of the last token. */
  lastEnd: number;
  lastWord: Range | undefined;
  /** Position of the parenthesis that is open. */
  openParen: number;
  /** Each `name ( … )` outside other parentheses. */
  groups: Group[];
  /** It has an `=`: an initialised variable, not a function. */
  hasValue: boolean;
}

/** A word and the parenthesised list behind it. */
export interface Group {
  readonly name: Range;
  readonly open: number;
  readonly close: number;
  /** The function's name; for SYSCALL_DEFINE2(name, …) the name inside. */
  readonly label: string;
  readonly isMacro: boolean;
}

export function newItem(): Item {
  return { start: -1, lastEnd: -1, lastWord: undefined, openParen: -1, groups: [], hasValue: false };
}

/** Takes note of a parenthesised list that closes at `close`. */
export function noteGroup(text: string, item: Item, close: number): void {
  const name = item.lastWord;
  if (!name || item.openParen < name[1] || text.slice(name[1], item.openParen).trim() !== '') return;
  const label = text.slice(name[0], name[1]);
  item.groups.push({ name, open: item.openParen, close, label, isMacro: false });
}

/** The group that holds the function's name when a brace right behind this item opens a function's body. */
export function groupOfHeader(text: string, item: Item): Group | undefined {
  if (item.hasValue || item.groups.length === 0) return undefined;
  const behind = text.slice(item.groups.at(-1)!.close + 1, item.lastEnd).trim();
  if (!/^[\w\s]*$/.test(behind)) return undefined;
  // `int f(void) __must_check {` is a function; `struct __packed(4) foo {` a type
  if (/^[A-Za-z]/.test(behind) && TYPE_HEAD.test(text.slice(item.start, item.start + 40))) return undefined;
  return nameOfFunction(text, item);
}

const TYPE_HEAD = /^(typedef\s+)?((static|const|volatile)\s+)*(struct|union|enum)\b/;

/** The group that holds the function's name, past attributes and stray macros, before annotations. */
export function nameOfFunction(text: string, item: Item): Group | undefined {
  const groups = item.groups.filter((group) => !ANNOTATION.test(group.label));
  let chosen = groups[0];
  for (let at = 1; at < groups.length; at++) {
    const group = groups[at]!;
    const between = text.slice(groups[at - 1]!.close + 1, group.name[0]);
    // `MODULE_LICENSE("GPL") static int f(void)`: a type between the two, so the first was a macro of its own
    if (/[A-Za-z_]/.test(between.replace(/\b__\w+(\s*\([^()]*\))?/g, ''))) chosen = group;
  }
  return chosen && (MACRO.test(chosen.label) ? macroGroup(text, chosen) : chosen);
}

const ANNOTATION =
  /^(__attribute__|__attribute|__declspec|__printf|__scanf|__section|__aligned|__alignof|__alloc_size|__printflike|__must_hold|__acquires?|__releases?|__cond_acquires|__cond_lock|__nonstring|__malloc|__no_sanitize|__noreturn|asm|__asm__|typeof|__typeof__|__typeof|_Alignas)$/;

const MACRO = /^[A-Z0-9_]*DEFINE[A-Z0-9_]*$/;

function macroGroup(text: string, group: Group): Group {
  const list = text.slice(group.open + 1, group.close);
  const first = /^\s*([A-Za-z_]\w*)/.exec(list);
  if (!first) return group;
  const start = group.open + 1 + first[0].length - first[1]!.length;
  return { ...group, name: [start, start + first[1]!.length], label: first[1]!, isMacro: true };
}

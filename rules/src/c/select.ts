import type { Range } from '../protocol/place.js';
import type { Action } from '../api/entry.js';
import { mayBeHurried } from '../protocol/hurried-in-text.js';
import { callsInText, endOfCall } from './calls-in-text.js';
import { isProtocolAction, type Names } from './names.js';
import type { Mention, Scan, SourceFunction } from './scan-result.js';
import { isResultAtRisk } from './select-results.js';
import { knowsSeveralFamilies, wakersToRead } from './select-wakers.js';

/**
 * The functions worth reading, by index: those that call the wait API; the short functions of the file that waiters
 * call, up to three levels down, since conditions, locks and clean-up hide there; and the callers of those that sleep
 * or register without the whole protocol.
 */
export function selectFunctions(text: string, scan: Scan, names: Names): readonly number[] {
  const actions = actionsByFunction(text, scan, names);
  const others = {
    byHand: namesWhere(text, scan.functions, actions, PARTIAL),
    isMixed: knowsSeveralFamilies(scan, names),
  };
  const chosen = new Set<number>();
  const waiters = new Set<number>();
  const partial = new Set<number>();
  const open = new Set<number>();
  const deep = new Set<number>();
  for (const [index, found] of actions) {
    if (!isDirect(scan.functions[index]!, found, others)) continue;
    chosen.add(index);
    if (found.some(({ action }) => WAITING.has(action))) waiters.add(index);
    if (found.some(({ action }) => PARTIAL.has(action))) partial.add(index);
    if (found.some(({ action }) => OPEN.has(action))) open.add(index);
    if (found.some(({ action }) => PARTIAL.has(action) || action === 'query')) deep.add(index);
  }
  for (const index of wakersToRead(text, scan, names)) {
    for (const set of [chosen, waiters, open, deep]) set.add(index);
  }
  for (const index of hurriedTries(text, scan, names)) chosen.add(index);
  addCallers(text, scan.functions, open, chosen);
  addCallees(text, scan, names, waiters, deep, chosen);
  return [...chosen].sort((a, b) => a - b);
}

/** The function that holds the offset, or -1. Functions are in order, so this is a binary search. */
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

/** The protocol is left to somebody else: a caller may test, loop or finish. */
const PARTIAL: ReadonlySet<Action> = new Set<Action>([
  'register',
  'finish',
  'sleep',
  'state-sleep',
  'set-state',
  'sleep-on',
  'woken',
]);
/** What its callers may complete; a sleep for some time needs nobody. */
const OPEN: ReadonlySet<Action> = new Set<Action>([...PARTIAL].filter((action) => action !== 'state-sleep'));
const WAITING: ReadonlySet<Action> = new Set<Action>([...PARTIAL, 'wait', 'query']);
/** With an address for its argument nothing about the call itself can be wrong. */
const ANNOUNCING: ReadonlySet<Action> = new Set<Action>(['wake', 'init-queue', 'delay']);
const PREPARING: ReadonlySet<Action> = new Set<Action>(['init-queue', 'init-entry']);

const CALLEE_LEVELS = 3;
const CALLER_LEVELS = 2;
/** Longer callees are whole operations of their own; they add cost, not knowledge about the wait. */
const SHORT = 800;
/** Longer functions that only initialise queues are probe functions, in which nothing about waiting can be wrong. */
const SHORT_SETUP = 4000;

interface ApiCall {
  readonly action: Action;
  /** Its first argument is written with `&`: the last name of what it is the address of. */
  readonly addressed: string | undefined;
}

function actionsByFunction(text: string, scan: Scan, names: Names): ReadonlyMap<number, readonly ApiCall[]> {
  const actions = new Map<number, ApiCall[]>();
  for (const mention of scan.mentions) {
    const action = mention.depth > 0 ? actionOf(text, mention, names) : undefined;
    const index = action ? functionAt(scan.functions, mention.start) : -1;
    if (!action || index < 0) continue;
    const end = mention.start + mention.word.length;
    const call = { action, addressed: ADDRESSED.exec(text.slice(end, end + LONGEST_PLACE))?.[1] };
    const known = actions.get(index);
    if (known) known.push(call);
    else actions.set(index, [call]);
  }
  return actions;
}

/** `&dev->queues[i].wait` in front of a call's other arguments. */
const ADDRESSED = /^\s*\(\s*&\s*[^&,()]*?(\w+)\s*(?:\[[^\]]*\]\s*)*[,)]/;
const LONGEST_PLACE = 120;

/** What makes a function matter that only prepares queues or wakes. */
interface Others {
  /** The words of the functions that wait by hand: it matters where and under which lock others wake them. */
  readonly byHand: ReadonlySet<string>;
  /** The file has several kinds of queues. */
  readonly isMixed: boolean;
}

function isDirect(fn: SourceFunction, calls: readonly ApiCall[], { byHand, isMixed }: Others): boolean {
  // A delay matters in a section in which nothing may sleep, or where something else is chosen for.
  if (calls.every(({ action }) => action === 'delay')) return false;
  const isElsewhere = ({ action, addressed }: ApiCall): boolean =>
    ANNOUNCING.has(action) &&
    addressed !== undefined &&
    (action === 'init-queue' ? !isMixed : !byHand.has(addressed));
  if (calls.every(isElsewhere)) return false;
  const [start, end] = fn.body;
  return end - start < SHORT_SETUP || !calls.every(({ action }) => PREPARING.has(action));
}

/** Every word of the functions that do one of the actions. */
function namesWhere(
  text: string,
  functions: readonly SourceFunction[],
  calls: ReadonlyMap<number, readonly ApiCall[]>,
  actions: ReadonlySet<Action>,
): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [index, found] of calls) {
    if (!found.some(({ action }) => actions.has(action))) continue;
    for (const [name] of text.slice(...functions[index]!.body).matchAll(/[A-Za-z_]\w*/g)) names.add(name);
  }
  return names;
}

function actionOf(text: string, { word, start }: Mention, names: Names): Action | undefined {
  if (word === 'current') {
    return /^current\s*->\s*(__)?state\b/.test(text.slice(start, start + 40)) ? 'set-state' : undefined;
  }
  const api = names.api(word);
  if (!api || !(api.action === 'delay' || isProtocolAction(api.action)) || isMember(text, start))
    return undefined;
  if (!/^\s*\(/.test(text.slice(start + word.length, start + word.length + 20))) return undefined;
  // A completion keeps the protocol by itself: it matters only where a delay does, or for its result.
  return api.family === 'completion' && !isResultAtRisk(text, start, api) ? 'delay' : api.action;
}

/** The functions that may pause between the tries of a loop in a way that a signal ends. */
function* hurriedTries(text: string, scan: Scan, names: Names): Iterable<number> {
  for (const { word, start, depth } of scan.mentions) {
    const api = depth > 0 ? names.api(word) : undefined;
    if (api?.action !== 'delay' || api.state !== 'interruptible') continue;
    const index = functionAt(scan.functions, start);
    if (index < 0) continue;
    const [from, to] = scan.functions[index]!.body;
    const end = start + word.length - from;
    if (mayBeHurried({ body: text.slice(from, to), start: start - from, end })) yield index;
  }
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
    const called = new Set<string>();
    for (const index of level) if (functions[index]!.isStatic) called.add(functions[index]!.name);
    const next = new Set<number>();
    for (const caller of callersOf(text, functions, called)) if (!chosen.has(caller)) next.add(caller);
    for (const index of next) chosen.add(index);
    level = next;
  }
}

/** One pass over the text however many names there are: a generated file may have thousands of waiters. */
function callersOf(
  text: string,
  functions: readonly SourceFunction[],
  names: ReadonlySet<string>,
): ReadonlySet<number> {
  const callers = new Set<number>();
  if (names.size === 0) return callers;
  for (const { name, at } of callsInText(text, 0, text.length)) {
    const index = names.has(name) ? functionAt(functions, at) : -1;
    if (index >= 0 && at >= functions[index]!.body[0]) callers.add(index);
  }
  return callers;
}

/** Of a function that waits by a macro alone, what its condition calls and what says a word of the protocol itself. */
function addCallees(
  text: string,
  scan: Scan,
  names: Names,
  waiters: ReadonlySet<number>,
  deep: ReadonlySet<number>,
  chosen: Set<number>,
): void {
  const { functions } = scan;
  if (waiters.size === 0) return;
  const byName = new Map(functions.map((fn, index) => [fn.name, index]));
  const telling = new Set(scan.mentions.map(({ start }) => functionAt(functions, start)));
  const conditions = conditionsOf(text, scan, names);
  let level = waiters;
  for (let depth = 0; depth < CALLEE_LEVELS && level.size > 0; depth++) {
    const next = new Set<number>();
    for (const index of level) {
      for (const { name, at } of callsInText(text, ...functions[index]!.body)) {
        const callee = byName.get(name);
        if (callee === undefined || chosen.has(callee) || !isShort(functions[callee]!)) continue;
        if (depth > 0 || deep.has(index) || telling.has(callee) || isWithin(conditions.get(index), at))
          next.add(callee);
      }
    }
    for (const index of next) chosen.add(index);
    level = next;
  }
}

/** The calls of macros that wait for a condition, by function. */
function conditionsOf(text: string, scan: Scan, names: Names): ReadonlyMap<number, readonly Range[]> {
  const conditions = new Map<number, Range[]>();
  for (const { word, start, depth } of scan.mentions) {
    if (depth === 0 || names.api(word)?.condition === undefined) continue;
    const index = functionAt(scan.functions, start);
    const range = [start, endOfCall(text, start + word.length)] as const;
    const known = conditions.get(index);
    if (known) known.push(range);
    else conditions.set(index, [range]);
  }
  return conditions;
}

function isWithin(ranges: readonly Range[] | undefined, at: number): boolean {
  return (ranges ?? []).some(([start, end]) => at > start && at < end);
}

function isShort({ body }: SourceFunction): boolean {
  return body[1] - body[0] <= SHORT;
}

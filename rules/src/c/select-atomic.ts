import { isAtomicLock, sleepOf, SLEEPING_FLAGS } from '../api/sleeping.js';
import type { HandlerUse } from '../protocol/model.js';
import { transitive } from '../protocol/transitive.js';
import { callsInText, endOfCall, placesCalling } from './calls-in-text.js';
import type { Names } from './names.js';
import type { Mention, Scan, SourceFunction } from './scan-result.js';
import { functionAt } from './select.js';

/**
 * Functions in which something may sleep where nothing may: those that sleep, or call what sleeps, behind a lock that
 * forbids it; handlers from which a sleep can be reached; what the conditions of waits call and what sleeps in there;
 * and the functions on the way. Judged by the text alone, so it chooses too many rather than too few.
 */
export function addAtomic(
  text: string,
  scan: Scan,
  names: Names,
  handlers: ReadonlyMap<string, HandlerUse>,
  chosen: Set<number>,
): void {
  const search = new SleepText(text, scan, names);
  for (const { mention, owner } of search.sleepersIn(chosen)) search.addCondition(mention, owner, chosen);
  if (search.sleeping.size === 0) return;
  for (const [index, words] of search.sections) search.addSections(index, words, chosen);
  for (const name of handlers.keys()) search.addHandler(name, chosen);
}

/** What sleeps below the given functions, and the functions on the way. */
export function sleepersBelow(
  text: string,
  scan: Scan,
  names: Names,
  roots: Iterable<number>,
): ReadonlySet<number> {
  const search = new SleepText(text, scan, names);
  const found = new Set<number>();
  for (const root of roots) search.addHandler(scan.functions[root]!.name, found);
  return found;
}

type Role = 'enter' | 'leave' | 'sleep' | 'wait';

interface Word {
  readonly role: Role;
  readonly mention: Mention;
}

interface CallOf {
  readonly at: number;
  readonly callee: number;
}

/** What the text of a file says about who locks, who sleeps and who calls whom. */
class SleepText {
  /** Functions that sleep themselves. */
  readonly sleeping = new Set<number>();
  /** The words of functions that enter a section in which nothing may sleep. */
  readonly sections = new Map<number, readonly Word[]>();
  readonly #text: string;
  readonly #functions: readonly SourceFunction[];
  readonly #words = new Map<number, Word[]>();
  readonly #calls = new Map<number, readonly CallOf[]>();
  readonly #reachesSleep = transitive(
    (index) => this.sleeping.has(index),
    (index) => this.#calleesOf(index),
  );
  /** Chosen with all of their callees from which a sleep can be reached. */
  readonly #added = new Set<number>();
  #byName: ReadonlyMap<string, number> | undefined;

  constructor(text: string, scan: Scan, names: Names) {
    this.#text = text;
    this.#functions = scan.functions;
    for (const mention of scan.mentions) {
      const role = mention.depth > 0 ? roleOf(text, mention, names) : undefined;
      const index = role ? functionAt(scan.functions, mention.start) : -1;
      if (!role || index < 0) continue;
      this.#add(index, { role, mention });
    }
    this.#addHelpers(scan.functions);
    for (const [index, words] of this.#words) {
      if (words.some(({ role }) => role === 'sleep' || role === 'wait')) this.sleeping.add(index);
      if (words.some(({ role }) => role === 'enter')) this.sections.set(index, words);
    }
  }

  /** A call of a helper that only takes locks begins a section like the lock itself; one that only gives back ends it. */
  #addHelpers(functions: readonly SourceFunction[]): void {
    const helpers = [...this.#words].flatMap(([index, words]) => {
      const roles = new Set(words.map(({ role }) => role));
      const role = roles.has('enter') ? 'enter' : 'leave';
      return functions[index]!.isStatic && roles.has('enter') !== roles.has('leave')
        ? [{ index, role } as const]
        : [];
    });
    for (const { index, role } of helpers) {
      const { name } = functions[index]!;
      for (const start of placesCalling(this.#text, name)) {
        const caller = functionAt(functions, start);
        if (caller < 0 || caller === index || start < functions[caller]!.body[0]) continue;
        this.#add(caller, { role, mention: { word: name, start, depth: 1, inParens: false } });
      }
    }
    if (helpers.length > 0) for (const words of this.#words.values()) words.sort(byPlace);
  }

  #add(index: number, word: Word): void {
    const words = this.#words.get(index);
    if (words) words.push(word);
    else this.#words.set(index, [word]);
  }

  *sleepersIn(chosen: ReadonlySet<number>): Iterable<{ mention: Mention; owner: number }> {
    for (const owner of [...chosen]) {
      for (const { role, mention } of this.#words.get(owner) ?? []) {
        if (role === 'wait') yield { mention, owner };
      }
    }
  }

  /** Functions of the condition of a wait that sleep, and those on the way to the sleep. */
  addCondition({ start, word }: Mention, owner: number, chosen: Set<number>): void {
    const end = endOfCall(this.#text, start + word.length);
    for (const callee of this.#calledIn(owner, start, end)) {
      if (callee !== owner && this.#reachesSleep(callee)) this.#addReachable(callee, chosen);
    }
  }

  addSections(index: number, words: readonly Word[], chosen: Set<number>): void {
    const sections = this.#sectionsOf(index, words);
    const callees = sections.flatMap(([start, end]) => this.#calledIn(index, start, end));
    const sleeping = callees.filter((callee) => callee !== index && this.#reachesSleep(callee));
    const isDirect = words.some(
      ({ role, mention }) =>
        (role === 'sleep' || role === 'wait') &&
        sections.some(([start, end]) => mention.start > start && mention.start < end),
    );
    if (!isDirect && sleeping.length === 0) return;
    chosen.add(index);
    for (const callee of sleeping) this.#addReachable(callee, chosen);
    for (const callee of this.#calleesOf(index)) if (this.#isLockHelper(callee)) chosen.add(callee);
  }

  /** It gives back a lock of its caller's, or takes one for it. */
  #isLockHelper(index: number): boolean {
    const words = this.#words.get(index) ?? [];
    const entered = words.flatMap(({ role, mention }) => (role === 'enter' ? [mention.word] : []));
    const left = words.flatMap(({ role, mention }) => (role === 'leave' ? [mention.word] : []));
    if (left.length === 0) return entered.length > 0;
    const first = words.find(({ role }) => role === 'enter' || role === 'leave');
    return first?.role === 'leave' || left.some((word) => !entered.some((lock) => isPair(lock, word)));
  }

  addHandler(name: string, chosen: Set<number>): void {
    const index = this.#indexOf(name);
    if (index !== undefined && this.#reachesSleep(index)) this.#addReachable(index, chosen);
  }

  /** The text between each `enter` and the `leave` that ends it, as far as the text tells. */
  #sectionsOf(index: number, words: readonly Word[]): readonly (readonly [number, number])[] {
    const sections: (readonly [number, number])[] = [];
    const edges = words.filter(({ role }) => role === 'enter' || role === 'leave');
    let depth = 0;
    let lock = edges[0]?.mention;
    let start = 0;
    for (const [at, { role, mention }] of edges.entries()) {
      if (role === 'enter') {
        if (depth++ === 0) [lock, start] = [mention, mention.start];
        continue;
      }
      if (depth === 0) continue;
      const isInBranch = mention.depth > lock!.depth;
      // Either way the rest of the branch is outside; behind it some path may still have the lock.
      const isOnePath =
        (isInBranch && isBeforeJump(this.#text, mention.start)) ||
        (depth === 1 && edges[at + 1]?.role === 'leave');
      if (!isOnePath && --depth > 0) continue;
      if (isOnePath && (!isInBranch || depth > 1)) continue;
      sections.push([start, mention.start]);
      start = endOfBlock(this.#text, mention.start);
    }
    if (depth > 0) sections.push([start, this.#functions[index]!.body[1]]);
    return sections;
  }

  #addReachable(index: number, chosen: Set<number>): void {
    const open = this.#added.has(index) ? [] : [index];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      this.#added.add(at);
      chosen.add(at);
      for (const callee of this.#calleesOf(at))
        if (!this.#added.has(callee) && this.#reachesSleep(callee)) open.push(callee);
    }
  }

  #calleesOf(index: number): readonly number[] {
    return [...new Set(this.#callsIn(index).map(({ callee }) => callee))];
  }

  #calledIn(index: number, start: number, end: number): readonly number[] {
    return this.#callsIn(index).flatMap(({ at, callee }) => (at >= start && at < end ? [callee] : []));
  }

  /** The calls of functions of the file that a function makes. */
  #callsIn(index: number): readonly CallOf[] {
    const known = this.#calls.get(index);
    if (known) return known;
    const calls: CallOf[] = [];
    for (const { name, at } of callsInText(this.#text, ...this.#functions[index]!.body)) {
      const callee = this.#indexOf(name);
      if (callee !== undefined) calls.push({ at, callee });
    }
    this.#calls.set(index, calls);
    return calls;
  }

  #indexOf(name: string): number | undefined {
    this.#byName ??= new Map(this.#functions.map((fn, index) => [fn.name, index]));
    return this.#byName.get(name);
  }
}

/** `rcu_read_lock` and `rcu_read_unlock`; `spin_trylock_irqsave` and `spin_unlock_irqrestore`. */
function isPair(lock: string, unlock: string): boolean {
  return kindOfLock(lock) === kindOfLock(unlock);
}

function kindOfLock(word: string): string {
  return word.replace(/_?(?:try|un)?lock.*$/, '');
}

function byPlace(a: Word, b: Word): number {
  return a.mention.start - b.mention.start;
}

function roleOf(text: string, { word, start }: Mention, names: Names): Role | undefined {
  if (word === 'guard' || word === 'scoped_guard') return isAtomicGuard(text, start) ? 'enter' : undefined;
  const api = names.api(word);
  if (!api || isMember(text, start)) return undefined;
  if (api.condition !== undefined && api.action === 'wait') return 'wait';
  const sleep = sleepOf(api);
  if (sleep === 'always') return 'sleep';
  if (sleep === 'by-argument')
    return api.flags === undefined || SLEEPING_FLAGS.test(callText(text, start)) ? 'sleep' : undefined;
  if (!isAtomicLock(api)) return undefined;
  return api.action === 'unlock' ? 'leave' : 'enter';
}

function isAtomicGuard(text: string, start: number): boolean {
  return /^\w+\s*\(\s*(raw_)?(spinlock|read_lock|write_lock|rcu|irq|preempt)/.test(
    text.slice(start, start + 60),
  );
}

function callText(text: string, start: number): string {
  const end = text.indexOf(';', start);
  return text.slice(start, Math.min(end < 0 ? text.length : end, start + LONGEST_CALL));
}

const LONGEST_CALL = 400;

/** `ops->wait(…)` is not `wait(…)`. */
function isMember(text: string, start: number): boolean {
  const before = text.slice(Math.max(0, start - 3), start).trimEnd();
  return before.endsWith('.') || before.endsWith('->');
}

/** Where the block ends that the offset is in. */
function endOfBlock(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length; at++) {
    const character = text[at];
    if (character === '{') depth++;
    else if (character === '}' && --depth === 0) return at;
  }
  return text.length;
}

/** The statements behind an unlock leave the function or the branch: what follows in the text is another path. */
function isBeforeJump(text: string, start: number): boolean {
  const rest = text.slice(start, start + 120);
  const [untilClose] = rest.split('}', 1);
  return /\b(return|goto|break|continue)\b/.test(untilClose!);
}

import { isAtomicLock } from '../api/sleeping.js';
import type { NamedCall } from '../protocol/model.js';
import { maySleepByItself, takesLock } from '../protocol/sleep-reach.js';
import { callsInText } from './calls-in-text.js';
import type { NamedCalls } from './named-calls.js';
import type { SourceFunction } from './scan-result.js';
import { readSections, UNKNOWN, type SectionText, type SectionWord } from './section-text.js';

/** A function of the file with what its text says about its calls. */
export interface NamedSource {
  readonly source: SourceFunction;
  readonly named: NamedCalls | undefined;
}

/** Tells of a function, by the texts of the file alone, whether it may sleep while it holds a lock that forbids it. */
export class LockedText {
  readonly #text: string;
  readonly #functions: readonly NamedSource[];
  readonly #targets: ReadonlyMap<string, number>;
  readonly #known = new Map<number, SectionText>();
  readonly #certain = new Map<number, boolean>();
  /** Functions that are being read, each for the one that calls it. */
  #depth = 0;

  constructor(text: string, functions: readonly NamedSource[], targets: ReadonlyMap<string, number>) {
    this.#text = text;
    this.#functions = functions;
    this.#targets = targets;
  }

  /** `maySleep`: what its words and those of its callees tell. */
  maySleep(index: number, maySleep: (callee: number) => boolean): boolean {
    return this.#read(index, (callee) => maySleep(callee) && this.maySleepAtOnce(callee, maySleep)).maySleep;
  }

  /** Locks that a function leaves taken, at most. */
  leftBy(index: number): number {
    return this.#effects(index).left;
  }

  #effects(index: number): SectionText {
    const known = this.#known.get(index);
    if (known !== undefined) return known;
    this.#known.set(index, RECURSION);
    const effects = this.#read(index, () => false);
    this.#known.set(index, effects);
    return effects;
  }

  /** It may sleep before it gives back a lock of its caller's. */
  maySleepAtOnce(index: number, maySleep: (callee: number) => boolean): boolean {
    const known = this.#certain.get(index);
    if (known !== undefined) return known;
    this.#certain.set(index, true);
    const { maySleepAtOnce } = this.#read(
      index,
      (inner) => maySleep(inner) && this.maySleepAtOnce(inner, maySleep),
    );
    this.#certain.set(index, maySleepAtOnce);
    return maySleepAtOnce;
  }

  #read(index: number, maySleep: (callee: number) => boolean): SectionText {
    const { source, named } = this.#functions[index]!;
    if (!named || this.#depth > DEEPEST || named.mayCall(isOutOfSight)) return UNKNOWN;
    this.#depth++;
    const words = new Map<number, SectionWord>();
    for (const { name, at } of callsInText(this.#text, ...source.body)) {
      const target = this.#targets.get(name);
      if (target === undefined) continue;
      const { left, releases } = this.#effects(target);
      words.set(at, { takes: left, maySleep: maySleep(target), ...(releases && { gives: 'all' }) });
    }
    for (const [at, call] of named.byPlace) words.set(at, wordOf(call, named));
    const read = readSections(this.#text, source.body, words);
    this.#depth--;
    return read;
  }
}

/** Longer chains of calls have been generated: what is told of their ends is not worth the stack. */
const DEEPEST = 100;

/** A recursion that locks would not end. */
const RECURSION: SectionText = { ...UNKNOWN, left: 1 };

/** The scan does not say where it is. */
function isOutOfSight({ api, args }: NamedCall): boolean {
  return (
    api.name.includes('->') &&
    api.name !== 'current->state' &&
    (takesLock({ api }) || maySleepByItself({ api, args }))
  );
}

function wordOf(call: NamedCall, named: NamedCalls): SectionWord {
  const { api } = call;
  const takes = takesLock(call) ? 1 : 0;
  const givesOne = api.action === 'unlock' && isAtomicLock(api);
  const lends = lendsLock(call, named) ? 1 : 0;
  const isLending = api.action === 'wait' && (api.lock !== undefined || api.queueLocked === true);
  return {
    takes,
    maySleep: maySleepByItself(call),
    lends,
    lendsCallers: isLending && lends === 0,
    ...(givesOne && { gives: 'one' }),
  };
}

/** `wait_event_lock_irq(wq, condition, lock)` in a function that takes this lock. */
function lendsLock({ api, args }: NamedCall, { byPlace }: NamedCalls): boolean {
  const lock = api.action === 'wait' && api.lock ? args()?.[api.lock.arg] : undefined;
  if (lock === undefined) return false;
  const name = nameOfLock(lock);
  return [...byPlace.values()].some((call) => takesLock(call) && nameOfLock(call.args()?.[0] ?? '') === name);
}

function nameOfLock(argument: string): string {
  return argument.replace(/[\s&*()]/g, '');
}

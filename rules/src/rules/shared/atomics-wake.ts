import { wordOf } from '../../api/atomics.js';
import type { AnalysisContext } from '../../context.js';
import type { Call, ProtocolEvent, UpdateEvent, WakeEvent } from '../../protocol/events.js';
import { eventsOf } from '../../protocol/graph.js';
import { walkPaths } from '../../protocol/paths.js';
import type { Place, Range } from '../../protocol/place.js';
import { quoted } from '../../quoted.js';

/** Something wrong about a notify and the word it is for. */
export interface WordFault {
  readonly how: 'bare' | 'early' | 'payload';
  readonly wake: WakeEvent;
  readonly word: string;
  /** `early`: the store that comes too late. `payload`: the write that a waiter may miss. */
  readonly late?: UpdateEvent;
  /** `payload`: the store that announces it. `bare`: the sleep that nothing was stored since. */
  readonly first?: Range;
}

/** Finds notifies that come before their store, without one, or with the payload written between the two. */
export function findWordFaults(context: AnalysisContext, owner: number): readonly WordFault[] {
  const fn = context.model.functions[owner]!;
  const words = new Set<string>();
  for (const call of context.callsOf(fn)) {
    const word = isAtomics(call, 'wake') ? wordOf(call) : undefined;
    if (word) words.add(word.text);
  }
  return [...words].flatMap((word) => [...new WordSearch(context, owner, word).run()]);
}

interface State {
  /** The last store to the word, and what was written to the same memory since. */
  readonly store: UpdateEvent | null;
  readonly payload: UpdateEvent | null;
  /** Something was stored, or may have been, since the function began or slept on the word. */
  readonly hasNews: boolean;
  readonly slept: Range | null;
  /** A notify with no store before it. */
  readonly bare: WakeEvent | null;
  /** The store after it. */
  readonly late: UpdateEvent | null;
}

const START: State = { store: null, payload: null, hasNews: false, slept: null, bare: null, late: null };

class WordSearch {
  readonly #context: AnalysisContext;
  readonly #owner: number;
  readonly #word: string;
  readonly #array: string;
  readonly #found = new Map<string, WordFault>();

  constructor(context: AnalysisContext, owner: number, word: string) {
    this.#context = context;
    this.#owner = owner;
    this.#word = word;
    this.#array = word.slice(0, word.lastIndexOf('['));
  }

  run(): Iterable<WordFault> {
    const isComplete = walkPaths<State>(this.#context.graphOf(this.#context.model.functions[this.#owner]!), {
      start: START,
      key: ({ store, payload, hasNews, slept, bare, late }) =>
        [store?.range[0], payload?.range[0], hasNews, slept?.[0], bare?.range[0], late?.range[0]].join(),
      onEvent: (state, event) => this.#next(state, event),
      onExit: ({ bare, late }, exit) => {
        if (bare && late && exit.kind !== 'never')
          this.#add({ how: 'early', wake: bare, word: this.#word, late });
      },
    });
    return isComplete ? this.#found.values() : [];
  }

  #add(fault: WordFault): void {
    const key = `${fault.how} ${fault.wake.range[0]}`;
    if (!this.#found.has(key)) this.#found.set(key, fault);
  }

  #next(state: State, event: ProtocolEvent): State | null {
    switch (event.kind) {
      case 'update':
        return this.#updated(state, event);
      case 'wake':
        return this.#woken(state, event);
      case 'sleep':
        return this.#slept(state, event.call);
      case 'call':
        return this.#called(state, event.call);
      case 'opaque':
        return null;
      default:
        return state;
    }
  }

  #updated(state: State, event: UpdateEvent): State {
    const { text } = event.place;
    // A name for the array, which writes nothing to its words.
    if (text !== this.#word && text === this.#array) return state;
    if (text === this.#word || this.#word.startsWith(text)) {
      const late = state.bare && !state.late ? event : state.late;
      return { ...state, store: event, payload: null, hasNews: true, late };
    }
    if (this.#isSibling(event.place)) {
      // An index that is not known may be the word itself.
      if (!this.#isElsewhere(text)) {
        const isOther = isConstantName(indexOf(text)) && isConstantName(indexOf(this.#word));
        return { ...state, store: null, hasNews: state.hasNews || !isOther };
      }
      return state.store ? { ...state, payload: event } : state;
    }
    return state.store && this.#isView(event) ? { ...state, payload: event } : state;
  }

  /** Another index for certain: another number, or one that begins behind the word and counts up. */
  #isElsewhere(text: string): boolean {
    const own = this.#numberOf(indexOf(this.#word));
    const [, first, counter] = /^(\w+)(?: ?\+ ?([a-z]\w*))?$/.exec(indexOf(text)) ?? [];
    const at = first === undefined ? undefined : this.#numberOf(first);
    if (own === undefined || at === undefined) return false;
    return counter === undefined || at > own;
  }

  /** A number, or the constant of the file that stands for one. */
  #numberOf(name: string): number | undefined {
    if (/^\d+$/.test(name)) return Number(name);
    const made = new RegExp(`\\bconst ${quoted(name)}\\s*=\\s*(\\d+)\\s*[;,\\n]`).exec(
      this.#context.model.text,
    )?.[1];
    return made === undefined ? undefined : Number(made);
  }

  #isSibling({ text }: Place): boolean {
    return text.startsWith(`${this.#array}[`);
  }

  /** Another view of the buffer that the word lies in. */
  #isView({ place }: UpdateEvent): boolean {
    const buffer = this.#bufferOf(this.#array);
    return buffer !== undefined && place.root !== this.#array && this.#bufferOf(place.root) === buffer;
  }

  #bufferOf(name: string): string | undefined {
    const made = this.#context.model.declarations.filter((declaration) => declaration.name === name);
    const buffers = made.map(({ value }) => /^new \w+\(\s*([\w$.]+)\s*[,)]/.exec(value?.text ?? '')?.[1]);
    return buffers.every((buffer) => buffer === buffers[0]) ? buffers[0] : undefined;
  }

  #woken(state: State, event: WakeEvent): State {
    if (!isAtomics(event.call, 'wake') || wordOf(event.call)?.text !== this.#word) return state;
    if (state.payload && state.store) {
      const { payload: late, store } = state;
      this.#add({ how: 'payload', wake: event, word: this.#word, late, first: store.range });
    }
    const bare = state.hasNews ? null : event;
    return { ...state, store: null, payload: null, bare, late: null };
  }

  #slept(state: State, call: Call): State {
    if (!isAtomics(call, 'compare-sleep') || wordOf(call)?.text !== this.#word)
      return { ...state, hasNews: true };
    // The other side sleeps on the same word, for this side sleeps again as soon as it has notified.
    const { bare, slept } = state;
    if (bare && slept) this.#add({ how: 'bare', wake: bare, word: this.#word, first: slept });
    return { ...START, slept: call.range };
  }

  #called(state: State, call: Call): State {
    const isGiven = call.args.some(({ place }) => place && this.#array.startsWith(place.text));
    const isAccess = /^Atomics\./.test(call.name);
    if (isAccess) return state;
    if (call.target === undefined ? !isGiven : !this.#mayWrite(call.target)) return state;
    return { ...state, store: null, payload: null, hasNews: true, bare: null, late: null };
  }

  /** A function of the file that writes into arrays or notifies, or calls one that does. */
  #mayWrite(target: number, seen = new Set<number>()): boolean {
    if (seen.has(target)) return false;
    seen.add(target);
    const { model } = this.#context;
    const fn = model.functions[target]!;
    if (WRITES.test(model.text.slice(...fn.range))) return true;
    return this.#context
      .callsOf(fn)
      .some((call) => call.target !== undefined && this.#mayWrite(call.target, seen));
  }
}

/** Stores, notifies, and what may hand the memory on. */
const WRITES =
  /\bAtomics\.(?!load\b)|\]\s*(?:[-+|&^]?=(?!=)|\+\+|--)|\.(?:set|fill|copy\w*)\(|\b(?:wake|notify)\w*\(/i;

/** `READ_INDEX`, `kReadIndex`: names that are given to constants; two of them are two words. */
function isConstantName(index: string): boolean {
  return /^(?:[\w$]+\.)?(?:[A-Z][A-Z\d]*_[A-Z\d_]+|k[A-Z]\w+)$/.test(index);
}

/** Two words of an array for certain: `state[READ_INDEX]` and `state[WRITE_INDEX]`, `words[0]` and `words[1]`. */
export function areOtherWords(a: string, b: string): boolean {
  const [one, other] = [indexOf(a), indexOf(b)];
  const isNumber = (index: string): boolean => /^\d+$/.test(index);
  return one !== other && [isConstantName, isNumber].some((isKnown) => isKnown(one) && isKnown(other));
}

/** Whether a call is `Atomics.notify` (`wake`) or a wait of `Atomics`. */
export function isAtomics({ api }: Call, action: 'wake' | 'compare-sleep'): boolean {
  return api?.family === 'atomics' && api.action === action;
}

/** A store to a word that is slept on, announced on another word of the array. */
export interface WrongWord {
  readonly update: UpdateEvent;
  readonly notified: { readonly word: string; readonly range: Range };
  readonly slept: Range;
}

/** Finds stores to a word somebody sleeps on after which only another word of the same array is notified. */
export function findWrongWords(context: AnalysisContext): readonly WrongWord[] {
  const slept = sleepsByWord(context);
  if (slept.size === 0) return [];
  return context.model.functions.flatMap((fn, owner) => {
    // A compare-and-exchange takes, and who sleeps on a word takes it, too.
    const updates = [...eventsOf(context.graphOf(fn))].filter(
      (event) => event.kind === 'update' && event.value !== undefined && slept.has(event.place.text),
    ) as readonly UpdateEvent[];
    if (updates.length === 0 || context.callsOf(fn).some((call) => isAtomics(call, 'compare-sleep')))
      return [];
    const notified = notifiedAfter(context, owner);
    return updates.flatMap((update) => {
      const word = update.place.text;
      const other = notified.find((one) => arrayOf(one.word) === arrayOf(word));
      if (!other || notified.some((one) => one.word === word)) return [];
      return [{ update, notified: other, slept: slept.get(word)! }];
    });
  });
}

function indexOf(word: string): string {
  return word.slice(word.lastIndexOf('[') + 1, -1);
}

function arrayOf(word: string): string {
  return word.slice(0, word.lastIndexOf('['));
}

function sleepsByWord(context: AnalysisContext): ReadonlyMap<string, Range> {
  const slept = new Map<string, Range>();
  for (const fn of context.model.functions) {
    for (const call of context.callsOf(fn)) {
      const word = isAtomics(call, 'compare-sleep') ? wordOf(call) : undefined;
      if (word && !slept.has(word.text)) slept.set(word.text, call.range);
    }
  }
  return slept;
}

type Notified = WrongWord['notified'];

/** Words notified by a function, by those that call it, and, where it is a callback, by the function that runs it. */
function notifiedAfter(context: AnalysisContext, owner: number, depth = 0): readonly Notified[] {
  const { functions } = context.model;
  const fn = functions[owner]!;
  const own = notifiesOf(context, owner);
  if (depth > 1) return own;
  const above = functions.flatMap((caller, index) => {
    const calls = context.callsOf(caller);
    const runs = calls.filter(({ args }) => args.some(({ range }) => isSame(range, fn.range)));
    if (runs.length === 0 && !calls.some(({ target }) => target === owner)) return [];
    const byRunner = runs.flatMap((call) => (call.target === undefined ? [] : notifiesAt(context, call)));
    return [...byRunner, ...notifiedAfter(context, index, depth + 1)];
  });
  return [...own, ...above];
}

function notifiesOf(context: AnalysisContext, owner: number): readonly Notified[] {
  return context.callsOf(context.model.functions[owner]!).flatMap((call) => {
    const word = isAtomics(call, 'wake') ? wordOf(call) : undefined;
    return word ? [{ word: word.text, range: call.range }] : [];
  });
}

/** What a function of the file notifies, in the words of its caller. */
function notifiesAt(context: AnalysisContext, call: Call): readonly Notified[] {
  const { parameters } = context.model.functions[call.target!]!;
  return notifiesOf(context, call.target!).map(({ word, range }) => {
    const root = /^[\w$]+/.exec(word)?.[0] ?? '';
    const given = call.args[parameters.indexOf(root)]?.place;
    return { word: given ? given.text + word.slice(root.length) : word, range };
  });
}

function isSame(a: Range, b: Range): boolean {
  return a[0] === b[0] && a[1] === b[1];
}

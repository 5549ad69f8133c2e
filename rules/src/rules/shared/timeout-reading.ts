import { squeeze } from '../../protocol/build-graph.js';
import type {
  Call,
  Operand,
  ProtocolEvent,
  SleepEvent,
  TestEvent,
  UpdateEvent,
} from '../../protocol/events.js';
import type { Block, Edge, Exit, Graph } from '../../protocol/graph.js';
import { walkPaths } from '../../protocol/paths.js';
import type { Range } from '../../protocol/place.js';
import { callKey } from './awaited-condition.js';
import {
  errorsAfter,
  isErrorLocal,
  isTimeoutCode,
  isTimeoutError,
  type ErrorLocals,
} from './error-locals.js';
import { isFailure } from './failure.js';
import { isIdleCall } from './idle-call.js';

/** A comparison of a wait's result: `left < 0`. */
export interface Comparison {
  readonly operator: string;
  /** What it is compared with, as written. */
  readonly other: string;
  readonly range: Range;
}

/** Everything a function does to learn what a wait's result says. */
export interface TimeoutReading {
  /** The local variable that holds the result. */
  readonly variable: string | undefined;
  readonly comparisons: readonly Comparison[];
  /** Those, too, that are reached without the wait or with another value in the variable. */
  readonly allComparisons: readonly Comparison[];
  /** Where a result other than 0 (or 0, of `hrtimeout`) is answered as a timeout, and the opposite as success. */
  readonly inverted: Range | undefined;
  /** The result goes somewhere that is not followed. */
  readonly isHandedOn: boolean;
}

/** Follows the result of one wait along every path; undefined when the function is too complicated. */
export function readTimeout(graph: Graph, wait: SleepEvent): TimeoutReading | undefined {
  const search = new Search(wait);
  return walkPaths(graph, search) ? search.answer() : undefined;
}

interface State {
  readonly isAfter: boolean;
  readonly result: string | null;
  /** Which way a plain test of the result went. */
  readonly branch: 'zero' | 'other' | null;
  /** Nothing but logs came since the branch. */
  readonly isFresh: boolean;
  /** A log on this branch speaks of a timeout. */
  readonly saysTimeout: boolean;
  readonly errors: ErrorLocals;
}

const START: State = {
  isAfter: false,
  result: null,
  branch: null,
  isFresh: false,
  saysTimeout: false,
  errors: '',
};

const ZERO_FIRST = ['zero', 'other'] as const;
const OTHER_FIRST = ['other', 'zero'] as const;

/** How a branch ends. */
type End = 'success' | 'failure' | 'timeout';

class Search {
  readonly start = START;
  readonly #wait: SleepEvent;
  readonly #callText: string;
  readonly #comparisons = new Map<number, Comparison>();
  readonly #ends = { zero: new Set<End>(), other: new Set<End>() };
  /** Subjects of a switch, by where they are: nothing is compared there, the cases do. */
  readonly #subjects = new Set<number>();
  /** Tests that are reached without the wait, or with another value in the variable. */
  readonly #contested = new Map<number, TestEvent>();
  /** Branches that begin with a log or an error code that says that the time ran out. */
  readonly #told = new Set<NonNullable<State['branch']>>();
  #variable: string | undefined;
  #tested: Range | undefined;
  #isHandedOn = false;

  constructor(wait: SleepEvent) {
    this.#wait = wait;
    this.#callText = callKey(wait.call);
  }

  answer(): TimeoutReading {
    const isInverted = isTimeoutOnly(this.#timeoutSide(false)) && this.#timeoutSide(true).has('success');
    return {
      variable: this.#variable,
      comparisons: [...this.#comparisons.values()].filter(
        ({ range }) => !this.#subjects.has(range[0]) && !this.#isContested(range),
      ),
      allComparisons: [...this.#comparisons.values()],
      inverted: (isInverted && !this.#isHandedOn) || this.#isToldInverted() ? this.#tested : undefined,
      isHandedOn: this.#isHandedOn,
    };
  }

  /** A timeout is told where there is time left, and nowhere else. */
  #isToldInverted(): boolean {
    const [timeout, success] = this.#wait.call.api!.result === 'hrtimeout' ? OTHER_FIRST : ZERO_FIRST;
    return this.#told.has(success!) && !this.#told.has(timeout!);
  }

  /** The ends of the branch that the result's meaning says is the timeout, or of the other one. */
  #timeoutSide(isTimeout: boolean): ReadonlySet<End> {
    const isZero = (this.#wait.call.api!.result === 'hrtimeout') !== isTimeout;
    return this.#ends[isZero ? 'zero' : 'other'];
  }

  key(state: State): string {
    return Object.values(state).join('|');
  }

  onEvent(state: State, event: ProtocolEvent): State | null {
    if (event.kind === 'sleep' && event.call === this.#wait.call) {
      return state.isAfter ? null : { ...START, isAfter: true, errors: state.errors };
    }
    const known = event.kind === 'update' ? withErrors(state, event) : state;
    if (event.kind === 'test' && known.result === null) this.#contested.set(event.range[0], event);
    if (!known.isAfter) return known;
    if (known.isFresh && tellsTimeout(event)) this.#told.add(known.branch!);
    return this.#onLater(known.isFresh ? { ...known, isFresh: false } : known, event);
  }

  #onLater(known: State, event: ProtocolEvent): State | null {
    if (event.kind === 'test') return this.#onTest(known, event);
    if (event.kind === 'update') return this.#onUpdate(known, event);
    if (event.kind !== 'call') return known;
    if (event.call.args.some((arg) => this.#isHolder(known, arg)) && !isIdleCall(event.call))
      return this.#handOn();
    const saysTimeout = known.saysTimeout || (isIdleCall(event.call) && speaksOfTimeout(event.call));
    return saysTimeout === known.saysTimeout ? known : { ...known, saysTimeout };
  }

  onEdge(state: State, { assume }: Edge, { events }: Block): State | null {
    if (state.isFresh) return { ...state, isFresh: false };
    if (!state.isAfter || !assume || state.branch !== null) return state;
    const subject = events.at(-1);
    if (subject?.kind === 'test' && assume.text.startsWith(`${squeeze(subject.text)}==`)) {
      this.#subjects.add(subject.range[0]);
    }
    if (assume.text !== state.result && assume.text !== this.#callText) return state;
    return { ...state, branch: assume.value ? 'other' : 'zero', isFresh: true };
  }

  onExit(state: State, { kind, value }: Exit): void {
    if (!state.isAfter || kind === 'never' || kind === 'throw') return;
    if (value && this.#isHolder(state, value)) this.#isHandedOn = true;
    if (state.branch !== null) this.#ends[state.branch].add(endOf(state, value));
  }

  #onTest(state: State, { reads, calls, text, range }: TestEvent): State {
    if (!calls.includes(this.#wait.call) && !reads.some((read) => read.text === state.result)) return state;
    this.#tested ??= range;
    const comparison = compare(squeeze(text), state.result ?? this.#callText);
    if (comparison) this.#comparisons.set(range[0], { ...comparison, range });
    return state;
  }

  #onUpdate(state: State, { place, value }: UpdateEvent): State | null {
    if (value?.form === 'call' && value.calls.at(-1) === this.#wait.call) {
      if (place.shared) return this.#handOn();
      this.#variable = place.text;
      return { ...state, result: place.text };
    }
    if (value && this.#isHolder(state, value)) return this.#handOn();
    return place.text === state.result ? { ...state, result: null } : state;
  }

  #isHolder({ result }: State, { reads, calls }: Operand): boolean {
    return calls.includes(this.#wait.call) || reads.some(({ text }) => text === result);
  }

  #isContested([start]: Range): boolean {
    return this.#contested.get(start)?.reads.some(({ text }) => text === this.#variable) ?? false;
  }

  #handOn(): null {
    this.#isHandedOn = true;
    return null;
  }
}

/** `left<0` of `left` is `<` and `0`; the plain `left`, and its opposite, are a comparison with 0. */
function compare(text: string, holder: string): Omit<Comparison, 'range'> | undefined {
  if (!text.startsWith(holder)) return undefined;
  const rest = text.slice(holder.length);
  const match = /^(===?|!==?|<=?|>=?)(.+)$/.exec(rest);
  if (!match) return rest === '' ? { operator: '!=', other: '0' } : undefined;
  return { operator: match[1]!, other: match[2]! };
}

function isTimeoutOnly(ends: ReadonlySet<End>): boolean {
  return ends.has('timeout') && !ends.has('success');
}

function endOf(state: State, value: Operand | undefined): End {
  if (!value || !(isFailure(value) || isErrorLocal(state.errors, value))) return 'success';
  return state.saysTimeout || isTimeoutError(state.errors, value) ? 'timeout' : 'failure';
}

function tellsTimeout(event: ProtocolEvent): boolean {
  if (event.kind === 'call') return saysTimedOut(event.call);
  return event.kind === 'update' && event.value !== undefined && isTimeoutCode(event.value);
}

/** In so many words; what only names a timeout may speak of its length. */
function saysTimedOut(call: Call): boolean {
  if (!isIdleCall(call)) return false;
  return call.args.some(({ text }) =>
    /"(?![^"]*\b(not|never|before|un)\b)[^"]*\btimed[ -]?out\b/i.test(text),
  );
}

function speaksOfTimeout({ args }: Call): boolean {
  return args.some(({ text }) => /"[^"]*\btime(d|s)?[ -]?out/i.test(text));
}

function withErrors(state: State, event: UpdateEvent): State {
  const errors = errorsAfter(state.errors, event);
  return errors === state.errors ? state : { ...state, errors };
}

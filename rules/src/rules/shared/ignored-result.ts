import type { AnalysisContext } from '../../context.js';
import { squeeze } from '../../protocol/build-graph.js';
import type {
  Call,
  Operand,
  ProtocolEvent,
  SleepEvent,
  TestEvent,
  UpdateEvent,
} from '../../protocol/events.js';
import type { Assumption, Block, Edge, Exit, Graph } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import { walkAllPaths, walkPaths } from '../../protocol/paths.js';
import type { Place, Range } from '../../protocol/place.js';
import { awaitedCondition, callKey, type AwaitedCondition } from './awaited-condition.js';
import { sideOf, sidesOfCondition, type ConditionSide } from './condition-sides.js';
import { wakersAnswer, type WakersAnswer } from './wakers-answer.js';
import { isErrorLocal } from './error-locals.js';
import { isFailure } from './failure.js';
import { isIdleCall } from './idle-call.js';
import { waitsOnStack } from './stack-completion.js';
import {
  isOfIdleCall,
  isSignalTest,
  NEVER_TELLS,
  REARM,
  START,
  withErrors,
  withName,
  type Reading,
  type State,
} from './ignored-state.js';
import { countsAround } from './waiter-count.js';

/** A way on which nobody learns that a signal ended the wait. */
export interface IgnoredResult {
  /**
   * - `exit`: the function ends as if the condition held;
   * - `again`: it comes back to the wait after doing what the condition was waited for;
   * - `spin`: it comes back to the wait, which returns at once while the signal is pending.
   */
  readonly how: 'exit' | 'again' | 'spin';
  /** Where the function ends, or the wait itself. */
  readonly range: Range;
  /** A negative result was taken for a positive one: only 0 is told apart. */
  readonly isMistaken: boolean;
  /** Nothing is done between the wait and the end of a function that returns nothing: its callers may look. */
  readonly isBare: boolean;
}

/** The first such way; undefined when every way learns of the signal, or need not care. */
export function findIgnoredResult(
  context: AnalysisContext,
  fn: FunctionModel,
  wait: SleepEvent,
): IgnoredResult | undefined {
  const graph = context.graphOf(fn);
  if (!mayBeIgnored(context, graph, wait)) return undefined;
  const search = new Search(context, graph, wait);
  return walkPaths(graph, search) ? search.answer() : undefined;
}

/** A quick look, from the wait on and without what is known from before: most results are looked at on every way. */
function mayBeIgnored(context: AnalysisContext, graph: Graph, wait: SleepEvent): boolean {
  const search = new Search(context, graph, wait);
  const starts = graph.blocks.filter(({ events }) => events.includes(wait));
  return !starts.every(({ id }) => walkAllPaths(graph, search, id)) || search.hasNotes;
}

type Note = IgnoredResult & Pick<State, 'isRelated' | 'hasWork'>;

/** A way out behind a test of another field of what the condition looks at. */
interface RelatedExit {
  readonly start: number;
  readonly fails: boolean;
}

class Search {
  readonly start = START;
  readonly #wait: SleepEvent;
  readonly #callText: string;
  readonly #condition: AwaitedCondition;
  readonly #answer: WakersAnswer;
  readonly #alternatives: readonly ConditionSide[];
  /** What is waited for lies on the stack of the function, where the waker writes when it is gone. */
  readonly #isOnStack: boolean;
  /** Counters moved before the wait and after it: they say how many wait. */
  readonly #waitCounts: ReadonlySet<string>;
  readonly #notes: Note[] = [];
  /** Blocks in which something happens after a result other than 0, and after 0. */
  readonly #onBlocks = new Set<number>();
  readonly #timeoutBlocks = new Set<number>();
  /** Every way out behind a timeout says that something went wrong. */
  #timeoutFails: boolean | undefined;
  #isSkippable = false;
  /** On some way the result or the signal is looked at: whoever wrote this knows about it. */
  #isLookedAt = false;
  readonly #relatedExits: RelatedExit[] = [];

  constructor(context: AnalysisContext, graph: Graph, wait: SleepEvent) {
    this.#wait = wait;
    this.#callText = callKey(wait.call);
    this.#condition = awaitedCondition(wait.call);
    this.#alternatives = sidesOfCondition(wait.call);
    this.#isOnStack = waitsOnStack(graph, wait.call);
    this.#waitCounts = countsAround(graph, wait);
    this.#answer = wakersAnswer(context, graph, wait);
  }

  get hasNotes(): boolean {
    return this.#notes.length > 0;
  }

  answer(): IgnoredResult | undefined {
    // a timeout that is ignored in the same way: the wait does its best and no more
    const isTimed = this.#wait.call.api!.result === 'time-left-or-error';
    const isBestEffort = isTimed && !this.#isOnStack;
    const isSame = !this.#timeoutFails && [...this.#timeoutBlocks].some((id) => this.#onBlocks.has(id));
    if (isBestEffort && isSame) return undefined;
    const notes = this.#notes
      .filter(({ isMistaken }) => isMistaken || !(isBestEffort || this.#isLookedAt))
      .filter((note) => !note.isRelated || !this.#isToldApart(note))
      .filter(({ isBare }) => !isBare || !this.#isSkippable);
    // a loop that spins may be left by a test that it began with, which says less
    return notes.find(({ how }) => how === 'spin') ?? notes.find(({ isBare }) => !isBare) ?? notes[0];
  }

  key(state: State): string {
    return Object.values(state).join('|');
  }

  onEvent(state: State, event: ProtocolEvent, block: Block): State | null {
    if (event.kind === 'update' && isOfIdleCall(event, block)) return state;
    if (event.kind === 'sleep' && event.call === this.#wait.call) return this.#onWait(state);
    const known = event.kind === 'update' ? withErrors(state, event) : state;
    if (known.phase === 'before') return this.#onBefore(known, event);
    if (known.phase === 'timeout') return this.#onTimeout(known, event, block.id);
    if (known.isMistaken) this.#onBlocks.add(block.id);
    switch (event.kind) {
      case 'opaque':
        return null;
      case 'test':
        return this.#onTest(known, event);
      case 'update':
        return this.#onUpdate(known, event);
      case 'call':
      case 'wake':
        return this.#onCall(known, event.call);
      case 'sleep':
        return { ...known, hasWork: true };
      default:
        return known;
    }
  }

  onEdge(state: State, { assume }: Edge): State | null {
    if (state.phase !== 'after' || !assume) return state;
    const isZero = this.#zeroIn(state, assume, !assume.calls);
    if (isZero) return this.#onZero(state, assume, isZero.text);
    if (this.#isAlternative(assume)) return { ...state, isTested: true };
    // a switch looks at every value
    if (assume.text.startsWith(`${state.result}==`)) return this.#look();
    if (!this.#isResult(state, assume.text)) return state;
    const isTimed = this.#wait.call.api!.result === 'time-left-or-error';
    if (!assume.value) return isTimed ? { ...state, phase: 'timeout' } : this.#look();
    return isTimed ? { ...state, isMistaken: true } : this.#look();
  }

  onExit(state: State, exit: Exit, { id }: Block): void {
    const { value, kind } = exit;
    if (kind === 'never' || kind === 'throw') return;
    const fails = value !== undefined && (isFailure(value) || isErrorLocal(state.errors, value));
    if (state.phase === 'before') {
      if (!state.isTested && !fails) this.#isSkippable = true;
      return;
    }
    if (state.phase === 'timeout') {
      if (!state.hasWork) this.#timeoutBlocks.add(id);
      this.#timeoutFails = fails && this.#timeoutFails !== false;
      return;
    }
    if (state.isMistaken) this.#onBlocks.add(id);
    if (state.isRelated && (fails || !state.hasWork))
      this.#relatedExits.push({ start: exit.range[0], fails });
    // what no value tells of a failure, nobody can see
    const isUnclear = state.denied !== '' && !state.isMistaken && value === undefined;
    if (state.isTested || fails || isUnclear) return;
    if (value && this.#isHanded(state, value)) return void this.#look();
    if (value && !this.#isZero(state, value) && this.#looksAt(state, value)) return;
    this.#note(state, 'exit', exit.range, value === undefined && !state.hasWork && !state.isMistaken);
  }

  #onBefore(state: State, event: ProtocolEvent): State {
    return event.kind === 'test' && this.#looksAt(state, event) ? { ...state, isTested: true } : state;
  }

  #onTimeout(state: State, event: ProtocolEvent, id: number): State | null {
    if (event.kind === 'call' && isIdleCall(event.call)) return state;
    if (event.kind === 'opaque' || event.kind === 'sleep') return null;
    if (state.hasWork || (event.kind === 'test' && this.#isOwnTest(state, event))) return state;
    this.#timeoutBlocks.add(id);
    return { ...state, hasWork: true };
  }

  #onWait(state: State): State | null {
    if (state.phase === 'before') return { ...START, phase: 'after', errors: state.errors };
    const { isTested, isMistaken, hasWork, isCounted } = state;
    if (state.phase === 'timeout' || (state.denied !== '' && !isMistaken)) return null;
    if (!isTested) this.#note(state, 'again', this.#wait.range, false);
    else if (!isCounted && !hasWork && !isMistaken) this.#note(state, 'spin', this.#wait.range, false);
    return null;
  }

  #onTest(state: State, event: TestEvent): State | null {
    if (event.calls.some(isSignalTest)) return this.#look();
    if (this.#isOwnTest(state, event))
      return this.#isResult(state, squeeze(event.text)) ? state : this.#look();
    if (this.#zeroIn(state, event, event.calls.length === 0)) return state;
    if (this.#looksAt(state, event)) return this.#onCondition(state, event);
    if (!state.isMistaken && !this.#isOnStack && this.#isRelated(event)) return { ...state, isRelated: true };
    const isFixed =
      this.#condition.isUnknown || (event.calls.length === 0 && event.reads.every(({ shared }) => !shared));
    return isFixed ? state : { ...state, hasWork: true };
  }

  /** One of several alternatives is found to hold. */
  #isAlternative({ text, value }: Assumption): boolean {
    if (this.#alternatives.length === 0) return false;
    const side = sideOf(text);
    return this.#alternatives.some(
      (one) =>
        one.text === side.text ? one.holds === (side.holds === value) : side.text.startsWith(`${one.text}==`), // a value of its own, as in a switch
    );
  }

  /** Of several alternatives, one that does not hold says nothing about the others. */
  #onCondition(state: State, { text }: TestEvent): State {
    const index = this.#alternatives.findIndex((one) => one.text === sideOf(text).text);
    if (index < 0) return { ...state, isTested: true };
    const denied = [...new Set([...state.denied, String(index)])].sort().join('');
    return denied.length === this.#alternatives.length
      ? { ...state, isTested: true, denied: '' }
      : { ...state, denied, isRelated: false };
  }

  /** The test of a related field leads elsewhere than this way. */
  #isToldApart({ range, how, hasWork }: Note): boolean {
    return this.#relatedExits.some(
      ({ start, fails }) => fails || how !== 'exit' || hasWork || start !== range[0],
    );
  }

  /** Only a plain `if (result)` leaves open what a negative one means; any other comparison looks at it. */
  #isOwnTest(state: State, { calls, reads }: Reading): boolean {
    return calls.includes(this.#wait.call) || reads.some(({ text }) => text === state.result);
  }

  #onUpdate(state: State, { place, value }: UpdateEvent): State | null {
    if (value === undefined && this.#waitCounts.has(place.text)) return state;
    if (value?.form === 'call' && value.calls.at(-1) === this.#wait.call) {
      return place.shared ? this.#look() : { ...state, result: place.text };
    }
    if (value && this.#isHanded(state, value)) return this.#look();
    if (value && !place.shared && this.#isZero(state, value))
      return { ...state, zeros: withName(state.zeros, place.text), hasWork: true };
    if (value && this.#looksAt(state, value)) {
      // what nobody states as the condition may be asked anew and the wait tried again
      const isAsked = state.isMistaken || (this.#condition.isUnknown && !place.shared);
      if (isAsked) return { ...state, isTested: true };
      if (this.#condition.isUnknown || !this.#isTaken(place)) return null;
      return {
        ...state,
        copies:
          place.shared || NEVER_TELLS.test(value.calls.at(-1)?.name ?? '')
            ? state.copies
            : withName(state.copies, place.text),
        hasWork: true,
      };
    }
    const isCopy = value?.form === 'place' && !place.shared && !state.isMistaken;
    if (isCopy && !this.#isOnStack && this.#isRelated(value))
      return { ...state, copies: withName(state.copies, place.text), hasWork: true };
    const result = place.text === state.result ? null : state.result;
    return { ...state, result, hasWork: true, isCounted: state.isCounted || value === undefined };
  }

  #onCall(state: State, call: Call): State | null {
    if (isSignalTest(call) || call.args.some((arg) => this.#isHanded(state, arg))) return this.#look();
    const isQuestion = this.#condition.isUnknown && (call.use === 'assigned' || call.use === 'tested');
    const isIdle =
      isIdleCall(call) || isQuestion || this.#condition.callKeys.has(callKey(call)) || REARM.test(call.name);
    return isIdle ? state : { ...state, hasWork: true };
  }

  /** A copy for the function itself, which may be looked at later, or a step on in what is waited for. */
  #isTaken({ shared, text }: Place): boolean {
    return !shared || this.#condition.places.has(text);
  }

  #isZero(state: State, { form, reads, calls }: Operand): boolean {
    return form === 'place' && this.#zeroIn(state, { reads }, calls.length === 0) !== undefined;
  }

  /** The one place that is looked at, when it is 0 without a wake-up. */
  #zeroIn(
    { zeros }: State,
    { reads: [only, ...others] }: Pick<Operand, 'reads'>,
    isPlain: boolean,
  ): Place | undefined {
    if (!isPlain || !only || others.length > 0 || this.#condition.places.has(only.text)) return undefined;
    return zeros.split(',').includes(only.text) || this.#answer.isLeft(only) ? only : undefined;
  }

  /** It goes where 0 leads; what it is compared with may be 0 by another name. */
  #onZero(state: State, { text, value }: Assumption, place: string): State | null {
    const rest = text.startsWith(place) ? text.slice(place.length) : '==';
    if (/^(<0|>0|&[^&].*)?$/.test(rest)) return value ? null : state;
    return { ...state, isTested: true };
  }

  #look(): null {
    this.#isLookedAt = true;
    return null;
  }

  #isResult(state: State, text: string | undefined): boolean {
    return text !== undefined && (text === state.result || text === this.#callText);
  }

  #isHanded(state: State, { reads, calls }: Reading): boolean {
    const { result } = state;
    return calls.includes(this.#wait.call) || reads.some(({ text }) => text === result);
  }

  /** The condition, or a part of it, is looked at. */
  #looksAt({ isMistaken, copies }: State, { reads, calls }: Reading): boolean {
    const { places, callKeys, isUnknown } = this.#condition;
    if (copies !== '' && reads.some(({ root }) => copies.split(',').includes(root))) return true;
    if (isUnknown) return !isMistaken && !this.#isOnStack && this.#answer.mayTell({ reads, calls });
    return reads.some(({ text }) => places.has(text)) || calls.some((call) => callKeys.has(callKey(call)));
  }

  #isRelated({ reads, calls }: Reading): boolean {
    const all = [...reads, ...calls.flatMap(({ args }) => args.flatMap((arg) => arg.reads))];
    return all.some(({ root }) => this.#condition.roots.has(root)) && this.#answer.mayTell({ reads, calls });
  }

  #note(state: State, how: IgnoredResult['how'], range: Range, isBare: boolean): void {
    const { isMistaken, isRelated, hasWork } = state;
    this.#notes.push({ how, range, isMistaken, isRelated, hasWork, isBare });
  }
}

import type { AnalysisContext } from '../../context.js';
import type {
  Call,
  CallEvent,
  Operand,
  ProtocolEvent,
  UpdateEvent,
  WakeEvent,
} from '../../protocol/events.js';
import { eventsOf } from '../../protocol/graph.js';
import { atCall, lastName } from '../../protocol/place.js';
import { walkAllPaths, walkPaths } from '../../protocol/paths.js';
import { bitsWritten, isOtherBit, type Bits } from './bits.js';
import { isHarmlessCall } from './call-kinds.js';
import { guessedWrites } from './guessed-writes.js';
import { locksAfter, locksAtEntry, mayShare, noLocks, type Locks } from './held-locks.js';
import { writesElsewhere } from './writes-elsewhere.js';
import { placeBeside, queueName, waitersOn, type Waiter } from './pairing.js';
import { makesFalse } from './polarity.js';

/** A wake-up that comes before what it announces, and nothing wakes the queue afterwards. */
export interface LateUpdate {
  readonly wake: WakeEvent;
  readonly queue: Operand;
  readonly update: UpdateEvent;
  readonly waiter: Waiter;
}

interface State {
  readonly held: Locks;
  /** Something that a waiter looks at was written before any wake-up, or may have been by a function nobody knows. */
  readonly news: 'none' | 'possible' | 'known';
  readonly wake: WakeEvent | null;
  /** Locks held from the wake-up on. */
  readonly since: Locks;
  /** JavaScript: the woken task may have run since. */
  readonly yielded: boolean;
  readonly late: { readonly update: UpdateEvent; readonly waiter: Waiter } | null;
}

/** Finds updates that a function makes only after the wake-up that should announce them. */
export function findLateUpdates(context: AnalysisContext, owner: number): readonly LateUpdate[] {
  const queues = new Map<string, Operand>();
  for (const { api, args } of context.callsOf(context.model.functions[owner]!)) {
    const queue =
      api?.action === 'wake' && api.queue && api.family !== 'atomics' ? args[api.queue.arg] : undefined;
    if (queue) queues.set(queueName(queue), queue);
  }
  return [...queues.values()].flatMap((queue) => {
    const waiters = waitersOn(context, queue);
    return hasLateNews(context, owner, queue, waiters)
      ? new Search(context, owner, queue, waiters).run()
      : [];
  });
}

/** A quick look before paths are walked: something that a waiter looks at is written behind a wake-up. */
function hasLateNews(
  context: AnalysisContext,
  owner: number,
  queue: Operand,
  waiters: readonly Waiter[],
): boolean {
  if (waiters.length === 0) return false;
  const events = [...eventsOf(context.graphOf(context.model.functions[owner]!))];
  const wakes = events.filter((event) => event.kind === 'wake');
  const first = Math.min(...wakes.map(({ range }) => range[0]));
  const name = queueName(queue);
  // of several queues of one name each is in a structure of its own
  const named = wakes.flatMap(({ queue: one }) => (one && queueName(one) === name ? [one] : []));
  const queues = [...new Map(named.map((one) => [one.place?.text ?? one.text, one])).values()];
  return events.some(
    (event) =>
      event.kind === 'update' &&
      event.range[0] > first &&
      waiters.some((waiter) => queues.some((one) => isNews(event, one, waiter))),
  );
}

class Search {
  readonly #context: AnalysisContext;
  readonly #owner: number;
  readonly #queue: Operand;
  readonly #waiters: readonly Waiter[];
  readonly #guesses: ReadonlySet<UpdateEvent>;
  readonly #bits: Bits;
  readonly #found = new Map<UpdateEvent, LateUpdate>();
  /** At first functions of the file are taken to do nothing: what they do only makes an update right. */
  #isGlance = false;

  constructor(context: AnalysisContext, owner: number, queue: Operand, waiters: readonly Waiter[]) {
    this.#context = context;
    this.#owner = owner;
    this.#queue = queue;
    this.#waiters = waiters;
    const graph = context.graphOf(context.model.functions[owner]!);
    this.#guesses = guessedWrites(graph);
    this.#bits = bitsWritten(graph);
  }

  run(): readonly LateUpdate[] {
    this.#isGlance = true;
    const isQuiet = this.#walk(walkAllPaths, noLocks) && this.#found.size === 0;
    if (isQuiet) return [];
    this.#isGlance = false;
    this.#found.clear();
    const isComplete = this.#walk(walkPaths, locksAtEntry(this.#context, this.#owner));
    return isComplete ? [...this.#found.values()] : [];
  }

  #walk(walk: typeof walkPaths<State>, held: Locks): boolean {
    return walk(this.#context.graphOf(this.#context.model.functions[this.#owner]!), {
      start: { held, news: 'none', wake: null, since: noLocks, yielded: false, late: null },
      key: stateKey,
      onEvent: (state, event) => this.#next(state, event),
      onExit: (state, exit) => {
        if (state.wake && state.late && exit.kind !== 'never') this.#report(state.wake, state.late);
      },
    });
  }

  #report(wake: WakeEvent, { update, waiter }: NonNullable<State['late']>): void {
    if (!this.#found.has(update)) this.#found.set(update, { wake, queue: this.#queue, update, waiter });
  }

  #next(state: State, event: ProtocolEvent): State | null {
    switch (event.kind) {
      case 'lock':
      case 'unlock':
        return this.#locked(state, event);
      case 'update':
        return this.#updated(state, event);
      case 'wake':
        return this.#woken(state, event);
      case 'yield':
        return { ...state, yielded: state.wake !== null };
      case 'call':
        return this.#called(withHeld(state, locksAfter(state.held, event)), event);
      case 'register':
      case 'sleep':
        // What it waits for is other people's news.
        return { ...state, news: 'known', wake: null, late: null };
      case 'opaque':
        return null;
      default:
        return state;
    }
  }

  #locked(state: State, event: ProtocolEvent): State {
    const held = locksAfter(state.held, event);
    if (held === state.held) return state;
    return { ...state, held, since: new Set([...state.since].filter((name) => held.has(name))) };
  }

  #woken(state: State, event: WakeEvent): State {
    if (!event.queue || queueName(event.queue) !== queueName(this.#queue)) return state;
    return { ...state, wake: event, since: state.held, yielded: false, late: null };
  }

  #updated(state: State, event: UpdateEvent): State {
    if (!state.wake) return this.#mayBeNews(event) ? { ...state, news: 'known' } : state;
    const waiter = this.#waiters.find(
      (candidate) =>
        isNews(event, state.wake!.queue!, candidate) && !isOtherBit(this.#bits, event, candidate),
    );
    if (!waiter) return state;
    const isSafe =
      hasNews(state, waiter) || this.#guesses.has(event) || state.late || this.#isCovered(state, waiter);
    return isSafe ? state : { ...state, late: { update: event, waiter } };
  }

  /** By its last name alone, since the same object may be reached in other ways. */
  #mayBeNews(event: UpdateEvent): boolean {
    const name = lastName(event.place);
    return (
      event.place.shared &&
      this.#waiters.some(
        (waiter) =>
          waiter.reads.some((read) => lastName(read) === name) && !isOtherBit(this.#bits, event, waiter),
      )
    );
  }

  /** The waiter cannot come by between the wake-up and the update. */
  #isCovered({ since, yielded }: State, waiter: Waiter): boolean {
    if (this.#context.model.language === 'js') return !isThreaded(waiter) && !yielded;
    return since.size > 0 && !(waiter.isWhole && !mayShare(waiter.locks(), since));
  }

  /** Before the wake-up: after it, whatever is written comes too late. */
  #mayWrite(state: State): State {
    if (state.wake || state.news !== 'none') return state;
    // In JavaScript whatever holds the object may write any field of it.
    return { ...state, news: this.#context.model.language === 'c' ? 'possible' : 'known' };
  }

  #called(state: State, { call }: CallEvent): State {
    if (call.target === undefined) return isIdle(call) ? state : this.#mayWrite(state);
    if (this.#isGlance) return state;
    const fn = this.#context.model.functions[call.target]!;
    let next = state;
    for (const event of eventsOf(this.#context.graphOf(fn))) {
      if (event.kind === 'wake' || event.kind === 'sleep' || (event.kind === 'call' && state.wake))
        return { ...state, news: 'known', wake: null, late: null };
      if (event.kind === 'call' && !isIdle(event.call)) next = this.#mayWrite(next);
      if (event.kind !== 'update' || state.wake) continue;
      const place = atCall(event.place, fn.parameters, call.args);
      if (this.#mayBeNews({ ...event, place })) return { ...state, news: 'known' };
    }
    return next;
  }
}

/** It writes nothing that a waiter in memory looks at. */
function isIdle(call: Call): boolean {
  return call.api !== undefined || isHarmlessCall(call) || writesElsewhere(call);
}

/** What waits for one place only is told of nothing else by the wake-up, and what writes it does so once. */
function hasNews({ news }: State, { reads, isWhole }: Waiter): boolean {
  if (news !== 'possible') return news === 'known';
  return !isWhole || new Set(reads.map(({ text }) => text)).size !== 1;
}

function withHeld(state: State, held: Locks): State {
  return held === state.held ? state : { ...state, held };
}

/** Whether an update may make true what the waiter waits for. */
function isNews(update: UpdateEvent, queue: Operand, waiter: Waiter): boolean {
  if (!update.place.shared) return false;
  const name = placeBeside(update.place, queue);
  if (!waiter.reads.some((read) => placeBeside(read, waiter.queue) === name)) return false;
  return !makesFalse(update, waiter);
}

function isThreaded({ call }: Waiter): boolean {
  return call.api?.modules?.includes('waitq/threads') === true;
}

function stateKey({ held, news, wake, since, yielded, late }: State): string {
  return [
    [...held].sort().join(),
    news,
    wake?.range[0],
    [...since].sort().join(),
    yielded,
    late?.update.range[0],
  ].join(';');
}

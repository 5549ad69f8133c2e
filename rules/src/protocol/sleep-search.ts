import type { Call, ProtocolEvent } from './events.js';
import { eventsOf, type Block, type Edge, type Exit, type Graph } from './graph.js';
import { bindParameters } from './bind-parameters.js';
import {
  givesBack,
  heldAsleep,
  mayRelease,
  released,
  taken,
  triedLock,
  withLocks,
  type HeldLock,
} from './held-locks.js';
import type { FunctionModel } from './model.js';
import { walkAllPaths, walkPaths } from './paths.js';
import { addSleep, isPossible, sleepsByItself, type Sleep } from './sleeps.js';

/** A sleep on a path on which the function itself holds a lock that forbids it. */
export interface SectionSleep {
  readonly held: HeldLock;
  /** The call in the function: the sleep itself, or what leads to it. */
  readonly at: Call;
  readonly sleep: Sleep;
}

/** What a function does to its caller's right to sleep. */
export interface SleepSummary {
  readonly sleeps: readonly Sleep[];
  /** Gives back a lock it has not taken, on some path. */
  readonly releases: boolean;
  /** Locks it has taken and not given back, whatever the way out. */
  readonly acquires: readonly HeldLock[];
  readonly sections: readonly SectionSleep[];
}

/** Nothing is known: the function sleeps nowhere. */
export const noSleeps: SleepSummary = { sleeps: [], releases: false, acquires: [], sections: [] };

/** One function, and what is known about those it calls. */
export interface SleepQuestion {
  readonly fn: FunctionModel;
  readonly owner: number;
  readonly graph: Graph;
  /** The source text, to tell pointers among the parameters. */
  readonly text: string;
  /** True for a function of the file that is not followed and gives back a lock it has not taken. */
  givesBack?(name: string): boolean;
  /** Follows feasible paths only; a quick search may find more than there is. */
  readonly isThorough: boolean;
  summaryOf(callee: number): SleepSummary;
}

interface State {
  readonly held: readonly HeldLock[];
  readonly isReleased: boolean;
  readonly requires: ReadonlyMap<number, boolean>;
  readonly isConditional: boolean;
  readonly isModal: boolean;
}

/** Where a function may sleep, and under which locks of its own, along every feasible path. */
export function findSleeps(question: SleepQuestion): SleepSummary {
  return isAnnotated(question.graph) ? noSleeps : new SleepSearch(question).run();
}

/** The author says that the sleep is meant and harmless (sched_annotate_sleep), here and for the callers. */
function isAnnotated(graph: Graph): boolean {
  for (const event of eventsOf(graph)) {
    if (event.kind === 'call' && event.call.name === 'sched_annotate_sleep') return true;
  }
  return false;
}

class SleepSearch {
  readonly #question: SleepQuestion;
  #pointers: ReadonlySet<number> | undefined;
  readonly #sleeps = new Map<Call, Sleep>();
  readonly #sections = new Map<Call, SectionSleep>();
  #releases = false;
  #acquired: readonly HeldLock[] | undefined;

  constructor(question: SleepQuestion) {
    this.#question = question;
  }

  run(): SleepSummary {
    const walk = this.#question.isThorough ? walkPaths<State> : walkAllPaths<State>;
    const isComplete = walk(this.#question.graph, {
      start: { held: [], isReleased: false, requires: new Map(), isConditional: false, isModal: false },
      key: stateKey,
      onEvent: (state, event) => this.#next(state, event),
      onEdge: (state, edge, block) => this.#follow(state, edge, block),
      onExit: (state, exit) => this.#leave(state, exit),
    });
    if (!isComplete) return { ...noSleeps, releases: this.#releases };
    return {
      sleeps: [...this.#sleeps.values()],
      releases: this.#releases,
      acquires: this.#acquired ?? [],
      sections: [...this.#sections.values()],
    };
  }

  #next(state: State, event: ProtocolEvent): State | null {
    switch (event.kind) {
      case 'lock':
        if (event.call && sleepsByItself(event.call)) this.#sleep(state, event.call);
        return { ...state, held: taken(state.held, event) };
      case 'unlock':
        return this.#unlocked(state, released(state.held, event));
      case 'sleep':
        if (sleepsByItself(event.call)) this.#sleep(state, event.call);
        return state;
      case 'call':
        return this.#call(state, event.call);
      case 'opaque':
        return null;
      default:
        return state;
    }
  }

  #unlocked(state: State, held: readonly HeldLock[] | undefined): State {
    if (held) return { ...state, held };
    this.#releases = true;
    return { ...state, held: [], isReleased: true };
  }

  #call(state: State, call: Call): State {
    if (sleepsByItself(call)) this.#sleep(state, call);
    if (call.api) return state;
    if (call.target === undefined)
      return this.#mayRelease(state, call) ? this.#unlocked(state, undefined) : state;
    const callee = this.#question.summaryOf(call.target);
    for (const sleep of callee.sleeps) this.#reach(state, call, sleep);
    const after = callee.releases ? this.#unlocked(state, undefined) : state;
    if (callee.acquires.length === 0 || this.#isAlsoMacro(call.name)) return after;
    return { ...after, held: withLocks(after.held, callee.acquires) };
  }

  #mayRelease({ held }: State, call: Call): boolean {
    return mayRelease(call, held) || this.#question.givesBack?.(call.name) === true;
  }

  /** What it does depends on the configuration. */
  #isAlsoMacro(name: string): boolean {
    return isWord(name) && new RegExp(`#[ \\t]*define[ \\t]+${name}\\b`).test(this.#question.text);
  }

  #sleep(state: State, call: Call): void {
    const { requires, isConditional } = state;
    const { owner } = this.#question;
    const isModal = state.isModal || isPossible(call);
    const held = heldAsleep(state.held, call);
    // A lock that the wait gives back and that is not the function's own is the caller's.
    const isReleased = state.isReleased || (givesBack(call) && held.length === state.held.length);
    const sleep = { call, owner, via: [], requires, isConditional, isModal, isReleased };
    addSleep(this.#sleeps, sleep);
    if (!isPossible(call)) this.#section(held, call, sleep);
  }

  /** A sleep of a callee: what it requires of its parameters is asked of the arguments. */
  #reach(state: State, call: Call, inner: Sleep): void {
    const bound = bindParameters(this.#question.fn, call, inner.requires);
    if (!bound) return;
    const requires = new Map([...state.requires, ...bound.requires]);
    const isReleased = state.isReleased || inner.isReleased;
    const isCertain = !bound.isConditional && !inner.isConditional && !inner.isModal;
    const isConditional = state.isConditional || !isCertain;
    const { isModal } = state;
    const sleep = { ...inner, via: [call, ...inner.via], requires, isConditional, isModal, isReleased };
    addSleep(this.#sleeps, sleep);
    if (isCertain && !inner.isReleased && bound.requires.size === 0) this.#section(state.held, call, sleep);
  }

  #section(held: readonly HeldLock[], at: Call, sleep: Sleep): void {
    const lock = held.findLast((one) => forbids(one, sleep.call));
    if (lock && !this.#sections.has(at)) this.#sections.set(at, { held: lock, at, sleep });
  }

  #follow(state: State, { assume }: Edge, block: Block): State | null {
    if (!assume) return state;
    if (isAware(assume.text)) return null;
    const tried = assume.value ? triedIn(block, assume.text) : undefined;
    const next = tried ? { ...state, held: withLocks(state.held, [tried]) } : state;
    const { parameters } = this.#question.fn;
    const position = parameters.indexOf(assume.text);
    if (position >= 0) return this.#require(next, position, assume.value);
    const depends = assume.reads.some(({ text, shared }) => !shared && parameters.includes(text));
    const isConditional = next.isConditional || (depends && /[&|(]|[=!]=/.test(assume.text));
    const isModal = next.isModal || MODAL.test(assume.text);
    return isConditional === next.isConditional && isModal === next.isModal
      ? next
      : { ...next, isConditional, isModal };
  }

  #require(state: State, position: number, value: boolean): State | null {
    const known = state.requires.get(position);
    if (known !== undefined) return known === value ? state : null;
    if (value && (this.#pointers ??= pointersOf(this.#question)).has(position)) return state;
    return { ...state, requires: new Map(state.requires).set(position, value) };
  }

  #leave(state: State, exit: Exit): void {
    if (exit.kind === 'never') return;
    const before = this.#acquired;
    const isSame = before?.map(nameOf).join() === state.held.map(nameOf).join();
    this.#acquired = before === undefined || isSame ? state.held : [];
  }
}

/** schedule() switches interrupts off itself: code on the way back to user space calls it with them off. */
export function forbids({ call }: HeldLock, sleep: Call): boolean {
  return call.api?.lockKind !== 'irq' || sleep.api?.action !== 'sleep';
}

/** Whether a condition is one by which code finds out whether it may sleep. */
export function isAware(condition: string): boolean {
  return AWARE.test(condition);
}

const AWARE =
  /\b(in_(atomic|interrupt|irq|softirq|serving_softirq|task|hardirq|nmi|dbg_master)|irqs_disabled\w*|preemptible|preempt_count|oops_in_progress|drm_can_sleep|system_state|gfpflags_allow_blocking)\b/;

/**
 * Conditions that tell one caller's situation from another's: modes kept in fields (`d->in_timeout`, `x->flags&NOWAIT`), what
 * only some kinds of object can do (`map->ops->poke`), and whether this was the last reference.
 */
const MODAL =
  /flags?\b.*&|(?:->|\.|\b)(?:\w*_)?(?:in_|use_|no_?)?(?:wait(?:ing)?|sleep|block(?:ing)?|nonblock|atomic|timeout|hrtimer|poll(?:ing|ed)?|async|sync|nowait|can_?sleep)$|ops(?:->|\.)\w+$|_and_(?:test|lock)\w*\(/;

function nameOf({ name }: HeldLock): string {
  return name;
}

/** The try-lock whose result a branch looked at. */
export function triedIn(block: Block, text: string): HeldLock | undefined {
  const test = block.events.findLast((event) => event.kind === 'test');
  const call = test?.calls.at(-1);
  return call && text.startsWith(`${call.name}(`) && text.endsWith(')') ? triedLock(call) : undefined;
}

/** Parameters that are followed as pointers: that they are given is no condition worth the name. */
function pointersOf({ fn, text }: SleepQuestion): ReadonlySet<number> {
  const source = text.slice(...fn.range);
  const isPointer = (name: string): boolean =>
    isWord(name) && new RegExp(`\\b${name}\\s*(->|\\[)|\\*\\s*${name}\\b`).test(source);
  return new Set(fn.parameters.flatMap((name, i) => (isPointer(name) ? [i] : [])));
}

/** A JavaScript parameter may be a pattern, a callee a path. */
function isWord(name: string): boolean {
  return /^\w+$/.test(name);
}

function stateKey({ held, isReleased, requires, isConditional, isModal }: State): string {
  const locks = held.map(({ name, call }) => `${name}@${call.range[0]}`).join();
  const needs = [...requires].map(([position, value]) => `${value ? '+' : '-'}${position}`).sort();
  return `${locks};${isReleased};${needs.join()};${isConditional};${isModal}`;
}

import { ASLEEP, EXCLUSIVE, STATE_SHIFT } from '../flags.js';
import type { TaskState } from '../state.js';
import { stateName } from '../state.js';
import { textOf } from './condition-text.js';
import { watchIfAsked, watchNow } from './enable.js';
import type { Memory } from '../threads/memory.js';
import type { LocalThreadWatch } from './thread-stories.js';
import type { WakeNote } from './queue-stats.js';
import type { Counters, InspectHook, QueueKind, QueueSnapshot, WaiterSnapshot } from './protocol.js';

/** A queue of any kind, as the live view sees it. */
export interface ViewableQueue {
  readonly name: string;
  /** Tells views of one queue from those of another. Default: the object itself. */
  readonly key?: string;
  /** Of a shared queue. */
  readonly memory?: Memory;
  view(): QueueView;
  /** Wakes it, where the package's own functions can't; answers how many. */
  wake?(nr: number): number;
  /** The program is watched from now on. */
  watched?(): void;
  /** Where threads tell what they do with it. */
  readonly journal?: LocalThreadWatch | undefined;
  /** The wake-up that found nobody before this wait of any thread, and that nothing has made good since. */
  missed?(waiter: Viewable): WakeNote | undefined;
  /** The only thread that has ever woken anybody here, if this waiter blocks its own and nothing else ends its wait. */
  onlyWaker?(waiter: Viewable): number | undefined;
}

/** A lock of threads, as the live view sees it. */
export interface ViewableLock {
  readonly name: string;
  /** Tells views of one lock from those of another. */
  readonly key: string;
  /** Where threads tell what they do with it. */
  readonly journal: LocalThreadWatch | undefined;
  view(): LockView;
  /** The program is watched from now on. */
  watched(): void;
}

export interface LockView {
  readonly holder: LockUser | undefined;
  /** Which of all the times it was held; 0 where its holder does not tell. */
  readonly hold: number;
  /** Since when, in milliseconds since the epoch; 0 where its holder does not tell. */
  readonly since: number;
  /** The call that took it; empty where that was not taken. */
  readonly site: string;
  /** In the order they get it. */
  readonly wanted: readonly LockWanter[];
}

/** Who holds or wants a lock. */
export interface LockUser {
  readonly threadId: number;
  /** Tells tasks of all threads apart; 0: none is known. */
  readonly task: number;
  /** The task's name, or an empty string. */
  readonly name: string;
}

export interface LockWanter extends LockUser {
  /** Tells waits apart; 0: it is not told of. */
  readonly serial: number;
  /** Whether its whole thread waits. */
  readonly blocks: boolean;
}

export interface QueueView {
  readonly kind: QueueKind;
  /** In wake order. */
  readonly waiters: readonly Viewable[];
  /** What has happened on it, where the queue itself counts. */
  readonly counters?: Counters;
}

/** What a waiter on any kind of queue tells the live view. */
export interface Viewable {
  /** Its number, where it has one of its own. */
  readonly id?: number | undefined;
  /** False from registering until sleeping, and from waking until leaving. Default: what the flags say. */
  readonly sleeping?: boolean;
  /** The state it sleeps in when it sleeps. Default: what the flags say. */
  readonly sleepState?: TaskState;
  readonly flags: number;
  readonly task?: { readonly name: string } | undefined;
  readonly condition?: (() => unknown) | undefined;
  /** What the queue tests where that is more than the condition, or the condition itself. */
  readonly test?: () => unknown;
  /** What the queue itself knows of it. */
  readonly facts?: Partial<WaiterSnapshot>;
}

/** @internal What the hook is to the package itself. */
export interface Registry extends InspectHook {
  add(queue: ViewableQueue): void;
  addLock(lock: ViewableLock): void;
  /** Those that live, oldest first. */
  queues(): ViewableQueue[];
  locks(): ViewableLock[];
  queueId(queue: object): number;
  waiterId(waiter: Viewable): number;
  /** A number for a waiter that brings its own place to keep it. */
  nextWaiterId(): number;
}

/** The user's condition; `undefined` where the waiter tests by himself. */
export function conditionOf({ condition, test }: Viewable): (() => unknown) | undefined {
  return condition ?? test;
}

const KEY = Symbol.for('waitq.inspect');

/**
 * Makes the queue visible to the live view for as long as it lives. The first queue of the program installs
 * the hook, so that importing the package does nothing; a second copy of the package joins in.
 */
export function registerQueue(queue: ViewableQueue): void {
  watchIfAsked();
  registry().add(queue);
}

/** The same for a lock of threads. */
export function registerLock(lock: ViewableLock): void {
  watchIfAsked();
  registry().addLock(lock);
}

/** @internal The one of this program. */
export function registry(): Registry {
  return ((globalThis as { [KEY]?: Registry })[KEY] ??= createRegistry());
}

function createRegistry(): Registry {
  const { numberOf: queueId } = numbering();
  const { numberOf, next: nextWaiterId } = numbering();
  const waiterId = (waiter: Viewable): number => waiter.id ?? numberOf(waiter);
  const queues = weakList<ViewableQueue>();
  const locks = weakList<ViewableLock>();
  const live = queues.all;
  let sequence = 0;

  return {
    queues: live,
    locks: locks.all,
    queueId,
    waiterId,
    nextWaiterId,
    add: queues.add,
    addLock: locks.add,
    snapshot() {
      const shown = live().map((queue) => showQueue(queue, queueId(queue), waiterId));
      return { version: 1, sequence: ++sequence, at: Date.now(), queues: shown };
    },
    watch: watchNow,
    conditionOf(id) {
      for (const queue of live()) {
        for (const waiter of queue.view().waiters) if (waiterId(waiter) === id) return conditionOf(waiter);
      }
      return undefined;
    },
  };
}

/** Those that live, in the order they came; of several with one key the first. */
function weakList<Item extends { readonly key?: string }>(): { add(item: Item): void; all(): Item[] } {
  let refs: WeakRef<Item>[] = [];
  let sweepAt = 64;
  return {
    add(item) {
      refs.push(new WeakRef(item));
      if (refs.length < sweepAt) return;
      refs = refs.filter((ref) => ref.deref());
      sweepAt = Math.max(64, 2 * refs.length);
    },
    all() {
      const byKey = new Map<unknown, Item>();
      for (const ref of refs) {
        const item = ref.deref();
        if (item && !byKey.has(item.key ?? item)) byKey.set(item.key ?? item, item);
      }
      return [...byKey.values()];
    },
  };
}

/** Gives each object a number of its own the first time it is asked about. */
function numbering(): { numberOf(object: object): number; next(): number } {
  const numbers = new WeakMap<object, number>();
  let last = 0;
  return {
    numberOf(object) {
      const number = numbers.get(object) ?? ++last;
      numbers.set(object, number);
      return number;
    },
    next: () => ++last,
  };
}

function showQueue(queue: ViewableQueue, id: number, waiterId: (waiter: Viewable) => number): QueueSnapshot {
  const { kind, waiters, counters } = queue.view();
  const shown = waiters.map((waiter) => showWaiter(waiter, waiterId(waiter)));
  return {
    id,
    name: queue.name || `queue ${id}`,
    kind,
    ...(queue.key !== undefined && { region: queue.key, isUnheard: true }),
    waiters: shown,
    ...(counters && { counters }),
  };
}

function showWaiter(waiter: Viewable, id: number): WaiterSnapshot {
  const { flags, task } = waiter;
  const condition = conditionOf(waiter);
  const { sleeping = (flags & ASLEEP) !== 0, sleepState = flags >> STATE_SHIFT } = waiter;
  return {
    id,
    task: task?.name ?? '',
    state: stateName(sleepState),
    exclusive: (flags & EXCLUSIVE) !== 0,
    sleeping,
    phase: sleeping ? 'asleep' : 'running',
    ...(condition && { condition: textOf(condition) }),
    ...waiter.facts,
  };
}

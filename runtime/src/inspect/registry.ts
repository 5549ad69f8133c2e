import { ASLEEP, EXCLUSIVE, STATE_SHIFT } from '../flags.js';
import type { TaskState } from '../state.js';
import { stateName } from '../state.js';
import { watchIfAsked, watchNow } from './enable.js';
import type { LocalThreadWatch } from './thread-stories.js';
import type { Counters, InspectHook, QueueKind, QueueSnapshot, WaiterSnapshot } from './protocol.js';

/** A queue of any kind, as the live view sees it. */
export interface ViewableQueue {
  readonly name: string;
  /** Tells views of one queue from those of another. Default: the object itself. */
  readonly key?: string;
  view(): QueueView;
  /** Wakes it, where the package's own functions can't; answers how many. */
  wake?(nr: number): number;
  /** The program is watched from now on. */
  watched?(): void;
  /** Where threads tell what they do with it. */
  readonly journal?: LocalThreadWatch | undefined;
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
  /** Those that live, oldest first. */
  queues(): ViewableQueue[];
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

/** @internal The one of this program. */
export function registry(): Registry {
  return ((globalThis as { [KEY]?: Registry })[KEY] ??= createRegistry());
}

function createRegistry(): Registry {
  const { numberOf: queueId } = numbering();
  const { numberOf, next: nextWaiterId } = numbering();
  const waiterId = (waiter: Viewable): number => waiter.id ?? numberOf(waiter);
  let queues: WeakRef<ViewableQueue>[] = [];
  let sweepAt = 64;
  let sequence = 0;
  const live = (): ViewableQueue[] => {
    const byKey = new Map<unknown, ViewableQueue>();
    for (const ref of queues) {
      const queue = ref.deref();
      if (queue && !byKey.has(queue.key ?? queue)) byKey.set(queue.key ?? queue, queue);
    }
    return [...byKey.values()];
  };

  return {
    queues: live,
    queueId,
    waiterId,
    nextWaiterId,
    add(queue) {
      queues.push(new WeakRef(queue));
      if (queues.length < sweepAt) return;
      queues = queues.filter((ref) => ref.deref());
      sweepAt = 2 * queues.length;
    },
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
  return { id, name: queue.name || `queue ${id}`, kind, waiters: shown, ...(counters && { counters }) };
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
    ...(condition && { condition: String(condition) }),
    ...waiter.facts,
  };
}

import { EXCLUSIVE } from '../flags.js';
import type { QueueView, Viewable, ViewableQueue } from '../inspect/registry.js';
import { registerQueue } from '../inspect/registry.js';
import type { Counters } from '../inspect/snapshot.js';
import { TASK_INTERRUPTIBLE, TASK_NORMAL } from '../state.js';
import { ID_HIGH, ID_LOW, KIND, KIND_QUEUE } from './layout.js';
import type { Memory } from './memory.js';
import type { PlacedWaiter, SharedWaiter } from './state-of.js';
import { countersIn, waitersIn } from './state-of.js';
import { taskName } from './task-names.js';
import { wakeSlots } from './wake-slots.js';

/** They live as long as the memory they show. */
const views = new WeakMap<Memory, ViewableQueue>();

/** Makes a shared queue visible to the live view of this thread, with the waiters of all threads. */
export function show(memory: Memory): void {
  if (memory.words[KIND] !== KIND_QUEUE) return;
  const view = new SharedView(memory);
  views.set(memory, view);
  registerQueue(view);
}

class SharedView implements ViewableQueue {
  readonly key: string;
  readonly #memory: Memory;
  /** By slot, so that one wait is one object for as long as it lasts. */
  #shown = new Map<number, ShownWaiter>();

  constructor(memory: Memory) {
    this.#memory = memory;
    this.key = `${memory.words[ID_LOW]}:${memory.words[ID_HIGH]}`;
  }

  get name(): string {
    return this.#memory.name;
  }

  wake(nr: number): number {
    const before = countersIn(this.#memory).woken;
    wakeSlots(this.#memory, TASK_NORMAL, nr);
    return countersIn(this.#memory).woken - before;
  }

  view(): QueueView {
    const before = this.#shown;
    const placed = waitersIn(this.#memory);
    this.#shown = new Map(placed.map((one) => [one.slot, showWaiter(one, before.get(one.slot))]));
    return { kind: 'shared', waiters: [...this.#shown.values()], counters: countersOf(this.#memory) };
  }
}

interface ShownWaiter extends Viewable {
  readonly since: number;
  readonly threadId: number;
  facts: NonNullable<Viewable['facts']>;
  sleeping: boolean;
}

function showWaiter({ waiter }: PlacedWaiter, before: ShownWaiter | undefined): ShownWaiter {
  const { threadId, since, inLine } = waiter;
  if (before && before.since === since && before.threadId === threadId) {
    before.sleeping = inLine;
    before.facts = factsOf(waiter);
    return before;
  }
  return {
    since,
    threadId,
    sleeping: inLine,
    sleepState: TASK_INTERRUPTIBLE,
    flags: waiter.exclusive ? EXCLUSIVE : 0,
    condition: undefined,
    facts: factsOf(waiter),
  };
}

/** The condition is known to the thread that waits and to nobody else. */
function factsOf({
  threadId,
  state,
  since,
  forLock,
  woken,
  inLine,
  task,
}: SharedWaiter): ShownWaiter['facts'] {
  return {
    threadId,
    state,
    since,
    phase: inLine ? 'asleep' : woken ? 'woken' : 'running',
    ...(forLock && { forLock }),
    ...(task !== 0 && { task: taskName(task), taskId: task }),
  };
}

function countersOf(memory: Memory): Counters {
  const { waits, wakeUps, woken, spurious, timeouts, interrupted, longestMs } = countersIn(memory);
  return {
    waits,
    wakeUps,
    wakeUpsOfNobody: 0,
    woken,
    spurious,
    timeouts,
    interrupts: interrupted,
    finished: 0,
    longestMs,
    totalMs: 0,
    longestWakeToRunMs: 0,
    totalWakeToRunMs: 0,
    resumed: 0,
  };
}

import { EXCLUSIVE } from '../flags.js';
import type { LocalThreadWatch } from '../inspect/thread-stories.js';
import { missedBy } from './missed.js';
import type { WakeNote } from '../inspect/queue-stats.js';
import type { QueueView, Viewable, ViewableQueue } from '../inspect/registry.js';
import { registerQueue } from '../inspect/registry.js';
import { TASK_INTERRUPTIBLE, TASK_NORMAL } from '../state.js';
import { CONDITION_TEXT, FLAGS, FOR_LOCK, KIND, KIND_QUEUE, NAME_TEXT, SERIAL, SITE_TEXT } from './layout.js';
import type { Memory } from './memory.js';
import { onlyWakerOf } from './only-waker.js';
import { SeenMemory } from './seen-memory.js';
import type { PlacedWaiter, SharedWaiter } from './state-of.js';
import { allCountersIn } from './all-counters.js';
import { countersIn, waitersIn } from './state-of.js';
import { showLock } from './lock-view.js';
import { taskName } from './task-names.js';
import { currentThread } from './thread-id.js';
import { wakeSlots } from './wake-slots.js';

/** They live as long as the memory they show. */
const views = new WeakMap<Memory, ViewableQueue>();

/** Makes a shared queue or lock visible to the live view of this thread, with the waiters of all threads. */
export function show(memory: Memory): void {
  showLock(memory);
  if (memory.words[KIND] !== KIND_QUEUE) return;
  const view = new SharedView(memory);
  views.set(memory, view);
  registerQueue(view);
}

class SharedView extends SeenMemory implements ViewableQueue {
  /** By slot, so that one wait is one object for as long as it lasts. */
  #shown = new Map<number, ShownWaiter>();

  wake(nr: number): number {
    const before = countersIn(this.memory).woken;
    wakeSlots(this.memory, TASK_NORMAL, nr);
    return countersIn(this.memory).woken - before;
  }

  view(): QueueView {
    const before = this.#shown;
    const placed = waitersIn(this.memory);
    this.#shown = new Map(placed.map((one) => [one.slot, this.#show(one, before.get(one.slot))]));
    return { kind: 'shared', waiters: [...this.#shown.values()], counters: allCountersIn(this.memory) };
  }

  missed(waiter: Viewable): WakeNote | undefined {
    const journal = this.journal?.journal;
    return journal && missedBy(this.memory.words, (waiter as ShownWaiter).serial, journal);
  }

  onlyWaker(waiter: Viewable): number | undefined {
    const { slot, serial } = waiter as ShownWaiter;
    return onlyWakerOf(this.memory, slot, serial);
  }

  #show({ slot, waiter }: PlacedWaiter, before: ShownWaiter | undefined): ShownWaiter {
    const { words } = this.memory;
    const { journal } = this;
    const serial = words[slot + SERIAL]!;
    const shown = before?.isOf(waiter, serial) ? before : new ShownWaiter(slot, waiter, serial, journal);
    shown.sleeping = waiter.inLine;
    const why = shown.condition ? undefined : whyNotEvaluable(waiter);
    const told = journal && serial !== 0 && toldOf(words, slot, journal);
    shown.facts = {
      ...factsOf(waiter),
      wait: `${slot}@${waiter.since}`,
      ...(why && { notEvaluable: why }),
      ...told,
    };
    return shown;
  }
}

class ShownWaiter implements Viewable {
  readonly flags: number;
  readonly sleepState = TASK_INTERRUPTIBLE;
  sleeping = false;
  facts: NonNullable<Viewable['facts']> = {};
  readonly slot: number;
  readonly #waiter: SharedWaiter;
  readonly serial: number;
  readonly #journal: LocalThreadWatch | undefined;

  constructor(slot: number, waiter: SharedWaiter, serial: number, journal: LocalThreadWatch | undefined) {
    this.slot = slot;
    this.flags = waiter.exclusive ? EXCLUSIVE : 0;
    this.#waiter = waiter;
    this.serial = serial;
    this.#journal = journal;
  }

  isOf({ threadId, since }: SharedWaiter, serial: number): boolean {
    const own = this.#waiter;
    return this.serial === serial && own.threadId === threadId && own.since === since;
  }

  /** The same as in events. */
  get id(): number | undefined {
    return this.serial === 0 ? undefined : this.#journal?.journal.waiterId(this.serial);
  }

  /** Of a wait of this thread; of the others the text is known at most. */
  get condition(): (() => unknown) | undefined {
    return this.#journal?.conditionOf(this.serial);
  }
}

function factsOf({
  threadId,
  state,
  since,
  forLock,
  woken,
  inLine,
  task,
}: SharedWaiter): NonNullable<Viewable['facts']> {
  return {
    threadId,
    state,
    since,
    phase: inLine ? 'asleep' : woken ? 'woken' : 'running',
    ...(forLock && { forLock }),
    ...(task !== 0 && { task: taskName(task), taskId: task }),
  };
}

/** A condition is a function of its own thread: no other can call it. */
function whyNotEvaluable({ threadId, forLock, blocks, inLine }: SharedWaiter): string | undefined {
  if (forLock) return undefined;
  if (blocks && inLine) return 'its thread is asleep';
  return threadId === currentThread() ? undefined : `it waits in thread ${threadId}`;
}

/** What the waiter has told the journal before it slept on. */
function toldOf(
  words: Int32Array,
  slot: number,
  { journal: { texts } }: LocalThreadWatch,
): Viewable['facts'] {
  const isForLock = words[slot + FLAGS]! & FOR_LOCK;
  const condition = isForLock ? '' : texts.textOf(Atomics.load(words, slot + CONDITION_TEXT));
  const site = texts.textOf(words[slot + SITE_TEXT]!);
  const task = texts.textOf(words[slot + NAME_TEXT]!);
  return { ...(condition && { condition }), ...(site && { site }), ...(task && { task }) };
}

import {
  EXCLUSIVE,
  FINISHED_HERE,
  FLAGS,
  FOR_LOCK,
  HEADER,
  HIGH_WATER,
  LONGEST_MS,
  OWNER,
  PLACE,
  SERIAL,
  SINCE,
  STRIDE,
  TASK,
  TICKET,
  TOTAL_MS,
  WAITS_HERE,
} from './layout.js';
import type { WaitStory } from '../inspect/thread-watch.js';
import type { Memory } from './memory.js';
import { grow } from './memory.js';
import { ASLEEP, IDLE, isPicked, nextWord, PICKED_INTERRUPTIBLE, statusOf } from './status.js';
import { TASK_INTERRUPTIBLE, TASK_NORMAL } from '../state.js';
import { wakeExclusive } from './wake-slots.js';

/** One wait of this thread; it has a slot from the first `standInLine` until `leaveLine`. */
export class Waiter {
  readonly memory: Memory;
  readonly owner: number;
  readonly task: number;
  /** The state to sleep in, EXCLUSIVE, FOR_LOCK, BLOCKS. */
  flags: number;
  /** The first word of its slot; 0: none. */
  slot = 0;
  /** Tells those who watch. */
  story: WaitStory | undefined = undefined;

  constructor(memory: Memory, owner: number, flags: number, task = 0) {
    this.memory = memory;
    this.owner = owner;
    this.flags = flags;
    this.task = task;
  }
}

/** Its word, on which a waker may have written meanwhile. */
export function wordOf(waiter: Waiter): number {
  return waiter.memory.atomics.load(waiter.memory.words, waiter.slot);
}

/** A wait is over with its first test. */
export function wasTrue(memory: Memory): undefined {
  if (memory.journal !== undefined) memory.journal.wasTrue(memory);
}

/**
 * Registers: from here on a wake-up finds the waiter, so the condition is to be tested after this
 * (`prepare_to_wait`). One that was woken in vain goes to the end of the line, one that was only roused keeps
 * its place, and so does one that waits for a lock.
 *
 * @returns the word to sleep on
 */
export function standInLine(waiter: Waiter): number {
  const { memory, flags } = waiter;
  const { atomics } = memory;
  const isNew = waiter.slot === 0;
  const slot = isNew ? enter(waiter) : waiter.slot;
  const { words } = memory;
  const word = isNew ? atomics.get(words, slot) : atomics.load(words, slot);
  const status = statusOf(word);
  if (status === ASLEEP && atomics.get(words, slot + FLAGS) === flags) return word;
  if (isNew || (isPicked(word) && !(flags & FOR_LOCK))) {
    atomics.set(words, slot + PLACE, atomics.add(words, TICKET, 1));
  }
  atomics.set(words, slot + FLAGS, flags);
  const asleep = nextWord(word, ASLEEP);
  atomics.store(words, slot, asleep);
  return asleep;
}

/**
 * Leaves the line and gives the slot back (`finish_wait`). A wake-up that chose this waiter goes to the next
 * exclusive one, unless it is `spent`: the condition was found true after it. Handed on first and given back
 * then, so that a thread that dies in between leaves it to whoever reaps.
 */
export function leaveLine(waiter: Waiter, spent: boolean): void {
  const { memory, slot } = waiter;
  if (slot === 0) return;
  if (!(waiter.flags & FOR_LOCK)) noteEnd(memory, slot);
  waiter.story?.leaves();
  freeSlot(memory, slot, waiter.flags, spent);
  memory.hint = slot;
  waiter.slot = 0;
}

/** The same for the slot of any thread. */
export function freeSlot(memory: Memory, slot: number, flags: number, spent: boolean): void {
  const { atomics, words } = memory;
  let word = atomics.load(words, slot);
  while (statusOf(word) !== IDLE) {
    if (!spent && isPicked(word) && flags & EXCLUSIVE) handOn(memory, word, flags);
    const seen = atomics.compareExchange(words, slot, word, nextWord(word, IDLE));
    if (seen === word) break;
    word = seen;
  }
  atomics.store(words, slot + OWNER, 0);
}

function handOn(memory: Memory, word: number, flags: number): void {
  const mode = statusOf(word) === PICKED_INTERRUPTIBLE ? TASK_INTERRUPTIBLE : TASK_NORMAL;
  wakeExclusive(memory, flags & FOR_LOCK, mode, 1);
}

/** Noted by the owner alone, so it needs no exchange. */
function noteEnd(memory: Memory, slot: number): void {
  const { atomics, words, times } = memory;
  const ms = memory.platform.now() - times[(slot + SINCE) / 2]!;
  times[(slot + TOTAL_MS) / 2]! += ms;
  atomics.set(words, slot + FINISHED_HERE, atomics.get(words, slot + FINISHED_HERE) + 1);
  noteLongest(memory, ms);
}

function noteLongest(memory: Memory, ms: number): void {
  const { atomics, words } = memory;
  let longest = atomics.load(words, LONGEST_MS);
  while (ms > longest) {
    const seen = atomics.compareExchange(words, LONGEST_MS, longest, Math.ceil(ms));
    if (seen === longest) return;
    longest = seen;
  }
}

function claimSlot(memory: Memory, owner: number): number {
  const { atomics } = memory;
  if (atomics.compareExchange(memory.words, memory.hint + OWNER, 0, owner) === 0) {
    return withinHighWater(memory, memory.hint);
  }
  for (;;) {
    const { words } = memory;
    for (let slot = HEADER; slot < words.length; slot += STRIDE) {
      if (atomics.load(words, slot + OWNER) !== 0) continue;
      if (atomics.compareExchange(words, slot + OWNER, 0, owner) === 0) return withinHighWater(memory, slot);
    }
    grow(memory);
  }
}

/** Takes a slot and writes down who waits since when. */
function enter(waiter: Waiter): number {
  const { memory, flags, owner, task } = waiter;
  const slot = (waiter.slot = claimSlot(memory, owner));
  const { atomics, words } = memory;
  atomics.set(words, slot + TASK, task);
  memory.times[(slot + SINCE) / 2] = memory.platform.now();
  // Counted by the owner alone, so it needs no exchange.
  if (!(flags & FOR_LOCK)) atomics.set(words, slot + WAITS_HERE, atomics.get(words, slot + WAITS_HERE) + 1);
  atomics.set(words, slot + SERIAL, 0);
  waiter.story?.enters();
  return slot;
}

/** A wake-up looks no further than HIGH_WATER, so it is raised before the slot's waiter stands in line. */
function withinHighWater(memory: Memory, slot: number): number {
  const end = slot + STRIDE;
  if (end <= memory.highWater) return slot;
  const { atomics, words } = memory;
  let high = atomics.load(words, HIGH_WATER);
  while (high < end) {
    const seen = atomics.compareExchange(words, HIGH_WATER, high, end);
    if (seen === high) break;
    high = seen;
  }
  memory.highWater = Math.max(high, end);
  return slot;
}

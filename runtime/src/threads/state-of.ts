import { stateName } from '../state.js';
import {
  BLOCKS,
  EXCLUSIVE,
  FINISHED_HERE,
  FLAGS,
  FOR_LOCK,
  HEADER,
  INTERRUPTED,
  LONGEST_MS,
  OWNER,
  PLACE,
  REAPED,
  SINCE,
  SPURIOUS,
  STRIDE,
  TASK,
  TICKET,
  TIMEOUTS,
  TOTAL_MS,
  WAITS_HERE,
  WAKE_UPS,
  WAKE_UPS_OF_NOBODY,
  WOKEN,
} from './layout.js';
import type { Memory } from './memory.js';
import { usedWords } from './memory.js';
import type { SharedWaitQueue } from './queue.js';
import { memoryOf } from './queue.js';
import { ASLEEP, IDLE, isPicked, statusOf } from './status.js';

/** One who waits on a shared queue. */
export interface SharedWaiter {
  /** The thread, as `currentThread()` numbers it: in Node its `threadId`. */
  readonly threadId: number;
  readonly exclusive: boolean;
  /** As the kernel names it: `interruptible`, `uninterruptible`, `killable`, `idle`. */
  readonly state: string;
  /** Whether it waits for the queue's own lock rather than on the queue. */
  readonly forLock: boolean;
  /** Whether its thread blocks (`waitEvent…Sync`, `acquireSync`): it runs nothing else meanwhile. */
  readonly blocks: boolean;
  /** Chosen by a wake-up and not running yet, or testing again. */
  readonly woken: boolean;
  /** In line or about to sleep; false when it was woken or roused. */
  readonly inLine: boolean;
  /** When the wait began, in milliseconds since the epoch. */
  readonly since: number;
  /** Which task waits, told by `SharedTask`; 0: none was named. */
  readonly task: number;
}

/** What has happened on a shared queue since it was made. The counters wrap around after 2^32. */
export interface SharedCounters {
  /** Waits that were not over with their first test. */
  readonly waits: number;
  /** Calls of `wakeUp` and its kin. */
  readonly wakeUps: number;
  /** Of those, how many found nobody to wake. */
  readonly wakeUpsOfNobody: number;
  /** Waiters that wake-ups chose. */
  readonly woken: number;
  /** Of those, how many found their condition false. */
  readonly spurious: number;
  /** Waits that ended with their time. */
  readonly timeouts: number;
  /** Waits that a signal ended. */
  readonly interrupted: number;
  /** Places that dead threads left behind. */
  readonly reaped: number;
  /** The longest wait that is over, in milliseconds. */
  readonly longestMs: number;
  /** Waits that are over. */
  readonly finished: number;
  /** How long they took together, in milliseconds; divided by `finished` it is the mean. */
  readonly totalMs: number;
}

/**
 * Who waits, in the order a wake-up passes them: others first, the newest leading, then the exclusive ones.
 * Any thread may ask; the others are not disturbed, so what it tells may be over already.
 */
export function sharedWaiters(queue: SharedWaitQueue): SharedWaiter[] {
  return waitersIn(memoryOf(queue)).map(({ waiter }) => waiter);
}

/** A waiter and the place in memory where it waits. */
export interface PlacedWaiter {
  readonly slot: number;
  readonly waiter: SharedWaiter;
}

export function waitersIn(memory: Memory): PlacedWaiter[] {
  const end = usedWords(memory);
  const begin = memory.atomics.load(memory.words, TICKET);
  const found: (PlacedWaiter & { readonly age: number })[] = [];
  for (let slot = HEADER; slot < end; slot += STRIDE) {
    const waiter = waiterAt(memory, slot);
    if (waiter) found.push({ slot, age: (begin - memory.words[slot + PLACE]!) | 0, waiter });
  }
  found.sort(
    (a, b) => rank(a.waiter) - rank(b.waiter) || (a.waiter.exclusive ? b.age - a.age : a.age - b.age),
  );
  return found;
}

/** What has happened on the queue, told by any thread. */
export function sharedCounters(queue: SharedWaitQueue): SharedCounters {
  const memory = memoryOf(queue);
  const { atomics, words } = memory;
  return {
    ...countersIn(memory),
    interrupted: atomics.load(words, INTERRUPTED) >>> 0,
    reaped: atomics.load(words, REAPED) >>> 0,
  };
}

/** What the live view counts, too, by the names that both have. */
export function countersIn(memory: Memory): Omit<SharedCounters, 'interrupted' | 'reaped'> {
  const end = usedWords(memory);
  const { atomics, words, times } = memory;
  let waits = 0;
  let finished = 0;
  let totalMs = 0;
  for (let slot = HEADER; slot < end; slot += STRIDE) {
    waits += atomics.load(words, slot + WAITS_HERE) >>> 0;
    finished += atomics.load(words, slot + FINISHED_HERE) >>> 0;
    totalMs += times[(slot + TOTAL_MS) / 2]!;
  }
  const at = (index: number): number => atomics.load(words, index) >>> 0;
  return {
    waits,
    wakeUps: at(WAKE_UPS) + at(WAKE_UPS_OF_NOBODY),
    wakeUpsOfNobody: at(WAKE_UPS_OF_NOBODY),
    woken: at(WOKEN),
    spurious: at(SPURIOUS),
    timeouts: at(TIMEOUTS),
    longestMs: at(LONGEST_MS),
    finished,
    totalMs,
  };
}

function waiterAt(memory: Memory, slot: number): SharedWaiter | undefined {
  const { atomics, words, times } = memory;
  const word = atomics.load(words, slot);
  const owner = atomics.load(words, slot + OWNER);
  if (statusOf(word) === IDLE || owner === 0) return undefined;
  const flags = words[slot + FLAGS]!;
  const waiter = {
    threadId: owner - 1,
    exclusive: (flags & EXCLUSIVE) !== 0,
    state: stateName(flags & 0xffff),
    forLock: (flags & FOR_LOCK) !== 0,
    blocks: (flags & BLOCKS) !== 0,
    woken: isPicked(word),
    inLine: statusOf(word) === ASLEEP,
    since: times[(slot + SINCE) / 2]!,
    task: words[slot + TASK]!,
  };
  // The slot may have changed hands while it was read.
  return atomics.load(words, slot) === word ? waiter : waiterAt(memory, slot);
}

function rank({ forLock, exclusive }: SharedWaiter): number {
  return forLock ? 2 : exclusive ? 1 : 0;
}

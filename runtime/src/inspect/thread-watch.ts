import type { Condition } from '../options.js';
import type { Memory } from '../threads/memory.js';
import type { Waiter } from '../threads/waiter.js';

/** What shared queues tell while the program is watched; where it is not, each does one check for it. */
export interface ThreadWatch {
  /** Tells journals apart: one buffer is another object in every thread. */
  readonly id: number;
  /** For other threads, so that they tell the same journal. */
  readonly buffer: SharedArrayBuffer;
  /** A wait begins; `condition` is missing where the waiter tests by himself, `task` where none is named. */
  begin(waiter: Waiter, condition?: Condition, task?: string): WaitStory;
  /** A wake-up begins; answers its number, 0 when nobody reads. */
  wakes(): number;
  /** A waker is about to choose this waiter. */
  picks(memory: Memory, slot: number): void;
  /** It has, and will notify it. */
  picked(memory: Memory, slot: number, wake: number): void;
  /** The wake-up is over. Without an announcement it makes sleepers look again, no more. */
  woke(memory: Memory, wake: number, found: number, announces: boolean): void;
  /** A wait was over with its first test. */
  wasTrue(memory: Memory): void;
  /** This thread has taken the region's lock. */
  took(memory: Memory): void;
  /** It is about to give the lock back, or somebody does it for one who died. */
  gives(memory: Memory): void;
  /** It wants the lock, which somebody holds. */
  wants(waiter: Waiter): WaitStory;
}

/** One wait on a shared queue or for a lock, as its own thread tells it. */
export interface WaitStory {
  /** It has its slot. */
  enters(): void;
  /** It is about to sleep. Who does not block its thread is asked later whether it `stays`. */
  sleeps(blocks: boolean): void;
  /** It has slept for a while: what is worth a look at it is worth the time now. */
  stays(): void;
  /** It runs again. */
  resumes(): void;
  /** No test follows: that it leaves does not mean that it found its condition true. */
  isBlind(): void;
  /** It is about to leave, and why. */
  ends(why: 'true' | 'timeout' | 'interrupt'): void;
  /** It leaves; without `ends`, for no reason that is known. */
  leaves(): void;
}

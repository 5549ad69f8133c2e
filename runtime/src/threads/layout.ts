/**
 * Where everything lies in shared memory, in words of 32 bits from the start of a region. The page
 * `docs/threads.md` explains it. Whoever changes a meaning raises `VERSION`.
 */

/** `wait` and `q/th` in ASCII: two words, so that user data is not taken for a region. */
export const MAGIC = [0x74696177, 0x68742f71] as const;
export const VERSION = 4;

/** What a region is: a queue, or a lock of its own. */
export const KIND_QUEUE = 1;
export const KIND_LOCK = 2;
export type Kind = typeof KIND_QUEUE | typeof KIND_LOCK;

/** The header. */
export const MAGIC_LOW = 0;
export const MAGIC_HIGH = 1;
export const FORMAT = 2;
export const KIND = 3;
/** Two random words that tell regions apart: one buffer is another object in every thread. */
export const ID_LOW = 4;
export const ID_HIGH = 5;
/** The most slots the region may ever have. */
export const MAX_SLOTS = 6;
/** Behind the last slot that was ever in use, in words. It only grows. */
export const HIGH_WATER = 7;
/** The next place in line. */
export const TICKET = 8;
/** 0, or the holder of the region's lock and perhaps CONTENDED. */
export const LOCK = 9;
/** How often the lock was taken from a dead holder. */
export const RECOVERIES = 10;
/** Counters; of wake-ups those that found somebody. */
export const WAKE_UPS = 11;
export const WOKEN = 12;
export const SPURIOUS = 13;
export const TIMEOUTS = 14;
export const INTERRUPTED = 15;
export const LONGEST_MS = 16;
export const REAPED = 17;
export const WAKE_UPS_OF_NOBODY = 18;
/** Of those woken while the program was watched: how many have run, and after how many microseconds. */
export const RESUMED = 19;
export const LONGEST_LATE = 20;
export const LATE_LOW = 21;
export const LATE_HIGH = 22;
/** 0, or the journal that is told what happens here. */
export const JOURNAL = 23;
/**
 * Only while watched, of who holds the lock: the thread, as LOCK has it, else 0; how often the lock was taken; the
 * number and the name of the task, or 0; when it was taken, in milliseconds of the journal.
 */
export const HOLDER = 24;
export const HOLDS = 25;
export const HOLDER_TASK = 26;
export const HOLDER_NAME = 27;
export const HELD_SINCE = 28;
/** Only while watched: the last wake-up that found nobody, in the order of waits, or 0; when, and its call. */
export const NOBODY = 29;
export const NOBODY_AT = 30;
export const NOBODY_SITE = 31;
/** Only while watched: the last wake-up that found somebody, in the order of waits; when a condition last held. */
export const FOUND = 32;
export const TRUE_AT = 33;
/** 1 where all of that is complete: the region was made in a watched program, and every thread that came tells. */
export const ALL_TOLD = 34;
/** Only while watched: the one thread whose wake-ups have found anybody, as OWNER has it, or SEVERAL; 0: none. */
export const WAKER = 35;
export const SEVERAL = -1;
/**
 * The thread that publishes its metrics, as OWNER has it, or 0; when it last said so, in seconds since the epoch; and what
 * of each of the six counters that are published threads have published already.
 */
export const PUBLISHER = 36;
export const PUBLISHED_AT = 37;
export const PUBLISHED = 38;
/** Only while watched: the call that took the lock, as the journal has it, or 0. */
export const HOLDER_SITE = 44;
export const HEADER = 48;

/** A slot: one waiter. */
export const WORD = 0;
/** The thread it belongs to; 0: free. */
export const OWNER = 1;
export const FLAGS = 2;
export const PLACE = 3;
/** Milliseconds since the epoch, as a float in two words. */
export const SINCE = 4;
/** The id of the waiting task, or 0. */
export const TASK = 6;
/** How many waits this slot has had: the sum over all slots is the region's. */
export const WAITS_HERE = 7;
/** How many of them are over. */
export const FINISHED_HERE = 8;
/** The number of this wait among all of a watched program; 0: it is not told of. */
export const SERIAL = 9;
/** How long the waits that are over took, in milliseconds, as a float in two words. */
export const TOTAL_MS = 10;
/** Only while watched: when it was woken, in microseconds; its condition, its call and its task as the journal has them. */
export const WOKEN_AT = 12;
export const CONDITION_TEXT = 13;
export const SITE_TEXT = 14;
export const NAME_TEXT = 15;
/** Of one who waits for the lock, in place of a condition: the number of its task, or 0. */
export const LOCK_TASK = CONDITION_TEXT;
export const STRIDE = 16;

export const WORD_BYTES = 4;
/** Regions begin at multiples of it, so that every float lies aligned. */
export const ALIGNMENT = 8;

/** Flags of a slot, above the bits of the state it sleeps in. */
export const EXCLUSIVE = 0x1_0000;
/** It waits for the region's lock, not on the queue. */
export const FOR_LOCK = 0x2_0000;
/** Its thread blocks until it is woken. */
export const BLOCKS = 0x4_0000;
/** It does not wait longer than a given time. */
export const TIMED = 0x8_0000;

/** In the lock's word: somebody may be waiting for it. */
export const CONTENDED = 0x8000_0000 | 0;

/** The bytes a region with so many slots takes. */
export function regionBytes(slots: number): number {
  return (HEADER + slots * STRIDE) * WORD_BYTES;
}

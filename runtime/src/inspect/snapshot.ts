/** A picture of every live queue of a program, complete in itself: what a view shows is never derived from events. */

/** Every live queue at one moment. `JSON.stringify` of it is complete. */
export interface Snapshot {
  readonly version: 1;
  /**
   * Events and snapshots draw their numbers from one row: the picture contains what every event with a smaller
   * number did, and nothing later.
   */
  readonly sequence: number;
  /** When it was taken, in milliseconds since the epoch. */
  readonly at: number;
  /** Oldest queue first. */
  readonly queues: readonly QueueSnapshot[];
  /** The locks that somebody holds or wants; missing while the program is not watched. */
  readonly locks?: readonly LockSnapshot[];
  /** Whose picture it is; missing while the program only counts its queues (see `recordingSince`). */
  readonly program?: Program;
  /**
   * Since when waits and wake-ups are counted and waits are dated, in milliseconds since the epoch; missing when
   * they are not. What began earlier says "before recording".
   */
  readonly recordingSince?: number;
}

/** A program, or one thread of it, that can be watched. */
export interface Program {
  readonly pid: number;
  /** The worker it is, as `node:worker_threads` numbers it; 0 is the main thread. */
  readonly threadId: number;
  /** The file it was started with, without its folder. */
  readonly name: string;
  /** The version of `waitq` that it loaded. */
  readonly version: string;
  /** What runs it, as `node 22.12.0`. */
  readonly engine: string;
  /** When it was started, in milliseconds since the epoch. */
  readonly startedAt: number;
  /** Whether it lets those who watch wake queues and signal tasks (`WAITQ_INSPECT_WRITE=1`). */
  readonly writable: boolean;
}

/** One live queue and those who wait on it. */
export interface QueueSnapshot {
  /** Unique in the program, never used again. */
  readonly id: number;
  /** The name given to its constructor, or `queue N`. */
  readonly name: string;
  readonly kind: QueueKind;
  /** Of a shared queue: the same in the picture of every thread that has it, and of no other queue. */
  readonly region?: string;
  /** A shared queue of which this thread does not hear what others do: their conditions and events are missing. */
  readonly isUnheard?: true;
  /** Where it was made; only if recording was on then. */
  readonly location?: Place;
  /** In wake order: the first is the first a wake-up passes. At most `maxWaiters` of them. */
  readonly waiters: readonly WaiterSnapshot[];
  /** How many wait, where that is more than are shown. */
  readonly waiterCount?: number;
  /**
   * What has happened on it since `recordingSince`; for a shared queue since it was made, by all threads, but for the
   * times from wake-up to run, which threads note only while the program is watched.
   */
  readonly counters?: Counters;
}

/**
 * A `Lock` of this thread, a `SharedLock` or the lock of a `SharedWaitQueue` that somebody holds or wants, the shared
 * ones as all threads hold and want them.
 */
export interface LockSnapshot {
  /** Unique in the program, numbered apart from queues. */
  readonly id: number;
  /** The name given to its constructor, that of the queue whose own lock it is, or `lock N`. */
  readonly name: string;
  /** Whether threads share it; missing for a `Lock`. */
  readonly shared?: true;
  /** Of a shared one: the same in the picture of every thread, and of no other lock; a queue and its own lock share it. */
  readonly region?: string;
  /**
   * The name of the task that holds it; of a shared one else `thread N`, with ` (ended)` behind it where that thread is
   * known to be no more; empty where nothing is known.
   */
  readonly holder: string;
  /** When the holder got it, in milliseconds since the epoch; missing for one taken before recording. */
  readonly since?: number;
  /** The call that took it, as `file:line:column`; missing where it was not recorded. */
  readonly site?: string;
  /** The thread that holds it, where threads share it. */
  readonly threadId?: number;
  /** Who waits for it, named like its holder, in the order they get it. */
  readonly wanted: readonly string[];
}

/** `full` is `WaitQueue`, `simple` is `SimpleWaitQueue`, `shared` is `SharedWaitQueue`. */
export type QueueKind = 'full' | 'simple' | 'shared';

/** One entry on a queue. */
export interface WaiterSnapshot {
  /** Unique among all waiters of the program, never used again. */
  readonly id: number;
  /** The name of the waiting task, or an empty string where the wait names none. */
  readonly task: string;
  /** The task, unique in the program; missing where the wait names none. */
  readonly taskId?: number;
  /** The state it sleeps in, as the kernel names it: `interruptible`, `uninterruptible`, `killable`, `idle`. */
  readonly state: string;
  /** Whether one wake-up wakes at most one of its kind. */
  readonly exclusive: boolean;
  /** The same as `phase === 'asleep'`. */
  readonly sleeping: boolean;
  readonly phase: WaiterPhase;
  /**
   * The source text of the condition function, at most `maxConditionLength` characters of it. Of a wait in another
   * thread, as `site`, only if it lasts some 10 ms and the program was watched when it began.
   */
  readonly condition?: string;
  /**
   * Why nobody can evaluate its condition from here, in words, as `its thread is asleep`; missing where the program
   * can, or the wait has none.
   */
  readonly notEvaluable?: string;
  /** Where the condition is written; only if the engine was asked (`waitq/locate`, or a snapshot with places). */
  readonly place?: Place;
  /** When the wait began, in milliseconds since the epoch; only if recording was on at that time. */
  readonly since?: number;
  /** The call that waits, as a line of a stack trace (`file:line:column`); only if recording was on then. */
  readonly site?: string;
  /** The frames from that call outwards, as a stack trace has them, innermost first. */
  readonly stack?: readonly string[];
  /** How often it was woken and found its condition false; only while recording. */
  readonly spurious?: number;
  /** The thread that waits, on a shared queue. */
  readonly threadId?: number;
  /** On a shared queue: tells it from the others there, the same in the picture of every thread. */
  readonly wait?: string;
  /** It waits for the shared queue's own lock, not on the queue. */
  readonly forLock?: boolean;
}

/**
 * `asleep` from sleeping until woken; `woken` from there until its turn comes, off the queue but not running yet;
 * `running` while it tests its condition.
 */
export type WaiterPhase = 'asleep' | 'woken' | 'running';

/** A place in a source file, counted from 1. */
export interface Place {
  /** A path or URL, as the engine names the script. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * What has happened on a queue. Times are in milliseconds, fractions included; counts only grow. In a burst of more
 * than some 50,000 waits a second, `waits`, `wakeUps`, `wakeUpsOfNobody` and `woken` count all of them and the rest
 * what was recorded.
 */
export interface Counters {
  /** Waits that went to sleep or were about to. */
  readonly waits: number;
  /** Calls of `wakeUp` and its kin. */
  readonly wakeUps: number;
  /** Those of them that found nobody on the queue. */
  readonly wakeUpsOfNobody: number;
  /** Waiters that wake-ups chose. */
  readonly woken: number;
  /** Times that a woken waiter found its condition false. */
  readonly spurious: number;
  /** Waits that ended because their time was over. */
  readonly timeouts: number;
  /** Waits that a signal ended. */
  readonly interrupts: number;
  /** Waits that are over, however they ended, and whose time is known. */
  readonly finished: number;
  /** The longest of them. */
  readonly longestMs: number;
  /** How long they took together; divided by `finished` it is the mean. */
  readonly totalMs: number;
  /** The longest time from being woken to running. */
  readonly longestWakeToRunMs: number;
  /** The same summed up over `resumed`. */
  readonly totalWakeToRunMs: number;
  /** How many of those woken have run again. */
  readonly resumed: number;
}

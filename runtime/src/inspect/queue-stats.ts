import type { CallSite } from './call-site.js';
import type { ViewableQueue } from './registry.js';
import type { Counters } from './snapshot.js';

/** What has happened on one queue since it is watched. It does not keep the queue alive. */
export class QueueStats {
  readonly id: number;
  readonly queue: WeakRef<ViewableQueue>;
  /** Where it was made. */
  readonly madeAt: CallSite | undefined;
  /** The number of the last event on it. */
  changed = 0;
  waits = 0;
  wakeUps = 0;
  wakeUpsOfNobody = 0;
  woken = 0;
  spurious = 0;
  timeouts = 0;
  interrupts = 0;
  finished = 0;
  longestMs = 0;
  totalMs = 0;
  longestWakeToRunMs = 0;
  totalWakeToRunMs = 0;
  resumed = 0;
  /** A wait on it was counted only, and is to be looked for. */
  wasPassedOver = false;
  /** The last wake-up that found nobody. */
  nobody: WakeNote | undefined = undefined;
  /** The last exclusive wake-up whose waiter left without its condition. */
  leaver: LeaverNote | undefined = undefined;
  /** The number of the last event when a condition on it was true. */
  lastTrue = 0;
  /** The number of the last wake-up that found somebody. */
  lastFound = 0;
  /** The tasks that woke somebody, by name; `undefined` when some were nobody known, or too many. */
  wakers: Set<string> | undefined = new Set();

  constructor(id: number, queue: ViewableQueue, madeAt: CallSite | undefined) {
    this.id = id;
    this.queue = new WeakRef(queue);
    this.madeAt = madeAt;
  }
}

/** A wake-up, for those who ask later what went wrong. */
export interface WakeNote {
  /** Of a wake-up in this thread its number in the log; else 0. */
  readonly sequence: number;
  readonly at: number;
  readonly task: string;
  readonly site: CallSite | undefined;
}

export interface LeaverNote {
  readonly sequence: number;
  readonly at: number;
  readonly waiter: number;
  readonly task: string;
  readonly how: 'timeout' | 'interrupt';
}

/** Tasks kept as wakers of one queue. */
const MAX_WAKERS = 16;

/** Notes who woke somebody on it. */
export function noteWaker(stats: QueueStats, task: string): void {
  if (!stats.wakers || stats.wakers.has(task)) return;
  if (task === '' || stats.wakers.size === MAX_WAKERS) stats.wakers = undefined;
  else stats.wakers.add(task);
}

export function countersOf(stats: QueueStats): Counters {
  const { waits, wakeUps, wakeUpsOfNobody, woken, spurious, timeouts, interrupts } = stats;
  const { finished, longestMs, totalMs, longestWakeToRunMs, totalWakeToRunMs, resumed } = stats;
  return {
    waits,
    wakeUps,
    wakeUpsOfNobody,
    woken,
    spurious,
    timeouts,
    interrupts,
    finished,
    longestMs,
    totalMs,
    longestWakeToRunMs,
    totalWakeToRunMs,
    resumed,
  };
}

import { taskNow } from '../attention.js';
import type { WaitEntry } from '../entry.js';
import { ASLEEP, CALLBACK, EXCLUSIVE, STATE_SHIFT } from '../flags.js';
import type { LoneWaiter } from '../lone-waiter.js';
import type { QueueNode } from '../node.js';
import type { Condition, WaitOptions } from '../options.js';
import type { WaitQueue } from '../queue.js';
import type { TaskState } from '../state.js';
import { waitAttended } from '../wait-attended.js';
import type { WakeDetails } from '../wake.js';
import type { Adopter } from './adopter.js';
import { createAdopter } from './adopter.js';
import { createBudget } from './budget.js';
import type { Below } from './call-site.js';
import type { LockWatch } from './locks.js';
import type { QueueStats } from './queue-stats.js';
import type { Recorder } from './recorder.js';
import { tellRegion } from './region-teller.js';
import type { Viewable, ViewableQueue } from './registry.js';
import { conditionOf } from './registry.js';
import { createJournals } from './journals.js';
import type { Wait, WatchedCondition } from './wait.js';
import { watchedCondition } from './wait.js';
import type { Watch } from './watch.js';

/** The watch that tells a recorder, and can say which wait a waiter on a queue is. */
export interface Watching extends Watch {
  waitOf(node: Viewable): Wait | undefined;
  readonly adopter: Adopter;
}

/**
 * Waits and wake-ups that are recorded; what is beyond is counted only, so that no program is slowed down to half
 * its speed.
 */
const ALLOWANCE = { first: 20_000, perWindow: 1000, oneIn: 32 };

export function createWatch(recorder: Recorder, locks: LockWatch): Watching {
  const mayRecord = createBudget(ALLOWANCE);
  const watchedEntries = new WeakMap<Viewable, Wait>();
  const waitOf = (node: Viewable): Wait | undefined =>
    (conditionOf(node) as WatchedCondition | undefined)?.wait ?? watchedEntries.get(node);
  const adopter = createAdopter(recorder, waitOf);
  const begin = (queue: ViewableQueue, condition: Condition, options?: WaitOptions): WatchedCondition => {
    const task = options?.task ?? taskNow();
    const site = recorder.sample(watch.wait, 2);
    const wait = recorder.begin(queue, condition, task, site);
    const { timeoutMs = Infinity, timeoutNs, signal } = options ?? {};
    wait.mayGiveUp = timeoutMs < Infinity || timeoutNs !== undefined || signal !== undefined;
    return watchedCondition(wait, recorder);
  };
  /** A wake-up is about to wake these. */
  const tell = (stats: QueueStats, chosen: readonly Viewable[], below: Below, own: number): void => {
    const isRecorded = mayRecord();
    const number = isRecorded
      ? recorder.wakes(stats, chosen.length, below, own)
      : recorder.countWake(stats, chosen.length);
    for (const node of chosen) {
      const wait = waitOf(node);
      if (wait) recorder.woken(wait, (node.flags & EXCLUSIVE) !== 0, isRecorded ? number : 0);
    }
  };

  const watch: Watching = {
    waitOf,
    adopter,
    wait(queue, condition: WatchedCondition, options, kind) {
      if (typeof condition !== 'function' || condition.wait || queue?.view === undefined) return undefined;
      if (options === undefined && !mayRecord()) {
        adopter.passedOver(recorder.statsOf(queue));
        return undefined;
      }
      return waitAttended(queue, begin(queue, condition, options), options, kind);
    },
    wake(queue, mode, nr, details) {
      tell(recorder.statsOf(queue), chosenOn(queue, mode, nr, details), watch.wake, 2);
    },
    begin: (queue, condition) => begin(queue, condition),
    end(condition: WatchedCondition, error) {
      if (condition.wait) recorder.gaveUp(condition.wait, error ? 'interrupt' : 'timeout');
    },
    simpleWake(queue, chosen) {
      tell(recorder.statsOf(queue), chosen, watch.simpleWake, 1);
    },
    queued(queue, waiter) {
      if (conditionOf(waiter)) return;
      const known = watchedEntries.get(waiter);
      if (known && !known.isOver && known.stats === recorder.statsOf(queue)) return recorder.requeued(known);
      const task = waiter.task as WaitEntry['task'];
      const wait = recorder.begin(queue, undefined, task, recorder.sample(watch.queued, 2));
      watchedEntries.set(waiter, wait);
      recorder.queued(wait);
    },
    left(_queue, waiter, how) {
      const wait = watchedEntries.get(waiter);
      if (!wait) return;
      if (how) recorder.gaveUp(wait, how);
      else recorder.dequeued(wait);
    },
    journal: createJournals(recorder.sample),
    region: tellRegion,
    lock: (lock, what) => locks.tell(lock, what),
  };
  return watch;
}

const NOBODY: readonly QueueNode[] = [];

/**
 * Whom this wake-up is going to wake. Wake functions of the user's own count as woken: what they do is theirs to say.
 * A lone waiter stays one.
 */
function chosenOn(queue: WaitQueue, mode: TaskState, nr: number, details?: WakeDetails): readonly Viewable[] {
  const { lone } = queue;
  if (lone !== undefined) return wakes(lone, mode, details) ? [lone] : NOBODY;
  const { head } = queue;
  return head === undefined ? NOBODY : choose(head, mode, nr, details);
}

function choose(head: QueueNode, mode: TaskState, nr: number, details?: WakeDetails): readonly QueueNode[] {
  if (head.next === head) return wakes(head, mode, details) ? [head] : NOBODY;
  const chosen: QueueNode[] = [];
  let exclusive = 0;
  let node = head;
  do {
    if (wakes(node, mode, details)) {
      chosen.push(node);
      if (node.flags & EXCLUSIVE && ++exclusive === nr) break;
    }
    node = node.next!;
  } while (node !== head);
  return chosen;
}

function wakes(node: QueueNode | LoneWaiter, mode: TaskState, details?: WakeDetails): boolean {
  const { flags } = node;
  if (details?.exclusive && !(flags & EXCLUSIVE)) return false;
  if (flags & CALLBACK) return ((node as WaitEntry).sleeper.state & mode) !== 0;
  return (flags & ASLEEP) !== 0 && (flags & (mode << STATE_SHIFT)) !== 0;
}

import { taskNow } from '../attention.js';
import type { WaitEntry } from '../entry.js';
import { ASLEEP, CALLBACK, EXCLUSIVE, STATE_SHIFT } from '../flags.js';
import type { QueueNode } from '../node.js';
import type { Condition, WaitOptions } from '../options.js';
import type { TaskState } from '../state.js';
import { waitOn } from '../wait-on.js';
import type { WakeDetails } from '../wake.js';
import type { LockWatch } from './locks.js';
import type { Recorder } from './recorder.js';
import type { Viewable, ViewableQueue } from './registry.js';
import type { Wait, WatchedCondition } from './wait.js';
import { watchedCondition } from './wait.js';
import type { Watch } from './watch.js';

/** The watch that tells a recorder, and can say which wait a waiter on a queue is. */
export interface Watching extends Watch {
  waitOf(node: Viewable): Wait | undefined;
}

export function createWatch(recorder: Recorder, locks: LockWatch): Watching {
  const watchedEntries = new WeakMap<Viewable, Wait>();
  const waitOf = (node: Viewable): Wait | undefined =>
    (node.condition as WatchedCondition | undefined)?.wait ?? watchedEntries.get(node);
  const begin = (queue: ViewableQueue, condition: Condition, options?: WaitOptions): WatchedCondition => {
    const task = options?.task ?? taskNow();
    const site = recorder.sample(watch.wait, 2);
    return watchedCondition(recorder.begin(queue, condition, task, site), recorder);
  };

  const watch: Watching = {
    waitOf,
    wait(queue, condition: WatchedCondition, options, state, flags) {
      if (typeof condition !== 'function' || condition.wait || queue?.view === undefined) return undefined;
      return waitOn(queue, begin(queue, condition, options), options, state, flags);
    },
    wake(queue, mode, nr, details) {
      const { head } = queue;
      const chosen = head === undefined ? NOBODY : choose(head, mode, nr, details);
      const stats = recorder.statsOf(queue);
      const number = recorder.wakes(stats, chosen.length, watch.wake, 2);
      for (const node of chosen) {
        const wait = waitOf(node);
        const id = wait?.id ?? recorder.registry.waiterId(node);
        recorder.chosen(stats, id, wait, number, (node.flags & EXCLUSIVE) !== 0);
      }
      return head === undefined ? 0 : queue.walk(head, mode, nr, details);
    },
    begin: (queue, condition) => begin(queue, condition),
    end(condition: WatchedCondition, how) {
      if (condition.wait) recorder.gaveUp(condition.wait, how);
    },
    simpleWake(queue, chosen) {
      const stats = recorder.statsOf(queue);
      const number = recorder.wakes(stats, chosen.length, watch.simpleWake, 1);
      for (const node of chosen) {
        const wait = waitOf(node);
        recorder.chosen(stats, wait?.id ?? recorder.registry.waiterId(node), wait, number, true);
      }
    },
    queued(queue, waiter) {
      if (waiter.condition) return;
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
    lock: (lock, what) => locks.tell(lock, what),
  };
  return watch;
}

const NOBODY: readonly QueueNode[] = [];

/**
 * Whom the walk of this wake-up is going to wake. Wake functions of the user's own count as woken: what they
 * do is theirs to say.
 */
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

function wakes(node: QueueNode, mode: TaskState, details?: WakeDetails): boolean {
  const { flags } = node;
  if (details?.exclusiveOnly && !(flags & EXCLUSIVE)) return false;
  if (flags & CALLBACK) return ((node as WaitEntry).sleeper.state & mode) !== 0;
  return (flags & ASLEEP) !== 0 && (flags & (mode << STATE_SHIFT)) !== 0;
}

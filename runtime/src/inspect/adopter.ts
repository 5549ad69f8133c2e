import { later } from './later.js';
import type { QueueStats } from './queue-stats.js';
import type { Recorder } from './recorder.js';
import type { Viewable, ViewableQueue } from './registry.js';
import type { Wait, WatchedCondition } from './wait.js';
import { watchedCondition } from './wait.js';

/** Looks after waiters that began without being recorded, once they turn out to stay. */
export interface Adopter {
  /** A wait on this queue was counted only. */
  passedOver(stats: QueueStats): void;
  /** Begins to record whoever sleeps on the queue and is not recorded; `since` is 0 where that is not known. */
  adopt(queue: ViewableQueue, since: number): void;
}

/** How long after a burst its waiters are looked for (milliseconds): by so much they may seem younger. */
const DELAY = 100;

export function createAdopter(recorder: Recorder, waitOf: (node: Viewable) => Wait | undefined): Adopter {
  let passed: QueueStats[] = [];

  const adopter: Adopter = {
    passedOver(stats) {
      stats.waits++;
      stats.changed = recorder.log.skip();
      if (stats.wasPassedOver) return;
      stats.wasPassedOver = true;
      if (passed.push(stats) > 1) return;
      later(adoptAll, DELAY);
    },
    adopt(queue, since) {
      for (const node of queue.view().waiters) {
        if (!node.condition || !isWritable(node) || waitOf(node)) continue;
        const wait = recorder.adopt(queue, node, since);
        node.condition = watchedCondition(wait, recorder);
      }
    },
  };
  return adopter;

  function adoptAll(): void {
    const all = passed;
    passed = [];
    for (const stats of all) {
      stats.wasPassedOver = false;
      const queue = stats.queue.deref();
      if (queue) adopter.adopt(queue, Date.now());
    }
  }
}

/** Waiters of this thread's queues test what their field says; a getter, as an entry has one, can't be replaced. */
function isWritable(node: Viewable): node is Viewable & { condition: WatchedCondition } {
  return Object.hasOwn(node, 'condition');
}

import { later } from './later.js';
import type { QueueStats } from './queue-stats.js';
import type { Recorder } from './recorder.js';
import type { Viewable, ViewableQueue } from './registry.js';
import type { Wait } from './wait.js';
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
        const field = fieldOf(node);
        if (field === undefined || waitOf(node)) continue;
        Object.assign(node, { [field]: watchedCondition(recorder.adopt(queue, node, since), recorder) });
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

/** Waiters of this thread's queues test what a field says; a getter, as an entry has one, can't be replaced. */
function fieldOf(node: Viewable): 'condition' | 'test' | undefined {
  return (['condition', 'test'] as const).find((field) => Object.hasOwn(node, field) && node[field]);
}

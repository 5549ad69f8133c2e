import type { WaitQueue } from '../queue.js';
import type { SimpleWaitQueue } from '../swait/queue.js';
import { swakeUp, swakeUpAll } from '../swait/wake-up.js';
import { wakeUpNr } from '../wake-up.js';
import type { Hub } from './hub.js';
import type { ViewableQueue } from './registry.js';

/** Wakes a queue of any kind for somebody who watches. Answers how many were woken. */
export function wakeQueue(hub: Hub, queue: ViewableQueue, nr: number): number {
  const { kind, waiters } = queue.view();
  if (kind === 'shared') return queue.wake!(nr);
  if (kind === 'simple') return wakeSimple(queue as SimpleWaitQueue, Math.min(nr, waiters.length));
  const stats = hub.recorder.statsOf(queue);
  const before = stats.woken;
  wakeUpNr(queue as WaitQueue, nr);
  return stats.woken - before;
}

function wakeSimple(queue: SimpleWaitQueue, nr: number): number {
  if (nr === 0) return swakeUpAll(queue);
  let count = 0;
  while (count < nr && swakeUp(queue)) count++;
  return count;
}

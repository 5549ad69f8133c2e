import type { Evidence } from '../findings.js';
import type { WakeNote } from '../queue-stats.js';
import type { Sleeper } from './sleepers.js';

/** That somebody went to sleep, and where. */
export function wentToSleep({ as, shown }: Sleeper): Evidence {
  return {
    what: 'went to sleep',
    queue: shown.id,
    waiter: as.id,
    task: as.task,
    ...(as.since !== undefined && { at: as.since }),
    ...(as.site !== undefined && { site: as.site }),
    ...(as.place && { place: as.place }),
  };
}

/** That a wake-up found nobody. */
export function wokeNobody(queue: number, { at, task, site }: WakeNote): Evidence {
  return { what: 'a wake-up found nobody', at, queue, task, ...(site && { site: site.site }) };
}

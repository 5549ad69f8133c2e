import type { WakeNote } from '../queue-stats.js';
import type { Finding } from '../findings.js';
import { wentToSleep, wokeNobody } from './evidence.js';
import type { Scene, Sleeper } from './sleepers.js';
import { duration, nameOf } from './sleepers.js';

/** From this age on a wait that nobody has woken is said to hang (milliseconds). */
const HUNG = 1000;
/**
 * Who tests a condition after registering misses a wake-up only if that comes shortly before (milliseconds): an
 * update that followed it long ago would have been seen. Who tests by himself may miss any; of other threads it is not
 * known who does.
 */
const SHORTLY = 1000;

/**
 * A wake-up that came too early: it found nobody, then a wait began, and nothing has happened on the queue since.
 * When a condition was true in between, the early wake-up was not needed, as with a consumer that was busy.
 */
export function wakeUpsOfNobody({ sleepers, now }: Scene): Finding[] {
  return sleepers.flatMap((sleeper) => {
    const { as, shown } = sleeper;
    const nobody = missedBy(sleeper);
    if (!nobody || as.state === 'idle' || as.since === undefined || now - as.since < HUNG) return [];
    return [
      {
        kind: 'wake-up-of-nobody' as const,
        message: `A wake-up found nobody ${duration(as.since - nobody.at)} before ${nameOf(sleeper)} went to sleep, and no other has come for ${duration(now - as.since)}. If it announced what this wait is for, it came too early: update the condition before the wake-up, and test it after registering.`,
        queue: shown.id,
        waiter: as.id,
        evidence: [wokeNobody(shown.id, nobody), wentToSleep(sleeper)],
      },
    ];
  });
}

/** The wake-up that this sleeper may have missed. */
function missedBy({ stats, wait, as, queue, waiter }: Sleeper): WakeNote | undefined {
  if (!wait) {
    const nobody = as.forLock ? undefined : queue.missed?.(waiter);
    return nobody && (as.since ?? 0) - nobody.at <= SHORTLY ? nobody : undefined;
  }
  const { nobody } = stats;
  if (!nobody || nobody.sequence > wait.sequence || stats.lastFound > nobody.sequence) return undefined;
  if (stats.lastTrue >= nobody.sequence) return undefined;
  return wait.condition && wait.since - nobody.at > SHORTLY ? undefined : nobody;
}

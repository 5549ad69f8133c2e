import type { Finding } from '../findings.js';
import { wentToSleep, wokeNobody } from './evidence.js';
import type { Scene, Sleeper } from './sleepers.js';
import { duration, nameOf } from './sleepers.js';

/** From this age on a wait that nobody has woken is said to hang (milliseconds). */
const HUNG = 1000;
/**
 * Who tests a condition after registering misses a wake-up only if that comes shortly before (milliseconds): an
 * update that followed it long ago would have been seen. Who tests by himself may miss any.
 */
const SHORTLY = 1000;

/**
 * A wake-up that came too early: it found nobody, then a wait began, and nothing has happened on the queue since.
 * When a condition was true in between, the early wake-up was not needed, as with a consumer that was busy.
 */
export function wakeUpsOfNobody({ sleepers, now }: Scene): Finding[] {
  return sleepers.flatMap((sleeper) => {
    const { stats, wait, as, shown } = sleeper;
    const { nobody } = stats;
    if (!nobody || !wait || as.state === 'idle' || now - wait.since < HUNG) return [];
    if (nobody.sequence > wait.sequence || stats.lastFound > nobody.sequence) return [];
    if (stats.lastTrue >= nobody.sequence) return [];
    if (wait.condition && wait.since - nobody.at > SHORTLY) return [];
    return [
      {
        kind: 'wake-up-of-nobody' as const,
        message: `A wake-up found nobody ${duration(wait.since - nobody.at)} before ${nameOf(sleeper)} went to sleep, and no other has come for ${duration(now - wait.since)}. If it announced what this wait is for, it came too early: update the condition before the wake-up, and test it after registering.`,
        queue: shown.id,
        waiter: as.id,
        evidence: evidenceOf(sleeper),
      },
    ];
  });
}

function evidenceOf(sleeper: Sleeper): Finding['evidence'] {
  return [wokeNobody(sleeper.shown.id, sleeper.stats.nobody!), wentToSleep(sleeper)];
}

import type { Finding } from '../findings.js';
import { wentToSleep } from './evidence.js';
import type { Scene } from './sleepers.js';
import { duration, nameOf } from './sleepers.js';

/** Waits older than the threshold; a wait in the idle state is no sign of trouble. */
export function oldWaiters({ sleepers, now, oldMs }: Scene): Finding[] {
  return sleepers.flatMap((sleeper) => {
    const { as, shown } = sleeper;
    if (as.since === undefined || as.state === 'idle' || now - as.since < oldMs) return [];
    return [
      {
        kind: 'old-waiter' as const,
        message: `${capital(nameOf(sleeper))} has been asleep for ${duration(now - as.since)}. If that is as it should be, wait in the idle state (waitEventIdle); if not, look for the wake-up it lacks.`,
        queue: shown.id,
        waiter: as.id,
        evidence: [wentToSleep(sleeper)],
      },
    ];
  });
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

import type { Finding } from '../findings.js';
import type { Scene, SeenQueue, Sleeper } from './sleepers.js';

/** So many in vain, and more than half of those woken, make a herd. */
const MANY = 20;

/** Queues on which most of those who are woken go back to sleep. */
export function herds({ queues, sleepers }: Scene): Finding[] {
  return queues.flatMap((seen) => {
    const { spurious = 0, resumed = 0, woken = 0 } = seen.shown.counters ?? {};
    const ran = seen.shown.kind === 'shared' ? woken : resumed;
    if (spurious < MANY || spurious * 2 <= ran || isRace(seen)) return [];
    const here = sleepers.filter(({ shown }) => shown === seen.shown);
    const [most] = here.toSorted((a, b) => (b.as.spurious ?? 0) - (a.as.spurious ?? 0));
    return [finding(seen, spurious, ran, most)];
  });
}

/** Between threads one that is woken alone may come too late: another has taken what was there, and that is no herd. */
function isRace({ shown: { kind, counters } }: SeenQueue): boolean {
  if (kind !== 'shared' || !counters) return false;
  return counters.woken < 2 * (counters.wakeUps - counters.wakeUpsOfNobody);
}

function finding({ shown }: SeenQueue, spurious: number, ran: number, most?: Sleeper): Finding {
  const waiter = most?.as.spurious ? most.as : undefined;
  return {
    kind: 'herd',
    message: `In ${spurious} of ${ran} times that a waiter was woken on queue '${shown.name}' its condition was false and it went back to sleep. Let them wait exclusively, or give each condition a queue of its own.`,
    queue: shown.id,
    ...(waiter && { waiter: waiter.id }),
    evidence: [
      { what: `woken ${ran} times, ${spurious} of them in vain`, queue: shown.id },
      ...(waiter
        ? [
            {
              what: `woken ${waiter.spurious} times in vain and asleep again`,
              queue: shown.id,
              waiter: waiter.id,
              task: waiter.task,
              ...(waiter.site !== undefined && { site: waiter.site }),
            },
          ]
        : []),
    ],
  };
}

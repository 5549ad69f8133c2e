import type { Finding } from '../findings.js';
import { wentToSleep } from './evidence.js';
import type { Scene } from './sleepers.js';
import { nameOf } from './sleepers.js';

/** An exclusive wake-up was swallowed: whom it chose left without the condition and did not hand it on. */
export function wakeUpsToLeavers({ queues, sleepers }: Scene): Finding[] {
  return queues.flatMap(({ stats, shown }) => {
    const { leaver } = stats;
    if (!leaver || stats.lastFound > leaver.sequence || stats.lastTrue > leaver.sequence) return [];
    const left = sleepers.find(
      (one) => one.shown === shown && one.as.exclusive && one.wait && one.wait.sequence < leaver.sequence,
    );
    if (!left) return [];
    const who = leaver.task === '' ? `waiter ${leaver.waiter}` : `task '${leaver.task}'`;
    const how = leaver.how === 'timeout' ? 'its time was over' : 'a signal came';
    return [
      {
        kind: 'wake-up-to-leaver' as const,
        message: `An exclusive wake-up of queue '${shown.name}' went to ${who}, which left because ${how}; ${nameOf(left)} was passed over and sleeps. Who leaves without the condition after being woken has to wake the next.`,
        queue: shown.id,
        waiter: left.as.id,
        evidence: [
          wentToSleep(left),
          {
            what: `was woken and left because ${how}`,
            at: leaver.at,
            queue: shown.id,
            waiter: leaver.waiter,
            task: leaver.task,
          },
        ],
      },
    ];
  });
}

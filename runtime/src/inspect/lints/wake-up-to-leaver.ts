import { endOfThread } from '../ended-threads.js';
import type { Finding } from '../findings.js';
import type { WaiterSnapshot } from '../snapshot.js';
import { wentToSleep } from './evidence.js';
import type { Scene, Sleeper } from './sleepers.js';
import { nameOf } from './sleepers.js';

/** An exclusive wake-up was swallowed: whom it chose left without the condition and did not hand it on. */
export function wakeUpsToLeavers(scene: Scene): Finding[] {
  return [...leftByWaiters(scene), ...leftByThreads(scene)];
}

function leftByWaiters({ queues, sleepers }: Scene): Finding[] {
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

/** Who waits on a shared queue and leaves hands the wake-up on; only a thread that ends can't. */
function leftByThreads({ queues, sleepers }: Scene): Finding[] {
  return queues.flatMap(({ shown }) => {
    const chosen = shown.waiters.filter(
      ({ phase, exclusive, forLock }) => phase === 'woken' && exclusive && !forLock,
    );
    const gone = chosen.find(({ threadId }) => endOfThread(threadId) !== undefined);
    const left = gone && sleepers.find((one) => one.shown === shown && isPassedOver(one));
    return left ? [ofThread(left, gone)] : [];
  });
}

function isPassedOver({ as }: Sleeper): boolean {
  return as.exclusive && !as.forLock && endOfThread(as.threadId) === undefined;
}

function ofThread(left: Sleeper, { id, task, threadId }: WaiterSnapshot): Finding {
  const { shown } = left;
  return {
    kind: 'wake-up-to-leaver',
    message: `An exclusive wake-up of queue '${shown.name}' went to thread ${threadId}, which has ended and keeps it; ${nameOf(left)} was passed over and sleeps. Call watch(worker) right after new Worker(), so that what a dead thread had goes to the next.`,
    queue: shown.id,
    waiter: left.as.id,
    evidence: [
      wentToSleep(left),
      {
        what: `was woken, and its thread ${threadId} has ended`,
        at: endOfThread(threadId)!,
        queue: shown.id,
        waiter: id,
        task,
      },
    ],
  };
}

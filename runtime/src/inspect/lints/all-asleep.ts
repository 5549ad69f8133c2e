import type { Finding } from '../findings.js';
import { wentToSleep } from './evidence.js';
import type { Scene } from './sleepers.js';

/** Sleepers that are told one by one. */
const SHOWN = 5;

/** Everybody sleeps, and the engine has no timer, connection or request left that could run any code. */
export function allAsleep({ sleepers, queues, now, leftToRun }: Scene): Finding[] {
  const awake = queues.some(({ shown }) => shown.waiters.some((waiter) => !waiter.sleeping));
  const stuck = sleepers.filter(({ as, shown }) => as.state !== 'idle' && shown.kind !== 'shared');
  const [first] = stuck;
  if (awake || !first || leftToRun.length > 0) return [];
  const count = stuck.length === 1 ? 'the only waiter is' : `all ${stuck.length} waiters are`;
  return [
    {
      kind: 'all-asleep',
      message: `In this program ${count} asleep, and nothing is left to run that could wake one: no timer, no connection, no request.`,
      queue: first.shown.id,
      waiter: first.as.id,
      evidence: [
        ...stuck.slice(0, SHOWN).map(wentToSleep),
        { what: 'the engine has nothing left to run', at: now },
      ],
    },
  ];
}

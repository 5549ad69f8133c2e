import type { Finding } from '../findings.js';
import { wentToSleep } from './evidence.js';
import type { Scene } from './sleepers.js';

/** What keeps a program alive without ever waking anybody by itself: where its output goes. */
const PASSIVE = new Set(['TTYWrap', 'PipeWrap', 'FSReqCallback', 'WriteWrap', 'ShutdownWrap']);
/** Sleepers that are told one by one. */
const SHOWN = 5;

interface NodeProcess {
  getActiveResourcesInfo?(): readonly string[];
}

/** Everybody sleeps, and the engine has no timer, socket or request left that could run any code. */
export function allAsleep({ sleepers, queues, now }: Scene): Finding[] {
  const awake = queues.some(({ shown }) => shown.waiters.some((waiter) => !waiter.sleeping));
  const stuck = sleepers.filter(({ as, shown }) => as.state !== 'idle' && shown.kind !== 'shared');
  const resources = activeResources();
  if (awake || stuck.length === 0 || !resources || resources.some((one) => !PASSIVE.has(one))) return [];
  const [first] = stuck;
  const count = stuck.length === 1 ? 'the only waiter is' : `all ${stuck.length} waiters are`;
  return [
    {
      kind: 'all-asleep',
      message: `In this program ${count} asleep, and nothing is left to run that could wake one: no timer, no connection, no request.`,
      queue: first!.shown.id,
      waiter: first!.as.id,
      evidence: [
        ...stuck.slice(0, SHOWN).map(wentToSleep),
        { what: `the engine still has: ${resources.join(', ') || 'nothing'}`, at: now },
      ],
    },
  ];
}

/** What keeps the program alive; `undefined` where the platform does not tell. */
function activeResources(): readonly string[] | undefined {
  return (globalThis as { process?: NodeProcess }).process?.getActiveResourcesInfo?.();
}

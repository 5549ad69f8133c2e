import type { Finding } from '../findings.js';
import type { Party, Reason, Reasons } from './lock-reasons.js';
import { nameOf, reasonsIn } from './lock-reasons.js';
import type { Scene } from './sleepers.js';

/**
 * Tasks and threads that wait for each other in a ring: for a lock that the next one holds, or on a queue that nobody
 * but the next one has ever woken. One lock at least is among the reasons.
 */
export function lockCycles(scene: Scene): Finding[] {
  return cyclesIn(reasonsIn(scene)).map(finding);
}

interface Link {
  readonly party: Party;
  readonly reason: Reason;
}

/** Each ring once, found by following every reason from every party. */
function cyclesIn(reasons: Reasons): Link[][] {
  const cycles: Link[][] = [];
  const done = new Set<string>();
  const follow = (party: Party, path: readonly Link[]): void => {
    const start = path.findIndex((link) => link.party.key === party.key);
    if (start >= 0) return void cycles.push(path.slice(start));
    if (done.has(party.key)) return;
    for (const reason of reasons.of(party)) follow(reason.on, [...path, { party, reason }]);
    done.add(party.key);
  };
  for (const party of reasons.parties.values()) follow(party, []);
  return cycles.filter((cycle) => cycle.some(({ reason }) => reason.isLock));
}

function finding(cycle: readonly Link[]): Finding {
  const sleeper = cycle.map(({ reason }) => reason.evidence).find(({ waiter }) => waiter !== undefined);
  return {
    kind: 'lock-cycle',
    message: `${ringOf(cycle.map(({ party }) => party))} wait for each other and none can go on. Take locks in one order everywhere, and hold none while asleep: pass it to a waitEvent…Lock function.`,
    ...(sleeper?.queue !== undefined && { queue: sleeper.queue }),
    ...(sleeper?.waiter !== undefined && { waiter: sleeper.waiter }),
    key: cycle
      .map(({ party }) => party.key)
      .sort()
      .join(', '),
    evidence: cycle.map(({ reason }) => reason.evidence),
  };
}

function ringOf(parties: readonly Party[]): string {
  const areTasks = parties.every(({ task }) => task !== '');
  const names = parties.map((party) => (areTasks ? nameOf(party).replace(/^task /, '') : nameOf(party)));
  const ring = [...names, names[0]].join(' → ');
  return areTasks ? `Tasks ${ring}` : ring.charAt(0).toUpperCase() + ring.slice(1);
}

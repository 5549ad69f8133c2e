import { isTrue } from '../../truth.js';
import { textOf } from '../condition-text.js';
import type { Finding } from '../findings.js';
import { mayHaveSideEffects } from '../side-effects.js';
import { wentToSleep, wokeNobody } from './evidence.js';
import type { Scene, Sleeper } from './sleepers.js';
import { nameOf } from './sleepers.js';

/** Who sleeps although the condition holds: the change was not followed by a wake-up that reached it. */
export function lostWakeUps({ hub, evaluate, sleepers, now }: Scene): Finding[] {
  if (!evaluate) return [];
  return sleepers.flatMap((sleeper) => {
    const condition = hub.conditionOf(sleeper.waiter);
    return condition && holds(condition) ? [finding(sleeper, textOf(condition), now)] : [];
  });
}

function holds(condition: () => unknown): boolean {
  if (mayHaveSideEffects(textOf(condition))) return false;
  try {
    return isTrue(condition);
  } catch {
    return false;
  }
}

function finding(sleeper: Sleeper, condition: string, at: number): Finding {
  const { stats, shown, as, wait, queue, waiter } = sleeper;
  const nobody = wait ? stats.nobody : queue.missed?.(waiter);
  const isEarlier = nobody && (!wait || nobody.sequence < wait.sequence);
  const earlier = isEarlier ? [wokeNobody(shown.id, nobody)] : [];
  return {
    kind: 'lost-wake-up',
    message: `The condition of ${nameOf(sleeper)} holds and it is still asleep: no wake-up has followed the change. Call wakeUp after each update, on this very queue.`,
    queue: shown.id,
    waiter: as.id,
    evidence: [
      ...earlier,
      wentToSleep(sleeper),
      { what: `its condition is true: ${condition}`, at, queue: shown.id, waiter: as.id },
    ],
  };
}

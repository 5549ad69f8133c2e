import type { Finding } from '../findings.js';
import type { Hub } from '../hub.js';
import type { Scene } from './sleepers.js';

/**
 * How long the condition of a sleeper on a shared queue has to hold (milliseconds): another thread may be between
 * its update and its wake-up, and off its core for so long where the machine is busy.
 */
export const CONFIRMED = 250;

/** When the condition of a waiter was first seen to hold. */
const suspects = new WeakMap<Hub, Map<number, number>>();

/** Of the findings about shared queues those that were made before, long enough ago. */
export function confirmed(found: readonly Finding[], { hub, queues, now }: Scene): readonly Finding[] {
  const shared = new Set(queues.filter(({ shown }) => shown.kind === 'shared').map(({ shown }) => shown.id));
  const before = suspects.get(hub);
  const seen = new Map<number, number>();
  const sure = found.filter(({ queue, waiter }) => {
    if (waiter === undefined || queue === undefined || !shared.has(queue)) return true;
    const since = before?.get(waiter) ?? now;
    seen.set(waiter, since);
    return now - since >= CONFIRMED;
  });
  suspects.set(hub, seen);
  return sure;
}

/** Whether a second look would make anything sure that is not yet. */
export function areSuspected(hub: Hub): boolean {
  const now = Date.now();
  return [...(suspects.get(hub)?.values() ?? [])].some((since) => now - since < CONFIRMED);
}

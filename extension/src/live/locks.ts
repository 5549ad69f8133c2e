import type { Program } from './model.js';
import { readSite } from './site.js';
import type { SourcePlace } from './debuggee.js';
import type { LockSnapshot, WaiterSnapshot } from './snapshot.js';

/** A lock that somebody holds or wants, or has a moment ago. */
export interface SeenLock extends LockSnapshot {
  readonly isFree: boolean;
  /** When somebody was last seen to hold or want it, in milliseconds since the epoch. */
  readonly busyAt: number;
}

/** Milliseconds for which a lock stays that has become free: one that is taken and released all the time is there. */
const keptFor = 10_000;
/** Locks kept at most. */
const mostKept = 200;

/** The locks of a picture taken at that time, and those of earlier ones that are free by now; oldest first. */
export function seenAt(
  at: number,
  locks: readonly LockSnapshot[] | undefined,
  before: readonly SeenLock[] = [],
): readonly SeenLock[] {
  if (!locks) return [];
  const busy = new Map(locks.map((lock) => [lock.id, { ...lock, isFree: false, busyAt: at }]));
  const known = before.map((lock) => busy.get(lock.id) ?? freed(lock));
  const ids = new Set(known.map(({ id }) => id));
  const added = [...busy.values()].filter(({ id }) => !ids.has(id));
  return [...known, ...added].filter(({ busyAt }) => at - busyAt < keptFor).slice(-mostKept);
}

function freed({ id, name, shared, region, busyAt }: SeenLock): SeenLock {
  return {
    id,
    name,
    ...(shared && { shared }),
    ...(region !== undefined && { region }),
    holder: '',
    wanted: [],
    isFree: true,
    busyAt,
  };
}

/** Who holds it; where threads share it, with the thread. */
export function holderOf({ holder, threadId }: LockSnapshot): string {
  if (threadId === undefined) return holder || 'somebody';
  const thread = `thread ${threadId}`;
  return holder === '' || holder.startsWith(thread) ? holder || thread : `${holder} (${thread})`;
}

/**
 * Where in the source its holder is: the call that took the lock; where that was not recorded, the call in which the
 * holder waits now.
 */
export function placeOf(lock: SeenLock, { queues }: Program): SourcePlace | undefined {
  const taken = lock.site === undefined ? undefined : readSite(lock.site);
  if (taken || lock.isFree) return taken;
  const waiter = queues.flatMap(({ waiters }) => waiters).find((one) => isHolder(one, lock));
  return waiter?.place ?? (waiter?.site === undefined ? undefined : readSite(waiter.site));
}

function isHolder({ task, threadId }: WaiterSnapshot, { holder, threadId: holding }: LockSnapshot): boolean {
  return task !== '' && task === holder && threadId === holding;
}

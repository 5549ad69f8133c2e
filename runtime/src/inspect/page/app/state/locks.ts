/** Who held which lock when. */

import type { LockEvent, LockSnapshot } from '../../../protocol.js';

/** A lock through time. */
export interface LockView {
  readonly id: number;
  readonly name: string;
  /** Of one that threads share: the same in every thread. */
  readonly region?: string | undefined;
  /** The call that took it, as the last picture says it. */
  readonly site?: string | undefined;
  /** Those it was held, the last may last. */
  readonly holds: readonly Hold[];
  /** The tasks that wait for it now, in the order they get it; an empty name where a task is not known. */
  readonly wanted: readonly string[];
}

/** A time in which one task held it. */
export interface Hold {
  /** Empty where it is not known. */
  readonly task: string;
  readonly from: number;
  /** It was taken earlier, before recording. */
  readonly isOlder?: true;
  /** Missing while it lasts. */
  readonly to?: number;
}

export type Locks = ReadonlyMap<number, LockView>;

/** How many holds of a lock, and locks, are kept: the newest. */
const kept = { holds: 400, locks: 200 } as const;

/** Who holds it now. */
export function currentHold({ holds }: LockView): Hold | undefined {
  const last = holds.at(-1);
  return last?.to === undefined ? last : undefined;
}

/** The locks that a task holds now; none for one without a name. */
export function heldBy(locks: Locks, task: string): readonly LockView[] {
  if (task === '') return [];
  return [...locks.values()].filter((lock) => currentHold(lock)?.task === task);
}

/** The locks after these events. */
export function withLockEvents(locks: Locks, events: readonly LockEvent[]): Locks {
  if (events.length === 0) return locks;
  const next = new Map(locks);
  for (const event of events) {
    const before = next.get(event.lock) ?? {
      id: event.lock,
      name: event.name ?? `lock ${event.lock}`,
      holds: [],
      wanted: [],
    };
    next.delete(event.lock); // those something happened to are the newest
    next.set(event.lock, happened(before, event));
  }
  return new Map([...next].slice(-kept.locks));
}

/** The same as a picture shows them, which is right whatever events are missing. Others are free. */
export function settledLocks(locks: Locks, shown: readonly LockSnapshot[] | undefined, at: number): Locks {
  if (!shown) return locks;
  const next = new Map(locks);
  const busy = new Set(shown.map(({ id }) => id));
  for (const [id, lock] of locks) if (!busy.has(id)) next.set(id, { ...freed(lock, at), wanted: [] });
  for (const one of shown) next.set(one.id, settled(next.get(one.id), one, at));
  return next;
}

function happened(lock: LockView, { kind, task, at }: LockEvent): LockView {
  if (kind === 'lock-wanted') return { ...lock, wanted: [...lock.wanted, task] };
  if (kind === 'lock-released') return freed(lock, at);
  const place = lock.wanted.indexOf(task);
  const wanted = lock.wanted.filter((_, index) => index !== place);
  const holds = [...freed(lock, at).holds, { task, from: at }].slice(-kept.holds);
  return { ...lock, holds, wanted };
}

function settled(before: LockView | undefined, shown: LockSnapshot, at: number): LockView {
  const { id, name, region = before?.region, site, holder, since, wanted } = shown;
  const lock: LockView = { id, name, region, site, holds: before?.holds ?? [], wanted };
  const hold = before && currentHold(before);
  if (hold && hold.task === holder) return lock;
  const now: Hold = { task: holder, from: since ?? at, ...(since === undefined && { isOlder: true }) };
  return { ...lock, holds: [...freed(lock, at).holds, now].slice(-kept.holds) };
}

function freed(lock: LockView, at: number): LockView {
  const hold = currentHold(lock);
  if (!hold) return lock;
  return { ...lock, site: undefined, holds: lock.holds.with(-1, { ...hold, to: Math.max(hold.from, at) }) };
}

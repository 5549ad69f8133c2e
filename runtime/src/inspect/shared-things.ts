/** What threads share is told of by every thread that has it. Here it becomes one thing again, for all views. */

import type { Finding } from './findings.js';
import type { Program, QueueSnapshot, WaiterSnapshot } from './snapshot.js';

/** How far a thread can be relied on that tells of what it has. */
export interface Standing {
  /** Missing where it has not said yet who it is. */
  readonly program?: Pick<Program, 'threadId'> | undefined;
  /** Whether what it told last is so now: it is followed, and has not ended. */
  readonly isCurrent: boolean;
  /** What is told in different realms is never one thing; default: the running programs of this machine. */
  readonly realm?: string;
}

/** What is told of, so far as it says what it is. */
export interface Tellable {
  readonly region?: string | undefined;
  readonly isUnheard?: true | undefined;
}

/** One thread's word on something. */
export interface Telling<Teller, Thing> {
  readonly teller: Teller;
  readonly thing: Thing;
}

/** A queue or lock of several threads, or of one that others may come to know. */
export interface SharedThing<Teller, Thing> {
  /** The same whichever threads come and go. */
  readonly key: string;
  /** At least one; the first is who can be relied on most. */
  readonly tellings: readonly [Telling<Teller, Thing>, ...Telling<Teller, Thing>[]];
}

/**
 * What is shared among all that is told, in the order it was first told. What knows no region, as everything that older
 * programs tell, is shared with nobody.
 */
export function sharedThings<Teller, Thing extends Tellable>(
  tellers: readonly Teller[],
  standingOf: (teller: Teller) => Standing,
  thingsOf: (teller: Teller) => Iterable<Thing>,
): readonly SharedThing<Teller, Thing>[] {
  const found = new Map<string, (Telling<Teller, Thing> & Worth)[]>();
  for (const teller of tellers) {
    const standing = standingOf(teller);
    for (const thing of thingsOf(teller)) {
      if (thing.region === undefined) continue;
      const key = `${standing.realm ?? ''}${thing.region}`;
      found.set(key, [...(found.get(key) ?? []), { teller, thing, worth: worthOf(standing, thing) }]);
    }
  }
  return [...found].map(([key, tellings]) => {
    const [best, ...others] = tellings.toSorted(byWorth);
    return { key, tellings: [best!, ...others] };
  });
}

/** A waiter on a shared queue: the first is who can be relied on most. */
export interface SharedWaiter<Teller, Queue> {
  /** The same in every thread, among the waiters of one queue. */
  readonly key: string;
  /** As it is now. */
  readonly waiter: WaiterSnapshot;
  readonly tellings: readonly [WaiterTelling<Teller, Queue>, ...WaiterTelling<Teller, Queue>[]];
}

export interface WaiterTelling<Teller, Queue> {
  readonly teller: Teller;
  readonly queue: Queue;
  readonly waiter: WaiterSnapshot;
}

/**
 * Who waits on a shared queue, in wake order. Each is told of by its own thread first, which alone knows its condition and
 * its place; whether it sleeps, by whoever is relied on for the queue: its own thread may be blocked.
 */
export function sharedWaiters<Teller, Queue extends Pick<QueueSnapshot, 'waiters'>>(
  { tellings }: SharedThing<Teller, Queue>,
  standingOf: (teller: Teller) => Standing,
): readonly SharedWaiter<Teller, Queue>[] {
  const [first, ...rest] = tellings;
  const byWait = rest.map(({ teller, thing: queue }) => ({
    teller,
    queue,
    waiters: new Map(queue.waiters.map((waiter) => [waiter.wait, waiter])),
  }));
  return first.thing.waiters.map((now) => {
    const told = byWait.flatMap(({ teller, queue, waiters }) => {
      const waiter = now.wait === undefined ? undefined : waiters.get(now.wait);
      return waiter ? [{ teller, queue, waiter }] : [];
    });
    const all = [{ teller: first.teller, queue: first.thing, waiter: now }, ...told];
    const own = all.find(({ teller }) => isOwn(standingOf(teller), now));
    const [best, ...others] = own ? [own, ...all.filter((one) => one !== own)] : all;
    const { phase, sleeping } = now;
    return {
      key: now.wait ?? String(now.id),
      waiter: { ...best!.waiter, phase, sleeping },
      tellings: [best!, ...others],
    };
  });
}

function isOwn({ program, isCurrent }: Standing, { threadId }: WaiterSnapshot): boolean {
  return isCurrent && program !== undefined && program.threadId === threadId;
}

/** What several threads say of one thing is said once: of each kind what the first says who says any. */
export function saidOnce<One extends Pick<Finding, 'kind'>>(
  said: readonly (readonly One[])[],
): readonly One[] {
  return said.reduce((all, list) => {
    const isNew = ({ kind }: One): boolean => all.every((one) => one.kind !== kind);
    return [...all, ...list.filter(isNew)];
  }, []);
}

interface Worth {
  /** The less, the more it is worth. */
  readonly worth: readonly number[];
}

/** Numbers of threads grow: one that comes later does not outdo those that are there. */
function worthOf({ program, isCurrent }: Standing, { isUnheard }: Tellable): Worth['worth'] {
  return [isCurrent ? 0 : 1, isUnheard ? 1 : 0, program?.threadId ?? Infinity];
}

function byWorth({ worth: one }: Worth, { worth: other }: Worth): number {
  const differing = one.findIndex((value, index) => value !== other[index]);
  return differing === -1 ? 0 : one[differing]! - other[differing]!;
}

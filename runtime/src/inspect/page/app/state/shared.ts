/** The queues and locks that threads share: each is one thing, whoever tells of it. */

import { saidOnce, sharedThings, sharedWaiters, type Standing } from '../../../shared-things.js';
import type { WaiterSnapshot } from '../../../protocol.js';
import type { Selection } from '../../messages.js';
import type { LockView } from './locks.js';
import type { ProgramView, QueueView, SeenFinding } from './model.js';

/** A queue as the page shows it: of one thread, or of all that share it. */
export interface ShownQueue {
  /** The same for the same queue in every later page. */
  readonly key: string;
  /** Whose word on it is shown. */
  readonly program: ProgramView;
  readonly queue: QueueView;
  /** On it and its waiters, by the numbers of `program`. */
  readonly findings: readonly SeenFinding[];
  /** How programs name it; the first is how the page does. */
  readonly names: readonly Selection[];
  /** By the numbers of `program`. */
  readonly waiters: ReadonlyMap<number, ShownWaiter>;
}

export interface ShownWaiter {
  readonly waiter: WaiterSnapshot;
  /** Its own thread, or who else knows it best: the one to ask. */
  readonly program: ProgramView;
  readonly names: readonly [Selection, ...Selection[]];
}

/** Whether a thread keeps it to itself. */
export function isKept({ region }: { readonly region?: string | undefined }): boolean {
  return region === undefined;
}

/** The queues that a thread keeps to itself. */
export function ownQueues(program: ProgramView): readonly ShownQueue[] {
  return [...program.queues.values()]
    .filter(({ shown }) => isKept(shown ?? {}))
    .map((queue) => own(program, queue));
}

function own(program: ProgramView, queue: QueueView): ShownQueue {
  const name: Selection = { program: program.id, queue: queue.id };
  const shown = queue.shown?.waiters ?? [];
  return {
    key: `${program.id}/${queue.id}`,
    program,
    queue,
    findings: program.findings.filter((finding) => finding.queue === queue.id),
    names: [name],
    waiters: new Map(
      shown.map((waiter) => [waiter.id, { waiter, program, names: [{ ...name, waiter: waiter.id }] }]),
    ),
  };
}

/** The queues that several threads share, or could. */
export function sharedQueues(programs: readonly ProgramView[]): readonly ShownQueue[] {
  const standingOf = standingsIn(programs);
  return sharedThings(programs, standingOf, toldQueues).map((shared) => {
    const [{ teller: program, thing }] = shared.tellings;
    const waiters = sharedWaiters(shared, standingOf).map(({ waiter, tellings }, index) => {
      const [best, ...others] = tellings.map(nameOf);
      const shown: ShownWaiter = { waiter, program: tellings[0].teller, names: [best!, ...others] };
      return [thing.waiters[index]!.id, shown] as const;
    });
    return {
      key: `shared/${shared.key}`,
      program,
      queue: thing.queue,
      findings: sharedFindings(shared.tellings, new Map(waiters)),
      names: shared.tellings.map(({ teller, thing: { queue } }) => ({ program: teller.id, queue: queue.id })),
      waiters: new Map(waiters),
    };
  });
}

interface ToldQueue {
  readonly region: string | undefined;
  readonly isUnheard: true | undefined;
  readonly waiters: readonly WaiterSnapshot[];
  readonly queue: QueueView;
}

function toldQueues({ queues }: ProgramView): readonly ToldQueue[] {
  return [...queues.values()].map((queue) => {
    const { region, isUnheard, waiters = [] } = queue.shown ?? {};
    const isGone = queue.goneAt !== undefined;
    return { region, isUnheard: isUnheard ?? (isGone || undefined), waiters: isGone ? [] : waiters, queue };
  });
}

function nameOf({ teller, queue, waiter }: Named): Selection {
  return { program: teller.id, queue: queue.queue.id, waiter: waiter.id };
}

interface Named {
  readonly teller: ProgramView;
  readonly queue: ToldQueue;
  readonly waiter: WaiterSnapshot;
}

/** What each thread says of the queue and of those who wait there now, in the numbers of the first. */
function sharedFindings(
  [first, ...rest]: readonly { readonly teller: ProgramView; readonly thing: ToldQueue }[],
  waiters: ReadonlyMap<number, ShownWaiter>,
): readonly SeenFinding[] {
  if (!first) return [];
  const { id } = first.thing.queue;
  const told = first.teller.findings.filter(({ queue }) => queue === id);
  const others = rest.map(({ teller, thing: { queue } }) =>
    teller.findings.filter((finding) => finding.queue === queue.id).map((finding) => ({ teller, finding })),
  );
  const about = (name: (program: ProgramView) => number | undefined, waiter: number | undefined) =>
    saidOnce([
      told.filter((finding) => finding.waiter === waiter),
      ...others.map((list) =>
        list
          .filter(({ teller, finding }) => finding.waiter === name(teller))
          .map(({ finding }) => ({ ...finding, queue: id, ...(waiter === undefined ? {} : { waiter }) })),
      ),
    ]);
  const ofWaiters = [...waiters].flatMap(([waiter, { names }]) =>
    about((program) => names.find((one) => one.program === program.id)?.waiter ?? NaN, waiter),
  );
  const ofOthers = told.filter(({ waiter }) => waiter !== undefined && !waiters.has(waiter));
  return [...about(() => undefined, undefined), ...ofWaiters, ...ofOthers];
}

/** What another thread says already that is believed more: findings on programs as a whole. */
export function repeatedFindings(programs: readonly ProgramView[]): ReadonlySet<SeenFinding> {
  const told = ({ findings }: ProgramView) =>
    findings.flatMap((finding) => {
      const { kind, key, queue } = finding;
      return key === undefined || queue !== undefined ? [] : [{ region: `${kind} ${key}`, finding }];
    });
  const shared = sharedThings(programs, standingsIn(programs), told);
  return new Set(shared.flatMap(({ tellings: [, ...others] }) => others.map(({ thing }) => thing.finding)));
}

/** A lock of several threads, or of one that others may come to know. */
export interface ShownLock {
  readonly key: string;
  readonly program: ProgramView;
  readonly lock: LockView;
}

export function ownLocks(program: ProgramView): readonly ShownLock[] {
  return [...program.locks.values()]
    .filter(isKept)
    .map((lock) => ({ key: `${program.id}/lock/${lock.id}`, program, lock }));
}

export function sharedLocks(programs: readonly ProgramView[]): readonly ShownLock[] {
  return sharedThings(programs, standingsIn(programs), ({ locks }) => locks.values()).map(
    ({ key, tellings }) => {
      const [{ teller: program, thing: lock }] = tellings;
      return { key: `shared/lock/${key}`, program, lock };
    },
  );
}

/** Of recordings those belong together that were made of one process at one time, each of a thread of it. */
function standingsIn(programs: readonly ProgramView[]): (program: ProgramView) => Standing {
  const recordings = programs.filter(({ status }) => status === 'recorded');
  return (view) => {
    const { status, program } = view;
    if (status !== 'recorded') return { program, isCurrent: status === 'live' || status === 'paused' };
    const first = recordings.find((one) => one === view || isOfOneTime(one, view))!;
    return { program, isCurrent: true, realm: `${first.id}/` };
  };
}

function isOfOneTime(one: ProgramView, other: ProgramView): boolean {
  const isOfOneProcess = one.program !== undefined && one.program.pid === other.program?.pid;
  const areDifferentThreads = one.program?.threadId !== other.program?.threadId;
  return isOfOneProcess && areDifferentThreads && one.begin < other.now && other.begin < one.now;
}

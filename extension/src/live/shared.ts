import {
  sharedThings,
  sharedWaiters,
  type SharedThing,
  type SharedWaiter,
  type Standing,
} from 'waitq/inspect/client';
import type { SeenLock } from './locks.js';
import type { Program } from './model.js';
import type { Finding, QueueSnapshot } from './snapshot.js';

/** What these programs, each one thread, have in common. */
export function sharedQueues(programs: readonly Program[]): readonly SharedThing<Program, QueueSnapshot>[] {
  return sharedThings(programs, standingOf, ({ queues }) => queues);
}

/** The same of locks. */
export function sharedLocks(programs: readonly Program[]): readonly SharedThing<Program, SeenLock>[] {
  return sharedThings(programs, standingOf, ({ seenLocks = [] }) => seenLocks);
}

/** Who waits on a queue that threads share, in wake order. */
export function waitersOn(
  queue: SharedThing<Program, QueueSnapshot>,
): readonly SharedWaiter<Program, QueueSnapshot>[] {
  return sharedWaiters(queue, standingOf);
}

/** What several threads may find, of programs as a whole. */
export interface ToldFinding {
  readonly region: string;
  readonly finding: Finding;
}

export function sharedFindings(programs: readonly Program[]): readonly SharedThing<Program, ToldFinding>[] {
  return sharedThings(programs, standingOf, ({ findings }) =>
    findings.flatMap((finding) =>
      finding.key !== undefined && isOfAll(finding)
        ? [{ region: `${finding.kind} ${finding.key}`, finding }]
        : [],
    ),
  );
}

/** Whether it is about no queue or waiter, but the program. */
export function isOfAll({ queue, waiter }: Finding): boolean {
  return queue === undefined && waiter === undefined;
}

/** Whether a thread keeps it to itself. */
export function isKept({ region }: { readonly region?: string | undefined }): boolean {
  return region === undefined;
}

function standingOf({ info, status }: Program): Standing {
  return { program: info, isCurrent: status === 'live' || status === 'paused' };
}

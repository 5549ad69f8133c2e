import type { Delta, QueueEvent, QueueSnapshot, Snapshot, WaiterSnapshot } from 'waitq/inspect';
import { reduce, type PageEvent } from '../../../../runtime/src/inspect/page/app/state/reduce.js';
import {
  emptyPage,
  type Lane,
  type PageState,
} from '../../../../runtime/src/inspect/page/app/state/model.js';

/** A waiter as a program shows one; what matters to a test is given. */
export function waiter(given: Partial<WaiterSnapshot> = {}): WaiterSnapshot {
  const { phase = 'asleep' } = given;
  return {
    id: 7,
    task: 'reader',
    state: 'interruptible',
    exclusive: false,
    sleeping: phase === 'asleep',
    phase,
    ...given,
  };
}

export function queue(given: Partial<QueueSnapshot> = {}): QueueSnapshot {
  return { id: 1, name: 'data', kind: 'full', waiters: [], ...given };
}

export function snapshot(queues: readonly QueueSnapshot[], given: Partial<Snapshot> = {}): Snapshot {
  return { version: 1, sequence: 10, at: 1000, queues, ...given };
}

export function delta(given: Partial<Delta> = {}): Delta {
  return {
    version: 1,
    from: 10,
    sequence: 20,
    at: 2000,
    events: [],
    dropped: 0,
    queues: [],
    gone: [],
    ...given,
  };
}

type Told = { readonly kind: QueueEvent['kind']; readonly at: number } & Record<string, unknown>;

/** Events of one queue and waiter unless they say otherwise. */
export function events(...told: readonly Told[]): QueueEvent[] {
  return told.map(
    (event, index) => ({ sequence: 11 + index, queue: 1, waiter: 7, task: 'reader', ...event }) as QueueEvent,
  );
}

/** The page after the host has told of one program, `p`, and then of what is given. */
export function page(...told: readonly PageEvent[]): PageState {
  const programs: PageEvent = {
    type: 'programs',
    programs: [{ id: 'p', name: 'server.js (12)', status: 'live' }],
  };
  return [programs, ...told].reduce(reduce, emptyPage);
}

export const shows = (picture: Snapshot): PageEvent => ({
  type: 'snapshot',
  program: 'p',
  snapshot: picture,
});
export const changes = (change: Delta): PageEvent => ({ type: 'delta', program: 'p', delta: change });

export function lanesOf(state: PageState, queueId = 1): readonly Lane[] {
  return state.programs.get('p')!.queues.get(queueId)!.lanes;
}

/** A lane as `phase from–to`, one a span. */
export function spansOf(lane: Lane | undefined): string[] {
  return (lane?.spans ?? []).map(
    ({ phase, from, to, isOlder, end }) =>
      `${phase} ${isOlder ? '…' : ''}${from}–${to ?? ''}${end ? ` ${end}` : ''}`,
  );
}

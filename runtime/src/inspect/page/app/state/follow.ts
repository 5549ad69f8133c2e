/** Pictures and deltas → one program's queues through time. */

import type { Delta, LockEvent, QueueEvent, QueueSnapshot, Snapshot } from '../../../protocol.js';
import { draftOf, enter, finished, leave, settle, tested, type QueueDraft } from './lanes.js';
import { settledLocks, withLockEvents } from './locks.js';
import { emptyProgram, type Gap, type ProgramView, type QueueView } from './model.js';

/** How many queues that are no more, and how many gaps, are kept: the newest. */
const kept = { gone: 50, gaps: 200 } as const;

/**
 * The program as a whole picture shows it, its past kept. One that is older than what is known already changes
 * nothing.
 */
export function withSnapshot(view: ProgramView, snapshot: Snapshot): ProgramView {
  const before = isOtherRun(view, snapshot) ? afresh(view) : view;
  if (before.sequence !== undefined && snapshot.sequence <= before.sequence) return before;
  const { queues, at, sequence, recordingSince } = snapshot;
  const drafts = new Drafts(before.queues);
  for (const queue of queues) settle(drafts.of(queue.id, queue), queue, at);
  const present = new Set(queues.map(({ id }) => id));
  for (const id of before.queues.keys()) if (!present.has(id)) drafts.gone(id, at);
  // Only of what is recorded are events missing; else pictures are all there is.
  const isGap = before.sequence !== undefined && recordingSince !== undefined;
  return {
    ...before,
    ...(snapshot.program ? { program: snapshot.program } : {}),
    ...(recordingSince === undefined ? {} : { recordingSince }),
    ...times(before, at),
    sequence,
    isTorn: false,
    queues: drafts.done(),
    locks: settledLocks(before.locks, snapshot.locks, at),
    gaps: isGap ? withGap(before.gaps, { from: before.now, to: at }) : before.gaps,
  };
}

/**
 * The program after a delta. One that does not go on where the last ended tears the row: `isTorn`. What is known
 * already changes nothing, nor what comes before the first picture, which is on its way then.
 */
export function withDelta(view: ProgramView, delta: Delta): ProgramView {
  const { from, sequence, events, dropped, queues, gone, at } = delta;
  if (view.sequence === undefined) return view;
  if (view.sequence !== from) {
    const isKnown = sequence <= view.sequence;
    return isKnown || view.isTorn ? view : { ...view, isTorn: true };
  }
  const shown = new Map(queues.map((queue) => [queue.id, queue]));
  const drafts = new Drafts(view.queues);
  for (const event of events) if (!isLockEvent(event)) happen(drafts, shown, event);
  // Where events were dropped the rows may be wrong now; pictures never are.
  for (const queue of queues) settle(drafts.of(queue.id, queue), queue, at);
  for (const id of gone) drafts.gone(id, at);
  const gap = dropped > 0 ? [{ from: view.now, to: events[0]?.at ?? at, dropped }] : [];
  return {
    ...view,
    ...times(view, at),
    sequence,
    queues: drafts.done(),
    locks: settledLocks(withLockEvents(view.locks, events.filter(isLockEvent)), delta.locks, at),
    gaps: gap.reduce(withGap, view.gaps),
  };
}

function isLockEvent(event: QueueEvent): event is LockEvent {
  return 'lock' in event;
}

function happen(
  drafts: Drafts,
  shown: ReadonlyMap<number, QueueSnapshot>,
  event: Exclude<QueueEvent, LockEvent>,
): void {
  const { at } = event;
  const draft = drafts.of(event.queue, shown.get(event.queue));
  switch (event.kind) {
    case 'queue-created':
      return;
    case 'queue-gone':
      return drafts.gone(event.queue, at);
    case 'wake': {
      const { sequence, task, threadId, found, site } = event;
      const more = {
        ...(threadId === undefined ? {} : { threadId }),
        ...(site === undefined ? {} : { site }),
      };
      return void draft.wakes.push({ sequence, at, task, found, ...more });
    }
    case 'test':
      return tested(draft, event.waiter, event.result);
    case 'woken':
      return enter(draft, event, 'woken', at, { wake: event.wake });
    case 'sleep':
      return enter(draft, event, 'asleep', at);
    case 'register':
    case 'resume':
      return enter(draft, event, 'running', at);
    default:
      return leave(draft, event.waiter, event.kind, at);
  }
}

function isOtherRun({ program }: ProgramView, snapshot: Snapshot): boolean {
  return (
    program !== undefined &&
    snapshot.program !== undefined &&
    (program.pid !== snapshot.program.pid || program.startedAt !== snapshot.program.startedAt)
  );
}

/** The same place in the host's list, and nothing of the run before. */
function afresh({ id, name, status, detail }: ProgramView): ProgramView {
  return { ...emptyProgram(id, name, status), ...(detail === undefined ? {} : { detail }) };
}

function times({ begin, now }: ProgramView, at: number): Pick<ProgramView, 'begin' | 'now'> {
  return { begin: Math.min(begin, at), now: Math.max(now, at) };
}

function withGap(gaps: readonly Gap[], gap: Gap): readonly Gap[] {
  return [...gaps, { ...gap, to: Math.max(gap.from, gap.to) }].slice(-kept.gaps);
}

/** The queues of a program, each copied when it is touched first. */
class Drafts {
  readonly #before: ReadonlyMap<number, QueueView>;
  readonly #drafts = new Map<number, QueueDraft>();

  constructor(before: ReadonlyMap<number, QueueView>) {
    this.#before = before;
  }

  of(id: number, shown?: QueueSnapshot): QueueDraft {
    const known = this.#drafts.get(id);
    if (known) return known;
    const name = shown?.name ?? `queue ${id}`;
    const kind = shown?.kind ?? 'full';
    const draft = draftOf(this.#before.get(id) ?? { id, name, kind, lanes: [], wakes: [] });
    this.#drafts.set(id, draft);
    return draft;
  }

  gone(id: number, at: number): void {
    const draft = this.of(id);
    for (const waiter of [...draft.going.keys()]) leave(draft, waiter, 'unseen', at);
    draft.view = { goneAt: at, ...draft.view };
  }

  done(): ReadonlyMap<number, QueueView> {
    const all = new Map(this.#before);
    for (const [id, draft] of this.#drafts) all.set(id, finished(draft));
    const gone = [...all.values()].filter(({ goneAt }) => goneAt !== undefined);
    for (const { id } of gone.slice(0, -kept.gone)) all.delete(id);
    return all;
  }
}

/** How one queue's rows change. A draft is changed in place; what it was made of stays as it was. */

import type { QueueSnapshot, WaiterPhase } from '../../../protocol.js';
import type { Lane, QueueView, Span, WaitEnd, WakeMark } from './model.js';

/** How many ended rows, spans of a row and wake-ups of a queue are kept: the newest. */
const kept = { lanes: 100, spans: 400, wakes: 1000 } as const;

/** A queue that is being brought up to date. */
export interface QueueDraft {
  view: QueueView;
  lanes: Lane[];
  wakes: WakeMark[];
  /** Where the waits that go on are in `lanes`, by waiter. */
  readonly going: Map<number, number>;
}

/** What names a waiter's row. */
export interface Who {
  readonly waiter: number;
  readonly task: string;
  readonly condition?: string | undefined;
  /** On a queue that threads share. */
  readonly threadId?: number | undefined;
}

export function draftOf(view: QueueView): QueueDraft {
  const going = new Map<number, number>();
  view.lanes.forEach((lane, index) => {
    if (lane.end === undefined) going.set(lane.waiter, index);
  });
  return { view, lanes: [...view.lanes], wakes: [...view.wakes], going };
}

/** The view that a draft has become. */
export function finished({ view, lanes, wakes }: QueueDraft): QueueView {
  return { ...view, lanes: withoutOldest(lanes), wakes: wakes.slice(-kept.wakes) };
}

function withoutOldest(lanes: readonly Lane[]): readonly Lane[] {
  let surplus = lanes.filter(({ end }) => end !== undefined).length - kept.lanes;
  return surplus <= 0 ? lanes : lanes.filter(({ end }) => end === undefined || surplus-- <= 0);
}

/** The waiter is in this phase from now on; a new waiter gets a row. */
export function enter(
  draft: QueueDraft,
  who: Who,
  phase: WaiterPhase,
  at: number,
  more: Partial<Span> = {},
): void {
  const index = draft.going.get(who.waiter) ?? begin(draft, who);
  const lane = draft.lanes[index];
  if (!lane) return;
  const span: Span = { waiter: who.waiter, phase, from: at, ...more };
  draft.lanes[index] = { ...lane, spans: [...lasting(closed(lane.spans, at)), span].slice(-kept.spans) };
}

/** A waiter that tests and sleeps at once has not run for any time that could be drawn. */
function lasting(spans: readonly Span[]): readonly Span[] {
  const last = spans.at(-1);
  return last && last.from === last.to && last.end === undefined ? spans.slice(0, -1) : spans;
}

/** The wait is over. */
export function leave(draft: QueueDraft, waiter: number, end: WaitEnd, at: number): void {
  const index = draft.going.get(waiter);
  const lane = index === undefined ? undefined : draft.lanes[index];
  if (index === undefined || !lane) return;
  draft.going.delete(waiter);
  draft.lanes[index] = { ...lane, end, spans: closed(lane.spans, at, end) };
}

/** The waiter's condition said so. */
export function tested(draft: QueueDraft, waiter: number, result: boolean): void {
  const index = draft.going.get(waiter);
  const lane = index === undefined ? undefined : draft.lanes[index];
  const last = lane?.spans.at(-1);
  if (index === undefined || !lane || last?.phase !== 'running') return;
  draft.lanes[index] = { ...lane, spans: lane.spans.with(-1, { ...last, result }) };
}

/**
 * Puts a queue in the state of a picture. After complete events that changes nothing; after dropped ones the picture
 * is right and the rows are not.
 */
export function settle(draft: QueueDraft, shown: QueueSnapshot, at: number): void {
  const { id, name, kind, waiters, waiterCount = waiters.length } = shown;
  draft.view = { ...draft.view, id, name, kind, shown };
  for (const { id: waiter, task, condition, threadId, phase, since } of waiters) {
    const who: Who = { waiter, task, condition, threadId };
    const index = draft.going.get(waiter);
    const last = index === undefined ? undefined : draft.lanes[index]?.spans.at(-1);
    if (!last) enter(draft, who, phase, since ?? at, since === undefined ? { isOlder: true } : {});
    else if (last.phase !== phase) enter(draft, who, phase, at);
    describe(draft, who);
  }
  if (waiterCount > waiters.length) return;
  const present = new Set(waiters.map((waiter) => waiter.id));
  for (const waiter of [...draft.going.keys()]) if (!present.has(waiter)) leave(draft, waiter, 'unseen', at);
}

/** Events don't carry conditions, and those of older programs no threads; pictures do. */
function describe(draft: QueueDraft, { waiter, condition, threadId }: Who): void {
  const index = draft.going.get(waiter);
  const lane = index === undefined ? undefined : draft.lanes[index];
  if (index === undefined || !lane) return;
  const known = { condition: condition ?? lane.condition, threadId: threadId ?? lane.threadId };
  if (known.condition === lane.condition && known.threadId === lane.threadId) return;
  draft.lanes[index] = { ...lane, ...known };
}

/** A task that waits again goes on in its row; so does a nameless waiter with the same condition, each in its thread. */
function begin(draft: QueueDraft, who: Who): number {
  const { waiter, task, condition, threadId } = who;
  const again = draft.lanes.findIndex((lane) => lane.end !== undefined && isSame(lane, who));
  const old = draft.lanes[again];
  const lane: Lane = {
    ...(old ?? { key: waiter, spans: [] }),
    ...(condition === undefined ? {} : { condition }),
    ...(threadId === undefined ? {} : { threadId }),
    waiter,
    task,
    end: undefined,
  };
  const index = old ? again : draft.lanes.length;
  draft.lanes[index] = lane;
  draft.going.set(waiter, index);
  return index;
}

function isSame(lane: Lane, { task, condition, threadId = lane.threadId }: Who): boolean {
  if (lane.task !== task || (lane.threadId ?? threadId) !== threadId) return false;
  return task !== '' || condition === undefined || lane.condition === condition;
}

function closed(spans: readonly Span[], at: number, end?: WaitEnd): Span[] {
  const last = spans.at(-1);
  if (!last || last.to !== undefined) return [...spans];
  const over: Span = { ...last, to: Math.max(last.from, at), ...(end === undefined ? {} : { end }) };
  return spans.with(-1, over);
}

import { mayOrder, ordersFully } from '../../api/kernel-order.js';
import type { AnalysisContext } from '../../context.js';
import type { Call, CallEvent, Operand, ProtocolEvent, UpdateEvent } from '../../protocol/events.js';
import { eventsOf, type Block } from '../../protocol/graph.js';
import { atCall, lastName, type Place, type Range } from '../../protocol/place.js';
import { walkPaths } from '../../protocol/paths.js';
import { squeeze } from '../../protocol/build-graph.js';
import { isHarmlessCall } from './call-kinds.js';
import { holdsLockOf, locksAfter, locksAtEntry, mayShare, type Locks } from './held-locks.js';
import { queueName, waitersOn, type Waiter } from './pairing.js';

/** A wake-up left out because a look at the queue, which came too early, saw nobody. */
export interface UnfencedQuery {
  readonly query: CallEvent;
  readonly queue: Operand;
  readonly wake: Range;
  readonly update: Write;
  readonly waiter?: Waiter;
}

/** A write that others may see only after the queue was looked at. */
export interface Write {
  readonly place: Place;
  readonly range: Range;
  readonly locks: Locks;
}

interface State {
  readonly held: Locks;
  readonly writes: readonly Write[];
  readonly asked: Asked | null;
  /** The event before. A call behind its own write is an atomic; a write behind its call is a guess about a function. */
  readonly last: Range | null;
}

interface Asked {
  readonly query: CallEvent;
  readonly writes: readonly Write[];
  readonly held: Locks;
}

/** Finds waitqueue_active() calls that decide about a wake-up with no full barrier since the update it announces. */
export function findUnfencedQueries(context: AnalysisContext, owner: number): readonly UnfencedQuery[] {
  const found = new Map<Call, UnfencedQuery>();
  const isComplete = walkPaths<State>(context.graphOf(context.model.functions[owner]!), {
    start: { held: locksAtEntry(context, owner), writes: [], asked: null, last: null },
    key: stateKey,
    isGoal: mayWake,
    onEvent(state, event, block) {
      const { asked } = state;
      const wake = asked && wokenBy(context, event, asked.query.call);
      if (wake && !found.has(asked.query.call)) {
        const finding = judge(context, asked, wake);
        if (finding) found.set(asked.query.call, finding);
      }
      return next(context, state, event, block);
    },
  });
  return isComplete ? [...found.values()] : [];
}

function mayWake(event: ProtocolEvent): boolean {
  return event.kind === 'wake' || (event.kind === 'call' && event.call.target !== undefined);
}

/** True for a look at a queue that needs a barrier before it. */
export function isBareQuery({ api }: Pick<Call, 'api'>): boolean {
  return api?.action === 'query' && /^(waitqueue|swait)_active$/.test(api.name);
}

function next(context: AnalysisContext, state: State, event: ProtocolEvent, block: Block): State | null {
  const held = locksAfter(state.held, event);
  const after = { ...state, held, last: event.range };
  switch (event.kind) {
    case 'update':
      return { ...after, writes: isSameRange(state.last, event.range) ? state.writes : added(state, event) };
    case 'lock':
    case 'sleep':
    case 'wake':
      return { ...after, writes: [] };
    case 'register':
      return event.call.api?.fenced ? { ...after, writes: [] } : after;
    case 'call':
      // A loop that asks asks again.
      return isBareQuery(event.call) && block.isLoopHead
        ? after
        : called(context, after, event, isSameRange(state.last, event.range));
    case 'opaque':
      return null;
    default:
      return after;
  }
}

function added({ writes, held }: State, { place, range }: UpdateEvent): readonly Write[] {
  if (place.shared) return [...writes, { place, range, locks: held }].slice(-REMEMBERED);
  // Another element from here on.
  return writes.filter((write) => !new RegExp(`\\[[^\\]]*\\b${place.root}\\b`).test(write.place.text));
}

/** How many writes back the one that makes the condition true may lie. */
const REMEMBERED = 4;

function called(context: AnalysisContext, after: State, event: CallEvent, isWrite: boolean): State {
  const { call } = event;
  if (isBareQuery(call)) {
    const { writes, held } = after;
    return { ...after, asked: { query: event, writes, held } };
  }
  if (ordersFully(call)) return { ...after, writes: [] };
  if (call.target !== undefined) {
    const made = writesOf(context, call, 0);
    if (!made) return { ...after, writes: [] };
    const writes = made.map((place): Write => ({ place, range: event.range, locks: after.held }));
    return { ...after, writes: [...after.writes, ...writes].slice(-REMEMBERED) };
  }
  return isWrite || isHarmlessCall(call) || !mayOrder(call) ? after : { ...after, writes: [] };
}

/** What a function of the file writes without any order; undefined when it may contain a full barrier. */
function writesOf(context: AnalysisContext, call: Call, depth: number): readonly Place[] | undefined {
  const fn = call.target === undefined ? undefined : context.model.functions[call.target];
  if (!fn || depth > 2) return undefined;
  const writes: Place[] = [];
  let last: Range | null = null;
  for (const event of eventsOf(context.graphOf(fn))) {
    const isWrite = isSameRange(last, event.range);
    last = event.range;
    if (event.kind === 'update' && event.place.shared && !isWrite)
      writes.push(atCall(event.place, fn.parameters, call.args));
    if (event.kind === 'lock' || event.kind === 'sleep' || event.kind === 'opaque') return undefined;
    if (event.kind !== 'call') continue;
    if (ordersFully(event.call)) return undefined;
    if (event.call.target !== undefined) {
      const inner = writesOf(context, event.call, depth + 1);
      if (!inner) return undefined;
      writes.push(...inner.map((place) => atCall(place, fn.parameters, call.args)));
    } else if (!isWrite && !isHarmlessCall(event.call) && mayOrder(event.call)) return undefined;
  }
  return writes;
}

/** The wake-up that the answer decides about: of the same queue, in person or by a function of the file. */
function wokenBy(context: AnalysisContext, event: ProtocolEvent, query: Call): Range | null {
  const asked = query.args[0];
  if (!asked) return null;
  if (event.kind === 'wake' && event.queue) return isSame(event.queue, asked) ? event.range : null;
  const fn =
    event.kind === 'call' && event.call.target !== undefined && context.model.functions[event.call.target];
  if (!fn) return null;
  const wakes = context.callsOf(fn).some(({ api, args }) => {
    const queue = api?.action === 'wake' && api.queue ? args[api.queue.arg] : undefined;
    return queue !== undefined && queueName(queue) === queueName(asked);
  });
  return wakes ? event.range : null;
}

function isSame(a: Operand, b: Operand): boolean {
  return (a.place?.text ?? squeeze(a.text)) === (b.place?.text ?? squeeze(b.text));
}

function judge(
  context: AnalysisContext,
  { query, writes, held }: Asked,
  wake: Range,
): UnfencedQuery | undefined {
  const queue = query.call.args[0]!;
  if (holdsLockOf(held, queue)) return undefined;
  const waiters = waitersOn(context, queue);
  for (const update of [...writes].reverse()) {
    const locks = new Set([...update.locks, ...held]);
    const readers = waiters.filter(({ reads }) =>
      reads.some((read) => lastName(read) === lastName(update.place)),
    );
    // Under a lock the test has to be seen to do without it.
    const waiter = readers.find(
      (reader) => locks.size === 0 || (reader.isWhole && !mayShare(reader.locks(), locks)),
    );
    const isLone = waiters.length === 0 && locks.size === 0;
    if (waiter || isLone) return { query, queue, wake, update, ...(waiter && { waiter }) };
  }
  return undefined;
}

function isSameRange(a: Range | null, b: Range): boolean {
  return a !== null && a[0] === b[0] && a[1] === b[1];
}

function stateKey({ held, writes, asked, last }: State): string {
  const all = (list: readonly Write[]): string =>
    list.map(({ range, locks }) => `${range[0]}:${[...locks].sort().join()}`).join('+');
  return [
    [...held].sort().join(),
    all(writes),
    asked && `${asked.query.range[0]}/${all(asked.writes)}/${[...asked.held].sort().join()}`,
    last?.[0],
  ].join(';');
}

import type { AnalysisContext } from '../../context.js';
import type { Operand, ProtocolEvent, SleepEvent, TestEvent } from '../../protocol/events.js';
import { squeeze } from '../../protocol/build-graph.js';
import type { Block, Exit, Graph, Reach } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import { isAnnounced } from './announcement.js';
import { isConditionCall, isHarmlessCall } from './call-kinds.js';
import { isStopTest, mayBeStopped } from './stop-test.js';

/** The function a question is asked about. */
export interface Surroundings {
  readonly context: AnalysisContext;
  readonly fn: FunctionModel;
  readonly graph: Graph;
  readonly reach: Reach;
}

interface Tested {
  readonly event: TestEvent;
  /** What it looks at, where that is told better than by the event itself. */
  readonly looksAt?: Reading;
  readonly block: number;
}

/** Places and calls that a value depends on. */
export type Reading = Pick<TestEvent, 'reads' | 'calls'>;

interface Slept {
  readonly event: SleepEvent;
  readonly block: Block;
  readonly queue: Operand | undefined;
}

/** Whether a test before a sleep looks at what is waited for, and is no check of arguments or of a mode. */
export function isDecisive(where: Surroundings, tested: Tested, slept: Slept): boolean {
  const { event: sleep, block: at, queue } = slept;
  // The stop of a thread that is lost for a bounded time costs that time only; a signal stops where signals are let in.
  if (isStopTest(tested.event))
    return !sleep.timed && !allowsSignals(where) && mayBeStopped(where.context, where.fn);
  if (where.reach(at.id).has(tested.block) || tested.block === at.id) return true;
  const again = isLookedAtAgain(where, tested, slept);
  if (!sleep.timed) return again || guardsOnly(where, tested, at);
  const isTick = sleep.call.args.some(({ constant }) => constant === 1);
  return again && !isTick && queue !== undefined && isAnnounced(where.context, where.fn, queue, tested.event);
}

function allowsSignals({ context, fn }: Surroundings): boolean {
  return context.callsOf(fn).some(({ name }) => /^allow_(kernel_)?signal$/.test(name));
}

function isLookedAtAgain({ graph, reach }: Surroundings, { event, looksAt }: Tested, slept: Slept): boolean {
  const tested = looksAt ?? event;
  const at = slept.block.id;
  return graph.blocks.some(({ id, events, exit }) => {
    if (id !== at && !reach(at).has(id)) return false;
    const later = id === at ? events.slice(events.indexOf(slept.event)) : events;
    return (
      later.some((next) => looksAgain(tested, next)) ||
      (exit?.value !== undefined && readsSame(tested, exit.value))
    );
  });
}

function looksAgain(tested: Reading, later: ProtocolEvent): boolean {
  if (later.kind === 'test') return readsSame(tested, later);
  return later.kind === 'update' && later.value !== undefined && readsSame(tested, later.value);
}

function readsSame(a: Reading, b: Reading): boolean {
  const calls = a.calls.filter(isConditionCall).map(callKey);
  if (b.calls.some((call) => calls.includes(callKey(call)))) return true;
  return a.reads.some((place) => place.shared && b.reads.some(({ text }) => text === place.text));
}

function callKey({ name, args }: TestEvent['calls'][number]): string {
  return squeeze(`${name}(${args.map(({ text }) => text).join()})`);
}

/** What may stand between a test and the place where both its ways meet, for all of it to be one wait. */
export interface BelongsToWait {
  isStep(event: ProtocolEvent): boolean;
  isExit(exit: Exit): boolean;
}

/** `if (!c) { register; sleep; }`: the sleep and what belongs to it is all that the test decides about. */
export function guardsOnly(
  where: Surroundings,
  { event, block }: Tested,
  at: Block,
  belongs: BelongsToWait = { isStep: isWaitStep, isExit: ({ kind }) => kind === 'throw' },
): boolean {
  if (!event.calls.some(isConditionCall) && !event.reads.some(({ shared }) => shared)) return false;
  const { edges } = where.graph.blocks[block]!;
  const into = edges.find(({ to }) => to === at.id || where.reach(to).has(at.id));
  const past = edges.find((edge) => edge !== into);
  if (!into || !past || where.reach(past.to).has(at.id)) return false;
  return isBareWait(where, into.to, landing(where.graph, past.to), belongs);
}

/** The block at `id` and, as long as nothing happens there, those after it. */
export function landing({ blocks }: Graph, id: number): ReadonlySet<number> {
  const found = new Set<number>();
  for (let at: number | undefined = id; at !== undefined && !found.has(at);) {
    found.add(at);
    const { events, edges, exit }: Block = blocks[at]!;
    at = events.length === 0 && edges.length === 1 && !exit ? edges[0]!.to : undefined;
  }
  return found;
}

/** Every way from `start` comes to the landing, or fails, through nothing but the steps of one wait. */
function isBareWait(
  { graph, reach }: Surroundings,
  start: number,
  end: ReadonlySet<number>,
  { isStep, isExit }: BelongsToWait,
): boolean {
  const pending = [start];
  const seen = new Set<number>();
  while (pending.length > 0) {
    const id = pending.pop()!;
    if (end.has(id) || seen.has(id)) continue;
    seen.add(id);
    const { events, edges, exit } = graph.blocks[id]!;
    if ((exit && !isExit(exit)) || reach(id).has(id) || !events.every(isStep)) return false;
    pending.push(...edges.map(({ to }) => to));
  }
  return true;
}

/** Whether an event belongs to the wait itself. */
export function isWaitStep(event: ProtocolEvent): boolean {
  switch (event.kind) {
    case 'register':
    case 'finish':
    case 'sleep':
    case 'lock':
    case 'unlock':
    case 'yield':
      return true;
    case 'update':
      return !event.place.shared;
    case 'call':
      return isHarmlessCall(event.call);
    case 'test':
      return event.calls.some(({ api }) => api?.action === 'signal-test');
    default:
      return false;
  }
}

import type { AnalysisContext } from '../../context.js';
import type { Call, ProtocolEvent, SleepEvent, TestEvent } from '../../protocol/events.js';
import type { Block, Graph } from '../../protocol/graph.js';
import { isArmedForSignals, mayBeHurried } from '../../protocol/hurried-in-text.js';
import { mayCall, type FunctionModel, type NamedCall } from '../../protocol/model.js';
import { isSignalTest } from './ignored-state.js';
import { isExplained } from './interruptible-waits.js';
import { signalFreeFunctions } from './signal-context.js';

/** A loop that counts its tries and pauses between two of them in a way that a signal ends. */
export interface HurriedTries {
  readonly fn: FunctionModel;
  readonly pause: Call;
  /** The test that counts. */
  readonly count: TestEvent;
}

/**
 * Finds short loops in C that look at something a number of times, with an interruptible pause in between whose result they
 * drop: while a signal is pending no pause is made, and the tries are used up at once.
 */
export function* hurriedTries(context: AnalysisContext): Iterable<HurriedTries> {
  const { model } = context;
  let signalFree: ReadonlySet<string> | undefined;
  for (const fn of model.functions) {
    if (!mayCall(fn, isHurried) || isAtBoot(model.text, fn)) continue;
    for (const { pause, count } of triesIn(context.graphOf(fn))) {
      if ((signalFree ??= signalFreeFunctions(model)).has(fn.name)) break;
      if (!isExplained(model.text, pause)) yield { fn, pause, count };
    }
  }
}

/** Before there are processes no signal arrives. */
function isAtBoot(text: string, { range, nameRange }: FunctionModel): boolean {
  return /\b__init\b/.test(text.slice(range[0], nameRange[0]));
}

function isHurried({ api, site }: NamedCall): boolean {
  const at = isPause(api) || api.action === 'sleep' ? site?.() : undefined;
  return at !== undefined && mayBeHurried(at) && (isPause(api) || isArmedForSignals(at));
}

function isPause(api: Call['api']): boolean {
  const isTimed = api?.action === 'state-sleep' || api?.action === 'delay';
  return isTimed && (api.state === 'interruptible' || api.state === 'killable');
}

function triesIn(graph: Graph): readonly Omit<HurriedTries, 'fn'>[] {
  return graph.blocks.flatMap((block) =>
    block.events.flatMap((event, index) => {
      const count = isPauseAt(block.events, index)
        ? countAround(graph, block, event as SleepEvent)
        : undefined;
      return count ? [{ pause: (event as SleepEvent).call, count }] : [];
    }),
  );
}

function isPauseAt(events: readonly ProtocolEvent[], index: number): boolean {
  const event = events[index]!;
  if (event.kind !== 'sleep' || event.call.use !== 'dropped') return false;
  if (isPause(event.call.api)) return true;
  const before = events[index - 1];
  return (
    event.how === 'sleep' &&
    event.timed &&
    before?.kind === 'register' &&
    /^TASK_(INTERRUPTIBLE|KILLABLE)$/.test(before.call.args[0]?.text ?? '')
  );
}

/** The test that counts the turns of a loop which another test may end before, where all else in it neither takes time nor notices the signal. */
function countAround({ blocks }: Graph, { id }: Block, pause: SleepEvent): TestEvent | undefined {
  const [head] = blocks
    .filter(({ loop }) => loop?.has(id) === true)
    .sort((a, b) => a.loop!.size - b.loop!.size);
  if (!head) return undefined;
  const loop = head.loop!;
  const inside = blocks.filter((block) => loop.has(block.id));
  const events = inside.flatMap((block) => block.events);
  if (
    !isShort(events) ||
    isPassedBy(blocks, head, id) ||
    events.some((event) => event !== pause && isOther(event))
  )
    return undefined;
  const leaving = inside
    .filter(({ edges }) => edges.length > 1 && edges.some(({ to }) => leaves(blocks, head, to)))
    .flatMap(lastTest);
  const counters = new Set(events.flatMap(counted));
  const count = leaving.find(({ reads }) => reads.some(({ text }) => counters.has(text)));
  return count && leaving.some((test) => test !== count && asksMore(test, counters)) ? count : undefined;
}

/** A turn may go without the pause, which then stands between other things than the tries. */
function isPassedBy(blocks: Graph['blocks'], head: Block, pause: number): boolean {
  const seen = new Set<number>([pause]);
  const pending = head.edges.map(({ to }) => to);
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    if (id === head.id) return true;
    if (seen.has(id) || !head.loop!.has(id)) continue;
    seen.add(id);
    pending.push(...blocks[id]!.edges.map(({ to }) => to));
  }
  return false;
}

/** Every way from a block leads out of the loop before it comes to its head again. */
function leaves(blocks: Graph['blocks'], head: Block, id: number): boolean {
  if (!head.loop!.has(id)) return true;
  const { edges, exit } = blocks[id]!;
  if (id === head.id || exit) return id !== head.id && exit?.kind !== 'never';
  // of a loop inside it nothing is said
  return (
    edges.length > 0 && edges.every(({ to }) => (to > id || !head.loop!.has(to)) && leaves(blocks, head, to))
  );
}

function lastTest({ events }: Block): readonly TestEvent[] {
  const last = events.findLast((event) => event.kind === 'test');
  return last?.kind === 'test' ? [last] : [];
}

/** It is a poll and not a procedure that has a pause in it. */
function isShort(events: readonly ProtocolEvent[]): boolean {
  const from = Math.min(...events.map(({ range }) => range[0]));
  return Math.max(...events.map(({ range }) => range[1])) - from < LONGEST;
}

const LONGEST = 1000;

/** Sleeps otherwise, looks for the signal or for the time, or cannot be followed. */
function isOther(event: ProtocolEvent): boolean {
  if (event.kind === 'test' && event.reads.some(({ text }) => text === 'jiffies')) return true;
  if (event.kind === 'test') return event.calls.some(isNotice);
  if (event.kind === 'call') return isNotice(event.call);
  return event.kind === 'sleep' || event.kind === 'opaque';
}

function isNotice(call: Call): boolean {
  return isSignalTest(call) || NOTICES.test(call.name);
}

const NOTICES =
  /signal|interruptible|killable|freez|should_stop|^time_(?:after|before)|^ktime|sleep|delay|wait/;

function counted(event: ProtocolEvent): readonly string[] {
  return event.kind === 'update' && event.value === undefined && !event.place.shared
    ? [event.place.text]
    : [];
}

function asksMore({ reads, calls }: TestEvent, counters: ReadonlySet<string>): boolean {
  return calls.length > 0 || reads.some(({ text }) => !counters.has(text));
}

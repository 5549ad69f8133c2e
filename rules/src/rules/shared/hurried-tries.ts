import type { AnalysisContext } from '../../context.js';
import type { Call, ProtocolEvent, SleepEvent, TestEvent } from '../../protocol/events.js';
import type { Block, Graph } from '../../protocol/graph.js';
import { isArmedForSignals, mayBeHurried } from '../../protocol/hurried-in-text.js';
import { mayCall, type FunctionModel, type NamedCall } from '../../protocol/model.js';
import { isExplained } from './interruptible-waits.js';
import { isPassedBy, leavingTests, loopAround, takesNotice } from './loop-turns.js';
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
  const head = loopAround(blocks, id);
  if (!head) return undefined;
  const loop = head.loop!;
  const inside = blocks.filter((block) => loop.has(block.id));
  const events = inside.flatMap((block) => block.events);
  if (
    !isShort(events) ||
    isPassedBy(blocks, head, id) ||
    events.some((event) => event !== pause && (takesNotice(event) || takesTime(event)))
  )
    return undefined;
  const leaving = leavingTests(blocks, head);
  const counters = new Set(events.flatMap(counted));
  const count = leaving.find(({ reads }) => reads.some(({ text }) => counters.has(text)));
  return count && leaving.some((test) => test !== count && asksMore(test, counters)) ? count : undefined;
}

/** It is a poll and not a procedure that has a pause in it. */
function isShort(events: readonly ProtocolEvent[]): boolean {
  const from = Math.min(...events.map(({ range }) => range[0]));
  return Math.max(...events.map(({ range }) => range[1])) - from < LONGEST;
}

const LONGEST = 1000;

function takesTime(event: ProtocolEvent): boolean {
  return event.kind === 'call' && /sleep|delay|wait/.test(event.call.name);
}

function counted(event: ProtocolEvent): readonly string[] {
  return event.kind === 'update' && event.value === undefined && !event.place.shared
    ? [event.place.text]
    : [];
}

function asksMore({ reads, calls }: TestEvent, counters: ReadonlySet<string>): boolean {
  return calls.length > 0 || reads.some(({ text }) => !counters.has(text));
}

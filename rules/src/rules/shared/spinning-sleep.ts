import type { AnalysisContext } from '../../context.js';
import type { Call, ProtocolEvent, SleepEvent, TestEvent } from '../../protocol/events.js';
import type { Block, Graph } from '../../protocol/graph.js';
import { mayComeRound } from '../../protocol/hurried-in-text.js';
import { mayCall, type FileModel, type FunctionModel, type NamedCall } from '../../protocol/model.js';
import { isIdleCall } from './idle-call.js';
import { INTERRUPTIBLE, stateOf } from './interruptible-waits.js';
import { isPassedBy, leavingTests, loopAround, takesNotice } from './loop-turns.js';
import { signalFreeFunctions } from './signal-context.js';

/** A wait made by hand that a signal ends, in a loop that only the condition ends. */
export interface SpinningSleep {
  readonly fn: FunctionModel;
  readonly sleep: Call;
  /** Sets the state. */
  readonly armed: Call;
  readonly tested: TestEvent;
}

/** Finds loops in C that sleep in a state that a signal ends and never look for one: with a signal pending they spin. */
export function* spinningSleeps(context: AnalysisContext): Iterable<SpinningSleep> {
  const { model } = context;
  let signalFree: ReadonlySet<string> | undefined;
  for (const fn of model.functions) {
    if (!mayCall(fn, isArmed)) continue;
    for (const found of spinsIn(model, context.graphOf(fn))) {
      if ((signalFree ??= signalFreeFunctions(model)).has(fn.name)) break;
      yield { fn, ...found };
    }
  }
}

function isArmed(call: NamedCall): boolean {
  const { api } = call;
  if (api.result === 'error' || (api.action !== 'register' && api.action !== 'set-state')) return false;
  const state = typeof api.state === 'number' ? call.args()?.[api.state] : api.state;
  const site = state !== undefined && INTERRUPTIBLE.test(state) ? call.site?.() : undefined;
  return site !== undefined && mayComeRound(site);
}

function spinsIn(model: FileModel, graph: Graph): readonly Omit<SpinningSleep, 'fn'>[] {
  return graph.blocks.flatMap((block) =>
    block.events.flatMap((event) => {
      const isSleep = event.kind === 'sleep' && event.how === 'sleep' && event.call.use === 'dropped';
      const found = isSleep && !event.timed ? spinAt(model, graph, block, event) : undefined;
      return found ? [found] : [];
    }),
  );
}

function spinAt(
  model: FileModel,
  { blocks }: Graph,
  { id }: Block,
  sleep: SleepEvent,
): Omit<SpinningSleep, 'fn'> | undefined {
  const head = loopAround(blocks, id);
  if (!head || isPassedBy(blocks, head, id)) return undefined;
  const events = blocks.filter((block) => head.loop!.has(block.id)).flatMap((block) => block.events);
  const armed = events.flatMap((event) => (event.kind === 'register' && event.arms ? [event.call] : []));
  if (events.some((event) => event !== sleep && (takesNotice(event) || mayLook(model, event, armed[0]))))
    return undefined;
  const [tested] = leavingTests(blocks, head);
  if (!tested || armed.length !== 1 || !INTERRUPTIBLE.test(stateOf(armed[0]!.api, armed[0]!.args) ?? ''))
    return undefined;
  return armed[0]!.api!.result === 'error' ? undefined : { sleep: sleep.call, armed: armed[0]!, tested };
}

/** A function that is called here may look for a signal, unless it is known to do something else, as what names the queue. */
function mayLook(model: FileModel, event: ProtocolEvent, armed: Call | undefined): boolean {
  const calls = event.kind === 'test' ? event.calls : event.kind === 'call' ? [event.call] : [];
  return calls.some((call) => {
    if (call.target !== undefined)
      return LOOKS.test(model.text.slice(...model.functions[call.target]!.range));
    const isNamed = armed !== undefined && call.range[0] > armed.range[0] && call.range[1] < armed.range[1];
    return !call.api && !isNamed && !isIdleCall(call) && !PLAIN.test(call.name);
  });
}

const LOOKS = /signal|sigpending|interruptible|killable|_work\b/;
/** Reads a place and does no more, as macros in capitals do. */
const PLAIN =
  /^(?:[A-Z][A-Z\d_]+|smp_load_acquire|(?:atomic|refcount|atomic64|atomic_long)_\w+|test_\w*bit|\w*list_empty\w*|kfifo_\w+|skb_queue_\w+|xa_empty|(?:un)?likely)$/;

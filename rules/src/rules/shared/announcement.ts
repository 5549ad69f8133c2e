import type { AnalysisContext } from '../../context.js';
import type { Call, Operand, ProtocolEvent, TestEvent } from '../../protocol/events.js';
import { eventsOf } from '../../protocol/graph.js';
import { mayCall, type FunctionModel, type NamedCall } from '../../protocol/model.js';
import { queueWords } from '../../protocol/named-arguments.js';

/**
 * Whether wake-ups of the queue may announce what a function tests. False when the file wakes the queue, but never in
 * a function that has to do with anything tested: a bounded sleep there is a poll, whatever queue it hangs on.
 */
export function mayAnnounce(context: AnalysisContext, waiter: FunctionModel, queue: Operand): boolean {
  const wakers = wakersOf(context, waiter, queue);
  if (wakers.length === 0) return true;
  return touchAny(context, wakers, testedNames([...eventsOf(context.graphOf(waiter))]), queue);
}

/** Whether the file wakes the queue in a function that has to do with what one test looks at. */
export function isAnnounced(
  context: AnalysisContext,
  waiter: FunctionModel,
  queue: Operand,
  test: TestEvent,
): boolean {
  return touchAny(context, wakersOf(context, waiter, queue), testedNames([test]), queue);
}

/** Whether a function that wakes the queue looks first at what one test looks at. */
export function isTestedByWaker(
  context: AnalysisContext,
  waiter: FunctionModel,
  queue: Operand,
  test: TestEvent,
): boolean {
  const names = testedNames([test]);
  names.delete(queueName(queue));
  return wakersOf(context, waiter, queue).some((fn) =>
    [...testedNames([...eventsOf(context.graphOf(fn))])].some((tested) => names.has(tested)),
  );
}

function wakersOf(context: AnalysisContext, waiter: FunctionModel, queue: Operand): readonly FunctionModel[] {
  const name = queueName(queue);
  const mayBeWake = (call: NamedCall): boolean =>
    call.api.action === 'wake' && (!/^\w+$/.test(name) || (queueWords(call)?.includes(name) ?? true));
  return context.model.functions.filter(
    (fn) =>
      fn !== waiter && mayCall(fn, mayBeWake) && context.callsOf(fn).some((call) => isWakeOf(call, name)),
  );
}

function touchAny(
  context: AnalysisContext,
  wakers: readonly FunctionModel[],
  names: Set<string>,
  queue: Operand,
): boolean {
  names.delete(queueName(queue));
  return wakers.some((fn) =>
    [...eventsOf(context.graphOf(fn))].flatMap(namesTouched).some((touched) => names.has(touched)),
  );
}

function queueName({ place, text }: Operand): string {
  return lastName(place?.text ?? text);
}

function isWakeOf({ api, args }: Call, queue: string): boolean {
  const given = api?.action === 'wake' && api.queue ? args[api.queue.arg] : undefined;
  return given !== undefined && queueName(given) === queue;
}

/** Fields and shared variables that branches look at, in person or through a local. */
function testedNames(events: readonly ProtocolEvent[]): Set<string> {
  const tests = events.filter((event) => event.kind === 'test');
  const reads = tests.flatMap((test) => [
    ...test.reads,
    ...test.calls.flatMap(({ args }) => args.flatMap((arg) => arg.reads)),
  ]);
  const locals = new Set(reads.map(({ root }) => root));
  for (const event of events) {
    if (event.kind === 'update' && locals.has(event.place.text)) reads.push(...(event.value?.reads ?? []));
  }
  return new Set(reads.flatMap(sharedName));
}

function namesTouched(event: ProtocolEvent): readonly string[] {
  if (event.kind === 'update') return sharedName(event.place);
  return 'call' in event && event.call
    ? event.call.args.flatMap(({ reads }) => reads.flatMap(sharedName))
    : [];
}

function sharedName({
  text,
  shared,
}: {
  readonly text: string;
  readonly shared: boolean;
}): readonly string[] {
  return shared ? [lastName(text)] : [];
}

function lastName(text: string): string {
  return /[\w$#]+(?=(\[[^\]]*\])*$)/.exec(text)?.[0] ?? text;
}

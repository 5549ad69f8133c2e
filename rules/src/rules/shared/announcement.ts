import type { AnalysisContext } from '../../context.js';
import type { Call, Operand, ProtocolEvent } from '../../protocol/events.js';
import { eventsOf } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';

/**
 * Whether wake-ups of the queue may announce what a function tests. False when the file wakes the queue, but never in
 * a function that has to do with anything tested: a bounded sleep there is a poll, whatever queue it hangs on.
 */
export function mayAnnounce(context: AnalysisContext, waiter: FunctionModel, queue: Operand): boolean {
  const name = lastName(queue.place?.text ?? queue.text);
  const wakers = context.model.functions.filter(
    (fn) => fn !== waiter && context.callsOf(fn).some((call) => isWakeOf(call, name)),
  );
  if (wakers.length === 0) return true;
  const tested = testedNames([...eventsOf(context.graphOf(waiter))]);
  tested.delete(name);
  return wakers.some((fn) =>
    [...eventsOf(context.graphOf(fn))].flatMap(namesTouched).some((touched) => tested.has(touched)),
  );
}

function isWakeOf({ api, args }: Call, queue: string): boolean {
  const given = api?.action === 'wake' && api.queue ? args[api.queue.arg] : undefined;
  return given !== undefined && lastName(given.place?.text ?? given.text) === queue;
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

import { wordOf } from '../../api/atomics.js';
import type { AnalysisContext } from '../../context.js';
import type { ProtocolEvent, UpdateEvent, WakeEvent } from '../../protocol/events.js';
import { eventsOf, type Exit, type Graph } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import { walkPaths } from '../../protocol/paths.js';

/** A way out behind the store of a word that leaves out the notify which the others make. */
export interface SkippedNotify {
  readonly update: UpdateEvent;
  readonly wake: WakeEvent;
  readonly exit: Exit;
}

/** Finds `Atomics.store(words, 0, 1); if (broken) return; Atomics.notify(words, 0);`. */
export function findSkippedNotifies(context: AnalysisContext, fn: FunctionModel): readonly SkippedNotify[] {
  const graph = context.graphOf(fn);
  const wakes = [...eventsOf(graph)].filter(
    (event): event is WakeEvent => event.kind === 'wake' && event.call.api?.family === 'atomics',
  );
  // Who sleeps on a word may write it to begin with.
  const slept = new Set(
    [...eventsOf(graph)].flatMap((event) => (event.kind === 'sleep' ? wordOf(event.call)?.text : [])),
  );
  const words = new Map(
    wakes.flatMap((wake) => {
      const word = wordOf(wake.call)?.text;
      return slept.has(word) ? [] : [[word, wake] as const];
    }),
  );
  return [...words].flatMap(([word, wake]) => {
    const found = word === undefined ? undefined : search(context, graph, word);
    return found ? [{ ...found, wake }] : [];
  });
}

function search(
  { model, callsOf }: AnalysisContext,
  graph: Graph,
  word: string,
): Omit<SkippedNotify, 'wake'> | undefined {
  let found: Omit<SkippedNotify, 'wake'> | undefined;
  let isNotified = false;
  const counts = countsOf(graph);
  const notifies = (event: ProtocolEvent): boolean => {
    if (event.kind === 'wake') return true;
    const called =
      event.kind === 'call' && event.call.target !== undefined && model.functions[event.call.target];
    return called ? callsOf(called).some(({ name }) => name === 'Atomics.notify') : false;
  };
  const isComplete = walkPaths<{ readonly written: UpdateEvent | null }>(graph, {
    start: { written: null },
    key: ({ written }) => String(written?.range[0]),
    onEvent({ written }, event) {
      if (event.kind === 'opaque') return null;
      if (notifies(event)) {
        isNotified ||= written !== null;
        return { written: null };
      }
      // Who asks how many sleep, or what the word was, may know that nobody has to be told.
      const isAsked =
        event.kind === 'test' && (event.calls.length > 0 || event.reads.some(({ root }) => counts.has(root)));
      if (written && isAsked) return null;
      return event.kind === 'update' && event.place.text === word ? { written: event } : { written };
    },
    onExit({ written }, exit) {
      const isPlain = exit.kind === 'return' && model.text.startsWith('return', exit.range[0]);
      if (written && isPlain) found ??= { update: written, exit };
    },
  });
  return isComplete && isNotified ? found : undefined;
}

/** Variables with what a method of `Atomics` has answered, and the arrays. */
function countsOf(graph: Graph): ReadonlySet<string> {
  return new Set(
    [...eventsOf(graph)].flatMap((event) => {
      if (event.kind === 'update' && event.value?.calls.some(({ name }) => name.startsWith('Atomics.')))
        return [event.place.root];
      const array =
        'call' in event && event.call?.name.startsWith('Atomics.') ? event.call.args[0]?.place : undefined;
      return array && array.root !== 'this' ? [array.root] : [];
    }),
  );
}

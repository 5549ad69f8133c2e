import type { AnalysisContext } from '../../context.js';
import type { Operand, ProtocolEvent } from '../../protocol/events.js';
import { eventsOf } from '../../protocol/graph.js';
import type { Declaration, FileModel } from '../../protocol/model.js';

/**
 * Somebody outside the function `owner` can finish its entry: it is returned, stored, kept by a function that outlives the
 * call, or given to one that nobody can see into.
 */
export function isHandedOut(context: AnalysisContext, owner: number, entry: Declaration): boolean {
  const { language, functions } = context.model;
  const { name, value } = entry;
  if (language === 'js' && value && hasOwnWakeFunction(value)) return true;
  const graph = context.graphOf(functions[owner]!);
  return (
    graph.blocks.some(({ exit }) => exit?.value !== undefined && holds(exit.value, name)) ||
    [...eventsOf(graph)].some((event) => isKeptBy(event, name, language)) ||
    (language === 'js' && hasFinisherFor(context, owner, name))
  );
}

/** A function inside finishes the entry and is not called here: who has it calls it later. */
function hasFinisherFor(context: AnalysisContext, owner: number, entry: string): boolean {
  const { functions } = context.model;
  const [start, end] = functions[owner]!.range;
  const called = new Set(context.callsOf(functions[owner]!).map(({ target }) => target));
  return functions.some(
    ({ range }, index) =>
      index !== owner &&
      range[0] >= start &&
      range[1] <= end &&
      !called.has(index) &&
      context.summaryOf(index).finishesPlaces.has(entry),
  );
}

function isKeptBy(event: ProtocolEvent, entry: string, language: FileModel['language']): boolean {
  if (event.kind === 'update') return event.value !== undefined && holds(event.value, entry);
  // A C function that is handed the entry before it is on a queue most often only prepares it.
  if (language === 'c' || event.kind !== 'call') return false;
  const { api, target, args } = event.call;
  return api === undefined && target === undefined && args.some((arg) => holds(arg, entry));
}

/** The value is the entry, or an object, a list or a function with the entry in it. */
function holds({ form, reads, calls }: Operand, entry: string): boolean {
  if (!reads.some(({ text }) => text === entry)) return false;
  return form === 'function' || !calls.some(({ args }) => args.some(({ place }) => place?.text === entry));
}

/** `new WaitEntry({ wake: … })`: a wake function of the program's own may take the entry off the queue. */
function hasOwnWakeFunction({ form, text }: Operand): boolean {
  return form === 'new' && /\bwake\b(?!\s*:\s*(default|autoremove|woken)WakeFunction\b)/.test(text);
}

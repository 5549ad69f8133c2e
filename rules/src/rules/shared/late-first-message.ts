import type { AnalysisContext } from '../../context.js';
import type { Call, UpdateEvent } from '../../protocol/events.js';
import { eventsOf } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import type { Range } from '../../protocol/place.js';
import { quoted } from '../../quoted.js';

/** A listener for the messages of a worker that is added when something was awaited since the worker was started. */
export interface LateFirstMessage {
  readonly starts: Range;
  readonly awaits: Range;
  readonly listens: Range;
  /** `worker.onmessage`, `worker.on` */
  readonly name: string;
}

/**
 * Finds `const worker = new Worker(url); const dir = await pick(); worker.onmessage = …` where nothing asks the worker
 * anything: it speaks first, and what it says is over by then.
 */
export function findLateFirstMessages(
  context: AnalysisContext,
  fn: FunctionModel,
): readonly LateFirstMessage[] {
  if (!fn.isAsync) return [];
  const { text } = context.model;
  const code = text.slice(...fn.range);
  return [...code.matchAll(STARTS)].flatMap((match): LateFirstMessage | readonly [] => {
    const worker = match[1]!;
    const begin = fn.range[0] + match.index;
    const listening = firstListener(context, fn, worker);
    if (!listening || listening.range[0] < begin) return [];
    const between = text.slice(begin + match[0].length, listening.range[0]);
    const others = new RegExp(`(?<![\\w$.])${quoted(worker)}(?![\\w$])`);
    const pause = /\bawait\s/.exec(between);
    if (!pause || others.test(between) || isAsked(context, fn, worker)) return [];
    const at = begin + match[0].length + pause.index;
    return {
      starts: [begin, begin + match[0].length],
      awaits: [at, at + 5],
      listens: listening.range,
      name: listening.name,
    };
  });
}

const STARTS = /\b(?:const|let|var)\s+([\w$]+)\s*(?::[^=;]*)?=\s*new\s+(?:[\w$]+\.)?(?:Shared)?Worker\(/g;

function firstListener(
  { graphOf, callsOf }: AnalysisContext,
  fn: FunctionModel,
  worker: string,
): { readonly range: Range; readonly name: string } | undefined {
  const sets = [...eventsOf(graphOf(fn))].filter(
    (event): event is UpdateEvent => event.kind === 'update' && event.place.text === `${worker}.onmessage`,
  );
  const calls = callsOf(fn).filter((call) => isListening(call, worker));
  const all = [
    ...sets.map(({ range }) => ({ range, name: `${worker}.onmessage` })),
    ...calls.map(({ nameRange, name }) => ({ range: nameRange, name })),
  ];
  return all.sort((a, b) => a.range[0] - b.range[0])[0];
}

function isListening({ name, receiver, args }: Call, worker: string): boolean {
  return (
    receiver?.text === worker &&
    /\.(?:on|once|addListener|addEventListener)$/.test(name) &&
    args[0]?.constant === 'message'
  );
}

/** The function itself asks it something, and what is listened for is the answer. */
function isAsked({ callsOf }: AnalysisContext, fn: FunctionModel, worker: string): boolean {
  return callsOf(fn).some(
    ({ name, receiver }) => receiver?.text === worker && /\.(?:postMessage|send)$/.test(name),
  );
}

import type { AnalysisContext } from '../../context.js';
import type { Call } from '../../protocol/events.js';
import { reachability } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import { landing } from './decisive-test.js';
import { outermostOf } from './outermost.js';
import { endingOf, promiseWaits } from './promise-wait.js';

/**
 * Finds waits that an abort rejects, where nobody looks whether the signal was aborted before, or looks only to leave the
 * listener out: such a signal is silent, and the wait goes on as if none had been given.
 */
export function findUnseenAborts(context: AnalysisContext): readonly Call[] {
  if (MAKES.test(context.model.text)) return [];
  return promiseWaits(context).flatMap((wait) =>
    context.callsOf(wait.fn).filter((call) => {
      const [event, handler] = call.args;
      const isForAbort = call.name.endsWith('.addEventListener') && event?.constant === 'abort';
      if (!isForAbort || !handler || !call.receiver || !GIVEN.test(call.receiver.text)) return false;
      if (isSeen(context, wait.fn) && !isOnlyLeftOut(context, wait.fn, call)) return false;
      return endingOf(context, wait, call, handler).settles;
    }),
  );
}

/** A look at a signal. */
const LOOKS = /\.aborted\b|\baborted\s*[,}=]|\bthrowIfAborted\b/;

/** A controller or a signal of the file's own, which it aborts when it likes. */
const MAKES = /\bAbortController\b|\bAbortSignal\.(any|timeout)\b/;

/** A signal that the caller hands in. One of a request or of a controller was made for the job at hand. */
const GIVEN =
  /^([\w$]*[sS]ignal|this\.#?_?[sS]ignal|([\w$]+\.)*([\w$]*[oO](ptions|pts)|init|config|params|args)\.[\w$]*[sS]ignal)$/;

/** Looked at in the function that it stands in, or by one that calls it, whatever that is called by. */
function isSeen(context: AnalysisContext, fn: FunctionModel): boolean {
  const { text, functions } = context.model;
  const outer = outermostOf(context, fn);
  const within = new Set(
    functions.flatMap((one, index) =>
      one.range[0] >= outer.range[0] && one.range[1] <= outer.range[1] ? [index] : [],
    ),
  );
  const callers = functions.filter((one) =>
    context.callsOf(one).some(({ target }) => target !== undefined && within.has(target)),
  );
  return [outer, ...callers].some((one) => LOOKS.test(text.slice(...outermostOf(context, one).range)));
}

/** The one look there is leads past the listener, and on as if no signal had been given. */
function isOnlyLeftOut(context: AnalysisContext, fn: FunctionModel, { receiver, range }: Call): boolean {
  const text = context.model.text.slice(...outermostOf(context, fn).range);
  if ((text.match(/\.aborted\b|\bthrowIfAborted\b/g) ?? []).length !== 1 || hands(text, receiver!.text))
    return false;
  const graph = context.graphOf(fn);
  const listening = graph.blocks.find(({ events }) => events.some((event) => event.range[0] === range[0]));
  if (!listening) return false;
  const reach = reachability(graph);
  return graph.blocks.some(({ events, edges }) => {
    const test = events.at(-1);
    if (test?.kind !== 'test' || !test.text.endsWith('.aborted')) return false;
    const aborted = edges.find(({ assume }) => assume?.text.endsWith('.aborted') === true && assume.value);
    if (!aborted || aborted.to === listening.id) return false;
    return [...landing(graph, aborted.to)].some((id) => reach[listening.id]!.has(id));
  });
}

/** The signal goes to somebody else, too, who may look. */
function hands(text: string, signal: string): boolean {
  const name = signal.replace(/[$.[\]()?*+^|\\{}#]/g, '\\$&');
  return new RegExp(`[({,:]\\s*${name}\\s*[,})]|\\{\\s*signal\\s*[,}]`).test(text);
}

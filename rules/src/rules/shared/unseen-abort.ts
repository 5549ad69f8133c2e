import type { AnalysisContext } from '../../context.js';
import type { Call, Operand } from '../../protocol/events.js';
import { eventsOf, reachability } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import { quoted } from '../../quoted.js';
import { landing } from './decisive-test.js';
import { outermostOf } from './outermost.js';
import { endingOf, functionOf, promiseWaits, type PromiseWait } from './promise-wait.js';

/**
 * Finds waits that an abort rejects, where nobody looks whether the signal was aborted before, or looks only to leave the
 * listener out: such a signal is silent, and the wait goes on as if none had been given.
 */
export function findUnseenAborts(context: AnalysisContext): readonly Call[] {
  const blind = LOOKS.test(context.model.text) ? [] : findBlindListeners(context);
  if (MAKES.test(context.model.text)) return blind;
  const unseen = promiseWaits(context).flatMap((wait) =>
    context.callsOf(wait.fn).filter((call) => {
      const handler = call.args[1];
      if (!isForAbort(call) || !handler) return false;
      if (isSeen(context, wait.fn) && !isOnlyLeftOut(context, wait.fn, call)) return false;
      return endingOf(context, wait, call, handler).settles || endsWhatSettles(context, wait, call, handler);
    }),
  );
  return [...unseen, ...blind.filter((call) => !unseen.some(({ range }) => range[0] === call.range[0]))];
}

function isForAbort({ name, args, receiver }: Call): boolean {
  const isListening = name.endsWith('.addEventListener') || /signal\.(on|once|addListener)$/i.test(name);
  return isListening && args[0]?.constant === 'abort' && receiver !== undefined && GIVEN.test(receiver.text);
}

/** Listeners that end a job of the function's own, in a file that never looks at a signal. */
function findBlindListeners(context: AnalysisContext): readonly Call[] {
  return context.model.functions.flatMap((fn) => {
    if (fn.isTopLevel || fn.name === 'constructor') return [];
    const { text } = context.model;
    return context.callsOf(fn).filter((call) => {
      const handler = call.args[1];
      if (!isForAbort(call) || !handler) return false;
      const outer = text.slice(...outermostOf(context, fn).range);
      if (hands(bodyOf(outer), call.receiver!.text)) return false;
      const code = functionOf(context, fn, handler);
      const body = code ? text.slice(...code.range) : '';
      const [, controller] = /(?<![\w$.])([\w$]+)\.abort\(/.exec(body) ?? [];
      const isOwn =
        controller !== undefined &&
        new RegExp(
          `\\b(?:const|let|var)\\s+${quoted(controller)}\\s*=\\s*new\\s+(?:[\\w$.]+\\.)?AbortController\\b`,
        ).test(outer);
      return isOwn || (!MAKES.test(text) && /\breject\(/.test(body));
    });
  });
}

/** `reader.onerror = reject; … signal.addEventListener('abort', () => reader.abort());` */
function endsWhatSettles(context: AnalysisContext, wait: PromiseWait, at: Call, handler: Operand): boolean {
  const code = handler.form === 'function' ? functionOf(context, wait.fn, handler) : undefined;
  const ended = (code ? context.callsOf(code) : []).flatMap(({ name, receiver }) =>
    receiver && ENDS.test(name) ? receiver.text : [],
  );
  const outer = context.model.text.slice(...outermostOf(context, wait.fn).range);
  if (ended.length === 0 || hands(bodyOf(outer), at.receiver!.text)) return false;
  const settles = (value: Operand | undefined): boolean =>
    value !== undefined && endingOf(context, wait, at, value).settles;
  const isTold = context
    .callsOf(wait.fn)
    .some(
      ({ name, receiver, args: [event, listener] }) =>
        ended.includes(receiver?.text ?? '') &&
        /\.(?:on|once|addEventListener)$/.test(name) &&
        ENDED.test(`on${event?.constant}`) &&
        settles(listener),
    );
  return (
    isTold ||
    [...eventsOf(context.graphOf(wait.fn))].some((event) => {
      if (event.kind !== 'update') return false;
      const [, owner, field] = /^(.*)\.(on\w+)$/.exec(event.place.text) ?? [];
      return owner !== undefined && ended.includes(owner) && ENDED.test(field!) && settles(event.value);
    })
  );
}

const ENDS = /\.(?:abort|cancel|close|destroy|terminate|kill)$/;
const ENDED = /^on(?:abort|cancel|close|error|exit)$/;

/** A look at a signal. */
const LOOKS = /\.aborted\b|\{[^{}()]*\baborted\b[^{}()]*\}\s*=|\bthrowIfAborted\b/;

/** A controller or a signal of the file's own, which it aborts when it likes. */
const MAKES = /\bnew\s+(?:[\w$.]+\.)?AbortController\b|\bAbortSignal\.(any|timeout)\b/;

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
    return [...landing(graph, aborted.to)].some((id) => reach(listening.id).has(id));
  });
}

/** A function's text without its parameters. */
function bodyOf(text: string): string {
  return text.replace(/^[^]*?\)\s*(?::[^{=]*)?(?:=>)?\s*\{/, '').replace(/\{[^{}()]*\}\s*=(?!=)/g, '');
}

/** The signal goes to somebody else, too, who may look. */
function hands(text: string, signal: string): boolean {
  const name = quoted(signal);
  return new RegExp(`(?:(?<!\\bif\\s*)\\(|[{,:])\\s*${name}\\s*[,})]|\\{\\s*signal\\s*[,}]`).test(text);
}

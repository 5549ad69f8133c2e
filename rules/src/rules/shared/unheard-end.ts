import type { AnalysisContext } from '../../context.js';
import type { Call } from '../../protocol/events.js';
import type { FunctionModel } from '../../protocol/model.js';
import { quoted } from '../../quoted.js';
import { functionsInside, isInside } from './nesting.js';
import { endingOf, functionOf, keptOutside, promiseWaits, wordOf, type PromiseWait } from './promise-wait.js';

/** A wait for an answer of something whose end the file does listen for, at another place and to no use for the wait. */
export interface UnheardEnd {
  /** `child.on('message', …)` */
  readonly listens: Call;
  /** `child.on('exit', …)` */
  readonly ends: Call;
}

/** Finds promises that only an answer settles, beside a listener for the end of who would give it. */
export function findUnheardEnds(context: AnalysisContext): readonly UnheardEnd[] {
  const { text } = context.model;
  if (!ANSWERS_IN.test(text) || !ENDS_IN.test(text)) return [];
  const ends = context.model.functions.flatMap((fn) =>
    context.callsOf(fn).flatMap((call) => (isFor(call, ENDS) ? [{ fn, call }] : [])),
  );
  if (ends.length === 0) return [];
  return promiseWaits(context).flatMap((made) => {
    const wait = keptOutside(context, made);
    const listens = isBounded(context, wait) ? undefined : answerOf(context, wait);
    const end =
      listens &&
      ends.find(
        (one) =>
          isOfSame(listens, one.call) && !comeAgain(listens, one.call) && isUseless(context, wait, one),
      );
    return end ? [{ listens, ends: end.call }] : [];
  });
}

const ANSWERS_IN =
  /['"`](message|data|response|reply|answer|line|ready)['"`]|\}\w*(Done|Response|Reply)[`'"]/;
const ENDS_IN = /['"](exit|close|disconnect|disconnected|end)['"]/;
const LISTENS = /\.(on|once|addListener|addEventListener)$/;
const ANSWERS = /^(message|data|response|reply|answer|line|ready)$/;
const ENDS = /^(exit|close|disconnect|disconnected|end)$/;

function isFor({ name, args: [event] }: Call, events: RegExp): boolean {
  return LISTENS.test(name) && typeof event?.constant === 'string' && events.test(event.constant);
}

/** A limit of time, an abort or a race ends it, too. */
function isBounded({ model }: AnalysisContext, { maker, fn, resolves }: PromiseWait): boolean {
  const { text } = model;
  const around = text.slice(maker.range[0], fn.range[0]) + text.slice(fn.range[1], maker.range[1]);
  return (
    !resolves ||
    /\bsetTimeout|setInterval|\babort|\bsignal\b|\btimeout/i.test(text.slice(...fn.range)) ||
    /\b(race|timeout\w*|any)\(|pTimeout|setTimeout|\babort/i.test(around)
  );
}

/** The listener for an answer, where all that settles the promise are such listeners, and errors. */
function answerOf(context: AnalysisContext, wait: PromiseWait): Call | undefined {
  const inner = functionsInside(context.model.functions, wait.fn);
  const listeners = context.callsOf(wait.fn).filter(({ name }) => LISTENS.test(name));
  const codes = listeners.flatMap(({ args }) => (args[1] && functionOf(context, wait.fn, args[1])) ?? []);
  const isElsewhere = [wait.fn, ...inner].some(
    (fn) =>
      !codes.some((code) => code === fn || isInside(fn, code) || reaches(context, code, fn)) &&
      context
        .callsOf(fn)
        .some(
          (call) =>
            wait.settlers.includes(call.name) ||
            (!listeners.includes(call) && call.args.some(({ text }) => wait.settlers.includes(text))),
        ),
  );
  const body = context.model.text.slice(...wait.fn.range);
  const isEnded = listeners.some(
    (call) => isFor(call, ENDS) && call.args[1] && endingOf(context, wait, call, call.args[1]).settles,
  );
  if (isElsewhere || isEnded || codes.length !== listeners.length || keepsOne(body, wait)) return undefined;
  return listeners.find(
    (call) => isFor(call, ANSWERS) && call.args[1] && endingOf(context, wait, call, call.args[1]).settles,
  );
}

/** What settles is put where others find it. */
function keepsOne(body: string, { settlers }: PromiseWait): boolean {
  const one = settlers.map(quoted).join('|');
  return new RegExp(
    `[\\w$\\]]\\.[\\w$#]+\\s*=\\s*(?:${one})\\b|\\.(?:push|set|add)\\([^;]*\\b(?:${one})\\b`,
  ).test(body);
}

function reaches({ callsOf, model }: AnalysisContext, from: FunctionModel, to: FunctionModel): boolean {
  return callsOf(from).some(({ target }) => target !== undefined && model.functions[target] === to);
}

/** `child.stdout` belongs to `child`; in another function it may have another name. */
function isOfSame({ receiver: a }: Call, { receiver: b }: Call): boolean {
  if (!a || !b) return false;
  const root = (text: string): string => text.replace(/\.(stdout|stderr|stdin)$/, '');
  return root(a.text) === root(b.text) && root(a.text) !== 'this' && !/^process\b/.test(a.text);
}

/** Told of each `ready` and of each `close`: a client that connects again, for which a close is no end. */
function comeAgain(listens: Call, ends: Call): boolean {
  const isAgain = (call: Call, event: RegExp) => call.name.endsWith('.on') && isFor(call, event);
  return isAgain(listens, /^ready$/) && isAgain(ends, /^(close|disconnect|disconnected|end)$/);
}

/** The other listener knows nothing of the promise, and takes nothing along that could settle it. */
function isUseless(
  context: AnalysisContext,
  { settlers }: PromiseWait,
  { fn: around, call }: { readonly fn: FunctionModel; readonly call: Call },
): boolean {
  const handler = call.args[1];
  const code = handler && functionOf(context, around, handler);
  const text = code ? context.model.text.slice(...code.range) : (handler?.text ?? '');
  return !settlers.some((name) => wordOf(name).test(text)) && !/reject|emit\(/i.test(text);
}

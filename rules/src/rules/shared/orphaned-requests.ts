import type { AnalysisContext } from '../../context.js';
import type { Call } from '../../protocol/events.js';
import { eventsOf } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import { quoted } from '../../quoted.js';
import { isMadeWith } from './dropped-waiters.js';
import { mentionsStore } from './mentions-store.js';
import { functionsInside } from './nesting.js';
import { functionOf, promiseWaits, wordOf, type PromiseWait } from './promise-wait.js';

/** Requests kept by their number until they are answered, of which the end of the line takes no notice. */
export interface OrphanedRequests {
  /** `this.pending` */
  readonly store: string;
  /** `socket.on('close', …)` */
  readonly ends: Call;
  /** `socket.on('message', …)` */
  readonly answers: Call;
}

/** Finds a listener for answers that settles what is kept, beside one for the end of the line that does not look at it. */
export function findOrphanedRequests(context: AnalysisContext): readonly OrphanedRequests[] {
  const { text } = context.model;
  if (!ENDS_IN.test(text) || !ANSWERS_IN.test(text)) return [];
  const stores = new Set(promiseWaits(context).flatMap((wait) => storesOf(context, wait)));
  return [...stores].flatMap((store) => {
    if (isSeenTo(text, store)) return [];
    const listeners = context.model.functions.flatMap((fn) =>
      context.callsOf(fn).flatMap((call) => listenerOf(context, fn, call)),
    );
    const answers = listeners.find(
      ({ call, code }) => isFor(call, ANSWERS) && mentionsStore(context, code, store) === true,
    );
    const ends =
      answers &&
      listeners.find(
        ({ call, code }) =>
          isFor(call, ENDS) &&
          call.receiver?.text === answers.call.receiver?.text &&
          mentionsStore(context, code, store) === false,
      );
    return ends ? [{ store, ends: ends.call, answers: answers.call }] : [];
  });
}

const ANSWERS_IN = /['"](message|data|response|reply|packet)['"]/;
const ENDS_IN = /['"](close|exit|disconnect|disconnected)['"]/;
const ANSWERS = /^(message|data|response|reply|packet)$/;
const ENDS = /^(close|exit|disconnect|disconnected)$/;
const LISTENS = /\.(on|once|addListener|addEventListener)$/;

/** The fields under whose keys a promise's resolvers are kept, unless a time limit ends each wait. */
function storesOf(context: AnalysisContext, wait: PromiseWait): readonly string[] {
  const { model, graphOf } = context;
  const { fn, settlers } = wait;
  if (!wait.resolves || isBounded(model.text.slice(...fn.range))) return [];
  const inside = [fn, ...functionsInside(model.functions, fn)];
  const holds = (text: string): boolean =>
    settlers.some((name) => wordOf(name).test(text) || isMadeWith(model.text, fn, text, name));
  return inside.flatMap((one) =>
    [...eventsOf(graphOf(one))].flatMap((event) => {
      if (event.kind === 'update') {
        const keyed = /^(this\.[\w$#]+)\[[^\]]+\]$/.exec(event.place.text)?.[1];
        return keyed !== undefined && holds(event.value?.text ?? '') ? [keyed] : [];
      }
      if (event.kind !== 'call' || !event.call.name.endsWith('.set') || event.call.args.length !== 2)
        return [];
      const { receiver, args } = event.call;
      return receiver && /^this\.[\w$#]+$/.test(receiver.text) && holds(args[1]!.text) ? [receiver.text] : [];
    }),
  );
}

/** A timer that is set whatever the caller asks for. */
function isBounded(text: string): boolean {
  return /\bsetTimeout\b|\bsignal\b/.test(
    text.replace(/\bif\s*\([^{}]*?\)\s*(\{[^{}]*)?[^{};]*\bsetTimeout\b/g, ''),
  );
}

/** Somebody goes through all that is kept, or throws it away. */
function isSeenTo(text: string, store: string): boolean {
  const own = `${quoted(store)}(?![\\w$])`;
  const walks = new RegExp(
    `(?:\\bof|\\bin)\\s+\\(?\\s*${own}|\\b(?:values|keys|entries|from|forEach|each|map)\\(\\s*${own}|${own}\\.(?:forEach|values|entries|keys|clear|size)\\b|\\[\\.\\.\\.${own}`,
  );
  const made = text.match(new RegExp(`${own}\\s*=\\s*(?:\\{\\}|new Map|Object\\.create)`, 'g')) ?? [];
  const handed = new RegExp(`[(,]\\s*${own}\\s*[,)]|=\\s*${own}\\s*[;,\\n]`);
  return walks.test(text) || made.length > 1 || handed.test(text);
}

interface Listener {
  readonly call: Call;
  readonly code: FunctionModel;
}

function listenerOf(context: AnalysisContext, fn: FunctionModel, call: Call): readonly Listener[] {
  const [event, handler] = call.args;
  if (!LISTENS.test(call.name) || !handler || typeof event?.constant !== 'string' || !call.receiver)
    return [];
  const code = handler.form === 'function' ? functionOf(context, fn, handler) : undefined;
  return code ? [{ call, code }] : [];
}

function isFor({ args: [event] }: Call, events: RegExp): boolean {
  return typeof event?.constant === 'string' && events.test(event.constant);
}

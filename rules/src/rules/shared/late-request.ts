import type { AnalysisContext } from '../../context.js';
import type { Call } from '../../protocol/events.js';
import type { FunctionModel } from '../../protocol/model.js';
import { quoted } from '../../quoted.js';
import { functionsAt, isInside } from './nesting.js';
import { promiseWaits, wordOf } from './promise-wait.js';

/** An entry for the answer to a request, made when the sending of the request has been waited for. */
export interface LateRequest {
  readonly sends: Call;
  /** `this.requests.set(id, deferred)` */
  readonly enters: Call;
}

/**
 * Finds `await channel.publish({ id }); this.requests.set(id, deferred);` and `socket.send(frame).then(() =>
 * this.requests.push(resolve))`: an answer that is faster finds nobody.
 */
export function findLateRequests(context: AnalysisContext): readonly LateRequest[] {
  const { functions } = context.model;
  const byId = functions.flatMap((fn) => (fn.isAsync ? enteredLate(context, fn) : []));
  return [...byId, ...promiseWaits(context).flatMap(({ fn, settlers }) => pushedLate(context, fn, settlers))];
}

const SENDS = /(?:send|write|publish|post|request|emit|transmit)\w*$/i;

function enteredLate(context: AnalysisContext, fn: FunctionModel): readonly LateRequest[] {
  const calls = context.callsOf(fn);
  const { text } = context.model;
  return calls.flatMap((enters) => {
    const [id, entry] = enters.args;
    const isEntry = /\.set$/.test(enters.name) && enters.receiver?.shared === true && id?.form === 'place';
    if (!isEntry || !entry || !/^[\w$]+$/.test(id.text) || !isMade(text.slice(...fn.range), id.text))
      return [];
    const before = text.slice(fn.range[0], enters.range[0]);
    if (!settles(before, entry.text) || !isAnswered(context, enters)) return [];
    const sends = calls.find(
      ({ name, awaited, range, args }) =>
        awaited === true &&
        SENDS.test(name) &&
        range[1] < enters.range[0] &&
        args.some((arg) => wordOf(id.text).test(arg.text)),
    );
    return sends ? { sends, enters } : [];
  });
}

/** The id of this one request: counted up, or drawn. */
function isMade(text: string, id: string): boolean {
  return new RegExp(
    `\\b(?:const|let|var)\\s+${quoted(id)}\\s*(?::[^=;]*)?=[^;\\n]*(?:\\+\\+|\\+= ?1|uuid|random|nanoid|\\w*[iI]d\\()`,
  ).test(text);
}

/** A deferred, or an object with resolvers in it. */
function settles(before: string, entry: string): boolean {
  if (/\bresolve\b/.test(entry)) return true;
  if (!/^[\w$]+$/.test(entry)) return false;
  return new RegExp(
    `\\b${quoted(entry)}\\s*(?::[^=;]*)?=\\s*(?:new\\s+)?[\\w$.(), ]*(?:[dD]efer|withResolvers)`,
  ).test(before);
}

/** Something else in the file takes the entry by the id that came with the answer. */
function isAnswered({ model }: AnalysisContext, { receiver }: Call): boolean {
  return new RegExp(`${quoted(receiver!.text)}\\.get\\(`).test(model.text);
}

/** `connection.send(frame).then(() => this.waiting.push([resolve, reject]))` */
function pushedLate(
  context: AnalysisContext,
  executor: FunctionModel,
  settlers: readonly string[],
): readonly LateRequest[] {
  const { model, callsOf } = context;
  const calls = callsOf(executor);
  return calls.flatMap(({ name, args: [reaction], range }) => {
    const code = /\.then$/.test(name)
      ? reaction && functionsAt(model.functions, reaction.range[0]).find((one) => isInside(one, executor))
      : undefined;
    const sends = calls.find(
      (call) => call.range[0] === range[0] && call.range[1] < range[1] && SENDS.test(call.name),
    );
    if (!code || !sends) return [];
    const enters = callsOf(code).find(
      (call) =>
        /\.(?:push|set|add)$/.test(call.name) &&
        call.receiver?.shared === true &&
        call.args.some(({ text }) => wordOf(settlers[0]!).test(text)),
    );
    return enters ? { sends, enters } : [];
  });
}

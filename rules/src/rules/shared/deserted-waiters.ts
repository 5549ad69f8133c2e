import type { AnalysisContext } from '../../context.js';
import type { Call } from '../../protocol/events.js';
import type { FunctionModel } from '../../protocol/model.js';
import type { Place } from '../../protocol/place.js';
import { quoted } from '../../quoted.js';
import { storesIn } from './dropped-waiters.js';
import { handedStores } from './handed-store.js';
import { deferredsIn } from './kept-deferreds.js';
import { METHOD, methodOf } from './method-of.js';
import { functionsInside, isInside } from './nesting.js';
import { isOfSameClass } from './same-class.js';

/** A method that ends what would settle promises, and leaves those who wait for them on their list. */
export interface DesertedWaiters {
  readonly end: FunctionModel;
  /** `worker.terminate()` */
  readonly ends: Call;
  readonly store: Place;
}

/**
 * Finds `destroy() { this.workers.forEach((one) => one.terminate()); }` beside `this.queue.push({ task, resolve, reject })`,
 * where nothing in the file goes over all of the queue.
 */
export function findDesertedWaiters(context: AnalysisContext): readonly DesertedWaiters[] {
  const { functions } = context.model;
  const ends = functions.flatMap((end) => {
    const kills = ENDS.test(end.name) && !isPartial(end) ? endedBy(context, end) : undefined;
    return kills ? [{ end, ends: kills }] : [];
  });
  if (ends.length === 0) return [];
  const handed = new Set(handedStores(context));
  const kept = functions.flatMap((fn) => keptIn(context, fn, handed).map((store) => ({ fn, store })));
  return ends.flatMap(({ end, ends: kills }) => {
    const left = kept.find(
      ({ fn, store }) => isOfSameClass(context.model, end, fn) && isDeserted(context, end, store, fn),
    );
    return left ? [{ end, ends: kills, store: left.store }] : [];
  });
}

/** Named for the end of the object. */
const ENDS =
  /^#?_*(?:close|destroy|dispose|shutdown|terminate|kill|tear_?[dD]own|detach|disconnect|destructor|quit)(?:All|Pool|Workers?|Threads?|Async|Now|Sync)?$/;

/** `close(id)`, an end of one of many, which a parameter names. */
function isPartial({ parameters }: FunctionModel): boolean {
  return parameters.some((name) => !MANNER.test(name));
}

const MANNER =
  /^\{|^\[|^\.\.\.|force|opt|timeout|reason|err|cb|callback|done|code|signal|grace|wait|fn|params/i;

/** What ends for good in a function, with nothing awaited before that may let those who wait have their turn. */
function endedBy(context: AnalysisContext, end: FunctionModel): Call | undefined {
  const inside = [end, ...functionsInside(context.model.functions, end)];
  const calls = inside.flatMap((fn) => context.callsOf(fn)).sort((a, b) => a.range[0] - b.range[0]);
  const at = calls.findIndex((call) => KILLS.test(call.name));
  const kills = calls[at];
  const isMeant = kills && !/^(?:console|process|window|document)\./.test(kills.name);
  const before = kills && context.model.text.slice(end.range[0], kills.range[0]);
  if (!isMeant || WAITS.test(before!)) return undefined;
  return calls.some(({ name }) => SEES_TO.test(name) && !KILLS.test(name)) ? undefined : kills;
}

const KILLS = /\.(?:terminate|kill|destroy|killAndDrain|disconnect|removeAllListeners)$/;
const WAITS = /\b(?:await|yield)\b(?!\s*Promise\.all)|\.then\(/;
/** Somebody may be told by it. */
const SEES_TO =
  /(?:emit|fire|dispatch\w*|trigger|notify\w*|reject\w*|resolve\w*|settle\w*|abort|flush|cancel\w*|clear(?:Queue|All|Pending)?|drain|reset|fail\w*|purge|empty)$/i;

/** The lists of the object to which a function adds what settles a promise that has no time limit. */
function keptIn(context: AnalysisContext, fn: FunctionModel, handed: ReadonlySet<string>): readonly Place[] {
  if (LIMITED.test(context.model.text.slice(...fn.range))) return [];
  const names = new Set([...storesIn(context, fn), ...deferredsIn(context, fn), ...handed]);
  const inside = [fn, ...functionsInside(context.model.functions, fn)];
  return inside.flatMap((one) =>
    context.callsOf(one).flatMap(({ name, receiver, args }) => {
      const isKept = ADDS.test(name) && receiver !== undefined && FIELD.test(receiver.text);
      const holds =
        isKept && (names.has(receiver.text) || args.some((arg) => settles(context, fn, arg.text)));
      return holds ? [receiver] : [];
    }),
  );
}

const LIMITED = /setTimeout|AbortSignal|['"]abort['"]|\.timeout\(/;
const ADDS = /\.(?:push|unshift|add|set|enqueue)$/;
/** A field of the object, also one that a constant names. */
const FIELD = /^this(?:\.[\w$#]+|\[(?:[\w$]+\.)*_*(?:k[A-Z]|[A-Z])\w*\])$/;

/** `{ task, resolve, reject }`, or a local made with both. */
function settles({ model }: AnalysisContext, fn: FunctionModel, given: string): boolean {
  if (/^\{/.test(given)) return BOTH.test(given);
  if (!/^[\w$]+$/.test(given)) return false;
  const made = new RegExp(
    `\\b(?:const|let|var)\\s+${quoted(given)}\\s*(?::[^=]*)?=\\s*(?:new\\s+[\\w$.]+\\(|\\{)([^;]*);`,
  );
  return BOTH.test(made.exec(model.text.slice(...fn.range))?.[1] ?? '');
}

const BOTH =
  /(?<![\w$.])resolve\w*\s*[,:}][^;]*(?<![\w$.])reject\w*\s*[,}):]|(?<![\w$.])resolve(?:Promise)?,\s*reject/;

/** Neither the end nor what it calls knows of the list, and nobody goes over all of it or throws it away. */
function isDeserted(context: AnalysisContext, end: FunctionModel, store: Place, fn: FunctionModel): boolean {
  if (end === fn || isInside(end, fn) || mayKnow(context, end, store.text)) return false;
  const own = `(?:this|_?self|that|_this\\d*)${quoted(store.text.slice(4))}`;
  const sweeps = new RegExp(
    `${own}(?:\\.(?:values|entries|keys)\\(\\))?\\.(?:forEach|map|splice|clear|filter)\\b|\\bof\\s+(?:Object\\.\\w+\\()?\\[?(?:\\.\\.\\.)?${own}|\\bin\\s+${own}|while\\s*\\(\\s*${own}(?:\\.(?:length|size))?\\s*(?:[>!]=*\\s*0\\s*)?\\)|=\\s*(?:\\[\\.\\.\\.)?${own}\\s*[;,\\]]|\\(\\s*(?:\\.\\.\\.)?${own}\\s*[,)]|Object\\.\\w+\\(${own}`,
  );
  return !sweeps.test(context.model.text);
}

/** Whether a function, or one that it calls, names the list or is not in sight. */
function mayKnow(
  context: AnalysisContext,
  fn: FunctionModel,
  store: string,
  seen = new Set<FunctionModel>(),
): boolean {
  if (seen.has(fn)) return false;
  seen.add(fn);
  const { text, functions } = context.model;
  if (text.slice(...fn.range).includes(store.slice(4))) return true;
  const inside = [fn, ...functionsInside(functions, fn)];
  return inside.some((one) =>
    context.callsOf(one).some((call) => {
      const called = methodOf(context, call);
      if (called) return mayKnow(context, called, store, seen);
      return (METHOD.test(call.name) && !UNLISTENS.test(call.name)) || /^super\b/.test(call.name);
    }),
  );
}

const UNLISTENS = /\.(?:removeAllListeners|removeListener|off)$/;

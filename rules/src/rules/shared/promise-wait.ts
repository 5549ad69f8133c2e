import type { AnalysisContext } from '../../context.js';
import type { Call, Operand } from '../../protocol/events.js';
import type { FileModel, FunctionModel } from '../../protocol/model.js';
import type { Range } from '../../protocol/place.js';
import { quoted } from '../../quoted.js';
import { functionsAround, functionsAt, functionsInside, functionsNamed, isInside } from './nesting.js';

/** A function that settles a promise of its own, now or in what it hands to others. */
export interface PromiseWait {
  /** The executor, or a function that it gives its resolvers to. */
  readonly fn: FunctionModel;
  /** The function in which the promise is made. */
  readonly maker: FunctionModel;
  /** The names under which `fn` knows `resolve` and `reject`. */
  readonly settlers: readonly string[];
  /** False where only an abort or a failure can end it: `(_, reject) => …`. */
  readonly resolves: boolean;
}

/** The promises that functions of the file make by hand. What a module does once, at its top level, leaves nothing that adds up. */
export function promiseWaits(context: AnalysisContext): readonly PromiseWait[] {
  let waits = known.get(context);
  if (!waits) known.set(context, (waits = findPromiseWaits(context)));
  return waits;
}

/** Each analysis asks for them. */
const known = new WeakMap<AnalysisContext, readonly PromiseWait[]>();

function findPromiseWaits(context: AnalysisContext): readonly PromiseWait[] {
  const { model, callsOf } = context;
  return model.functions.flatMap((maker) =>
    maker.isTopLevel
      ? []
      : callsOf(maker).flatMap((call) => {
          const fn =
            call.name === 'Promise' && call.target !== undefined ? model.functions[call.target] : undefined;
          return fn && fn.parameters.length > 0 ? waitsFrom(context, maker, fn) : [];
        }),
  );
}

function waitsFrom(
  { model, callsOf }: AnalysisContext,
  maker: FunctionModel,
  fn: FunctionModel,
): readonly PromiseWait[] {
  const settlers = fn.parameters.slice(0, 2);
  const body = model.text.slice(...fn.range);
  const resolves = (body.match(wordOf(settlers[0]!))?.length ?? 0) > 1;
  const helpers = callsOf(fn).flatMap(({ target, args }): PromiseWait[] => {
    const helper = target === undefined ? undefined : model.functions[target];
    const given = args.flatMap(({ text }, i) =>
      settlers.includes(text) ? (helper?.parameters[i] ?? []) : [],
    );
    return helper && given.length === 2 ? [{ fn: helper, maker: helper, settlers: given, resolves }] : [];
  });
  return [{ fn, maker, settlers, resolves }, ...helpers];
}

/** `let settle; new Promise((resolve) => { settle = resolve; })`: whatever stands beside the promise belongs to it, too. */
export function keptOutside({ model }: AnalysisContext, wait: PromiseWait): PromiseWait {
  const body = model.text.slice(...wait.fn.range);
  const kept = wait.settlers.flatMap((name) => {
    const alias = new RegExp(`(?<![\\w$.])([\\w$]+)\\s*=\\s*${quoted(name)}\\s*[;,\\n})]`).exec(body)?.[1];
    return alias === undefined ? [] : [alias];
  });
  return kept.length === 0 ? wait : { ...wait, fn: wait.maker, settlers: [...wait.settlers, ...kept] };
}

/** Within a function that gives the settlers' names to something else, as another promise's executor does. */
export function isShadowed(
  { model }: AnalysisContext,
  { fn, settlers }: PromiseWait,
  inner: FunctionModel,
): boolean {
  const around = [inner, ...functionsAround(model.functions, inner)].filter((one) => isInside(one, fn));
  return around.some(({ parameters }) => parameters.some((name) => settlers.includes(name)));
}

/** Whole-word occurrences of a name. */
export function wordOf(name: string): RegExp {
  return new RegExp(`(?<![\\w$.])${name.replaceAll('$', '\\$')}(?![\\w$])`, 'g');
}

/** What runs when a wait ends in a certain way. */
export interface Ending {
  /** Sets it up: `setTimeout(…)`, `emitter.once(…)`, `waiters.push(…)`. */
  readonly at: Call;
  readonly settles: boolean;
  /** Does nothing that could take back what the wait has registered. */
  readonly isBare: boolean;
}

/** What the function given as a handler does for the wait. */
export function endingOf(
  context: AnalysisContext,
  { fn, settlers }: PromiseWait,
  at: Call,
  handler: Operand,
): Ending {
  if (settlers.includes(handler.text)) return { at, settles: true, isBare: true };
  const code = handler.form === 'function' ? functionOf(context, fn, handler) : undefined;
  if (!code) return { at, settles: false, isBare: false };
  const seen = new Set<FunctionModel>();
  const calls = callsBelow(context, code, seen);
  const settles = calls.some(({ name, range }) => settlers.includes(name) && isKnownAt(fn, name, range));
  // What makes the reason of a rejection does nothing else.
  const given = calls.flatMap(({ name, args }) =>
    name === settlers[1] ? args.map(({ range }) => range) : [],
  );
  const isGiven = ({ range }: Call): boolean =>
    given.some(([start, end]) => start <= range[0] && range[1] <= end);
  const isBare = calls.every(
    (call) => settlers.includes(call.name) || call.target !== undefined || isBareCall(call) || isGiven(call),
  );
  return { at, settles, isBare: isBare && seen.size < MAX_BELOW && !writesField(context, code) };
}

/** An executor's parameters are known in it only: `resolve` of another function is somebody else's. */
export function isKnownAt(
  { parameters, range }: FunctionModel,
  settler: string,
  [start, end]: Range,
): boolean {
  return !parameters.includes(settler) || (start >= range[0] && end <= range[1]);
}

/** The function written at the call, or the nearest of that name. */
export function functionOf(
  { model }: AnalysisContext,
  around: FunctionModel,
  { place, range }: Operand,
): FunctionModel | undefined {
  if (!place) return functionsAt(model.functions, range[0]).find((fn) => fn.range[1] === range[1]);
  const named = functionsNamed(model.functions, place.text);
  return named.find((fn) => isInside(fn, around)) ?? (named.length === 1 ? named[0] : undefined);
}

/** Whether the promise of an executor is awaited where it is made, as written or as compiled for old engines, and not raced. */
export function isAwaitedAlone({ text }: FileModel, { range: [start] }: FunctionModel): boolean {
  return AWAITED.test(text.slice(Math.max(0, start - LONGEST_HEAD), start));
}

const AWAITED = /\b(await|yield|__await\)?\()\s*\(?\s*new Promise(<[^<>]*>)?\(\s*$/;
const LONGEST_HEAD = 80;

/** The calls of a function, of those written in it, and of those of the file that it calls. */
function callsBelow(context: AnalysisContext, fn: FunctionModel, seen: Set<FunctionModel>): readonly Call[] {
  if (seen.has(fn) || seen.size >= MAX_BELOW) return [];
  seen.add(fn);
  const { functions } = context.model;
  const own = context.callsOf(fn);
  const called = own.flatMap(({ target }) => (target === undefined ? [] : (functions[target] ?? [])));
  const within = functionsInside(functions, fn);
  return [...own, ...[...called, ...within].flatMap((next) => callsBelow(context, next, seen))];
}

/** A handler that reaches more functions does more than settle. */
const MAX_BELOW = 30;

/** Timers, errors, logs and what only makes a value of another. */
function isBareCall({ name }: Call): boolean {
  return BARE.test(name);
}

const BARE =
  /^(clear(Timeout|Interval|Immediate)|(console|JSON|Buffer|Math|Date|Number|String|performance)(\.\w+)?|([\w$]+\.)*(ERR_\w+|\w*(Error|Exception))|([\w$]+\.)*(debug|log|warn|trace|verbose)|.*\.(toString|join|slice|trim|includes|startsWith|endsWith|match|test))$/;

/** `waiter.timedOut = true`: whoever walks over the waiters may see it and sweep. */
function writesField({ model }: AnalysisContext, fn: FunctionModel): boolean {
  return /[\w$\])]\.[\w$#]+\s*=(?![=>])/.test(model.text.slice(...fn.range));
}

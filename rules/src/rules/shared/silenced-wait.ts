import type { AnalysisContext } from '../../context.js';
import type { Call, Operand } from '../../protocol/events.js';
import type { FunctionModel } from '../../protocol/model.js';
import { functionsInside, isInside } from './nesting.js';
import { functionOf, promiseWaits, wordOf, type PromiseWait } from './promise-wait.js';

/** A handler that takes away all that could settle a promise, and does not settle it. */
export interface SilencedWait {
  /** `emitter.once('disconnected', handler)` */
  readonly listens: Call;
  /** Registers what would have settled the promise, and is taken away. */
  readonly settling: Call;
  readonly handler: FunctionModel;
}

/** Finds handlers of a promise after which nothing is left that could settle it. */
export function findSilencedWaits(context: AnalysisContext): readonly SilencedWait[] {
  return promiseWaits(context).flatMap((wait) => silencedIn(context, wait));
}

const LISTENS = /\.(on|once|addListener|addEventListener)$/;
const REMOVES = /\b(off|removeListener|removeEventListener|removeAllListeners)$/;

interface Handler {
  readonly listens: Call;
  readonly given: Operand;
  readonly code: FunctionModel;
  /** The function and those of the promise that it calls. */
  readonly below: readonly FunctionModel[];
}

function silencedIn(context: AnalysisContext, wait: PromiseWait): readonly SilencedWait[] {
  const handlers = context.callsOf(wait.fn).flatMap((listens): readonly Handler[] => {
    const given = LISTENS.test(listens.name) ? listens.args[1] : undefined;
    const code = given?.form === 'function' ? functionOf(context, wait.fn, given) : undefined;
    return given && code ? [{ listens, given, code, below: below(context, wait, code) }] : [];
  });
  const settling = handlers.filter((one) => settles(context, wait, one));
  if (settling.length === 0) return [];
  return handlers.flatMap((one) => {
    if (settles(context, wait, one) || listensAgain(context, one)) return [];
    const removed = settling.filter(({ given }) => removes(context, one, given));
    const isAll = removed.length === settling.length && !isSettledElsewhere(context, wait, handlers);
    return isAll ? [{ listens: one.listens, settling: removed[0]!.listens, handler: one.code }] : [];
  });
}

function below(context: AnalysisContext, wait: PromiseWait, code: FunctionModel): readonly FunctionModel[] {
  const seen = new Set([code]);
  for (const fn of seen) {
    for (const { target } of context.callsOf(fn)) {
      const next = target === undefined ? undefined : context.model.functions[target];
      if (next && isInside(next, wait.maker)) seen.add(next);
    }
    for (const inner of functionsInside(context.model.functions, fn)) seen.add(inner);
  }
  return [...seen];
}

function settles({ model }: AnalysisContext, { settlers }: PromiseWait, { below: fns }: Handler): boolean {
  const text = fns.map(({ range }) => model.text.slice(...range)).join('\n');
  return settlers.some((name) => wordOf(name).test(text));
}

function listensAgain({ callsOf }: AnalysisContext, { below: fns }: Handler): boolean {
  return fns.some((fn) =>
    callsOf(fn).some(
      ({ name }) => LISTENS.test(name) || /\b(setTimeout|setInterval|setImmediate|then)$/.test(name),
    ),
  );
}

/** The handler takes away a listener that another call has registered by name. */
function removes({ callsOf }: AnalysisContext, { below: fns }: Handler, { place }: Operand): boolean {
  const name = place?.text;
  return (
    name !== undefined &&
    fns.some((fn) => callsOf(fn).some((call) => REMOVES.test(call.name) && call.args[1]?.text === name))
  );
}

/** The settlers are used outside of the handlers: by a timer, a callback, the executor itself. */
function isSettledElsewhere(
  context: AnalysisContext,
  { fn, settlers, maker }: PromiseWait,
  handlers: readonly Handler[],
): boolean {
  const cleared = context
    .callsOf(fn)
    .filter(({ name }) => /\bsetTimeout$/.test(name))
    .flatMap(({ args }) => (args[0] ? (functionOf(context, fn, args[0]) ?? []) : []));
  const known = [...handlers.flatMap(({ below: fns }) => fns), ...cleared];
  const others = functionsInside(context.model.functions, maker).filter(
    (inner) => !known.some((one) => one === inner || isInside(inner, one)),
  );
  const isUsed = (text: string): boolean => settlers.some((name) => wordOf(name).test(text));
  return others.some(
    (inner) =>
      inner !== fn &&
      !known.some((one) => isInside(one, inner)) &&
      isUsed(context.model.text.slice(...inner.range)),
  );
}

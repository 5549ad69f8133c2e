import type { AnalysisContext } from '../../context.js';
import type { Call } from '../../protocol/events.js';
import type { FunctionModel } from '../../protocol/model.js';
import { quoted } from '../../quoted.js';
import { isMadeForJob } from './made-for-job.js';
import { functionsInside, isInside } from './nesting.js';
import { outermostOf } from './outermost.js';
import { functionOf, isShadowed, promiseWaits, type PromiseWait } from './promise-wait.js';
import { isIdle, writesField } from './waiting-only.js';

/** A listener that ends a wait, does nothing else, and is never taken away from an emitter that lives on. */
export interface KeptListener {
  /** `this.client.on(…)` */
  readonly call: Call;
}

/**
 * Finds `new Promise((resolve) => this.bus.on('answer', (one) => { if (one.id === id) resolve(one); }))`: each wait leaves a
 * listener that is asked for ever. Silent about emitters that a function is given or makes, whose end may be near, and about
 * events that come once in the life of an emitter.
 */
export function findKeptListeners(context: AnalysisContext): readonly KeptListener[] {
  return promiseWaits(context).flatMap((wait) => {
    if (ONCE_ONLY.test(wait.maker.name) || !isInside(wait.fn, wait.maker)) return [];
    const outer = context.model.text.slice(...outermostOf(context, wait.fn).range);
    const parts = [wait.fn, ...functionsInside(context.model.functions, wait.fn)];
    return parts.flatMap((fn) =>
      isShadowed(context, wait, fn)
        ? []
        : context.callsOf(fn).flatMap((call) => (isKept(context, wait, call, outer) ? [{ call }] : [])),
    );
  });
}

/** What runs once in the life of its object, or of the program. */
const ONCE_ONLY = /^[#_]*(?:constructor|init|start|setup|bootstrap|main|boot|launch)/i;

function isKept(context: AnalysisContext, wait: PromiseWait, call: Call, outer: string): boolean {
  const [event, handler, options] = call.args;
  if (!LISTENS.test(call.name) || !call.receiver || !event || !handler || options) return false;
  if (SINGLE.test(String(event.constant ?? event.text)) || !livesOn(context, wait, call, outer)) return false;
  const code = handler.form === 'function' ? functionOf(context, wait.fn, handler) : undefined;
  if (!code || !isInside(code, wait.fn)) return false;
  const below = [...partsOf(context, wait, code)];
  const isSettled = below.some((fn) => calls(context, fn, wait.settlers));
  if (!isSettled || !below.every((fn) => settlesOnly(context, wait, fn))) return false;
  return !isTaken(context, wait, outer, handler.place?.text);
}

/** A handler with the functions of the wait that it calls. */
function partsOf(
  context: AnalysisContext,
  wait: PromiseWait,
  code: FunctionModel,
): ReadonlySet<FunctionModel> {
  const parts = new Set([code]);
  for (const part of parts)
    for (const { target } of context.callsOf(part)) {
      const next = target === undefined ? undefined : context.model.functions[target];
      if (next && isInside(next, wait.fn)) parts.add(next);
    }
  return parts;
}

function calls(context: AnalysisContext, fn: FunctionModel, names: readonly string[]): boolean {
  return context.callsOf(fn).some(({ name }) => names.includes(name));
}

/** Does nothing beside that would be wanted again. */
function settlesOnly({ model, callsOf }: AnalysisContext, wait: PromiseWait, code: FunctionModel): boolean {
  if (writesField(model.text.slice(...code.range), wait.settlers)) return false;
  return callsOf(code).every((call) => {
    const target = call.target === undefined ? undefined : model.functions[call.target];
    return wait.settlers.includes(call.name) || isIdle(call) || (target && isInside(target, wait.fn));
  });
}

const LISTENS = /\.(on|addListener|addEventListener)$/;

/** Events that come once, or after which nothing comes. */
const SINGLE =
  /end|clos|finish|exit|disconnect|err|fail|abort|unload|destroy|terminat|open|ready|load|listen|spawn|connect|init|start|complete|done|stop|signal|SIG/i;

/** A field, or something that the functions around the promise neither make nor are given. */
function livesOn(
  { model }: AnalysisContext,
  { maker }: PromiseWait,
  { receiver }: Call,
  outer: string,
): boolean {
  const { root, text } = receiver!;
  if (root === 'this') return true;
  const around = [maker, ...functionsInside(model.functions, maker)];
  if (around.some(({ parameters }) => parameters.includes(root))) return false;
  const isDeclared = new RegExp(`\\b(?:const|let|var)\\s+(?:\\{[^}=]*)?\\b${quoted(root)}\\b`).test(outer);
  return !isDeclared && !isMadeForJob(outer, root) && /^[\w$.#]+$/.test(text);
}

/** Taken away under its name, or in a way that may be meant for it, too. */
function isTaken(
  { model }: AnalysisContext,
  { maker }: PromiseWait,
  outer: string,
  name: string | undefined,
): boolean {
  if (
    /removeAllListeners|\bfinally\b|\bunsubscribe|\bdispose|\bcleanup/i.test(model.text.slice(...maker.range))
  )
    return true;
  if (name === undefined) return false;
  const taken = `(?:off|remove\\w*|unlisten\\w*)\\s*\\??\\.?\\([^;{}]*(?<![\\w$])${quoted(name)}(?![\\w$])`;
  return new RegExp(taken).test(outer);
}

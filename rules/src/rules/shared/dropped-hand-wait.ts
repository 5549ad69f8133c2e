import type { AnalysisContext } from '../../context.js';
import type { Call } from '../../protocol/events.js';
import type { FunctionModel } from '../../protocol/model.js';
import { quoted } from '../../quoted.js';
import { functionsInside, isInside } from './nesting.js';
import { promiseWaits, wordOf, type PromiseWait } from './promise-wait.js';
import { isIdle, writesField } from './waiting-only.js';

/** A wait made by hand whose promise nobody takes: what stands behind it does not wait. */
export interface DroppedHandWait {
  readonly call: Call;
  /** What is waited for: the registration that holds the resolver; absent for the `once` of Node. */
  readonly registers?: Call;
}

/**
 * Finds `new Promise((resolve) => emitter.once('drain', resolve));` as a statement, the same of a function that gives nothing
 * but such a promise, and `once(emitter, 'drain');` of Node's `events`. A promise whose making does a job, too, may be left alone.
 */
export function findDroppedHandWaits(context: AnalysisContext): readonly DroppedHandWait[] {
  const { model, callsOf } = context;
  const waits = promiseWaits(context).filter(({ fn, maker }) => isInside(fn, maker));
  const once = importedOnce(model.text);
  return model.functions.flatMap((fn) =>
    callsOf(fn).flatMap((call) => {
      if (call.use !== 'dropped' || call.awaited === true) return [];
      if (once?.test(call.name) === true) return call.args.length > 1 ? [{ call }] : [];
      const registers = waitBehind(context, waits, call);
      return registers ? [{ call, registers }] : [];
    }),
  );
}

/** The name under which a file knows `once` of `events`, alone or with its module. */
function importedOnce(text: string): RegExp | undefined {
  const list =
    /(?:import|const|let|var)\s*(?:\w+\s*,\s*)?\{([^}]*)\}\s*(?:from|=\s*require\()\s*['"](?:node:)?events['"]/.exec(
      text,
    )?.[1];
  const found = /\bonce\b(?:\s*(?:as|:)\s*([\w$]+))?/.exec(list ?? '');
  return found ? new RegExp(`^${quoted(found[1] ?? 'once')}$`) : undefined;
}

/** The registration of the wait that a call makes and does nothing beside. */
function waitBehind(context: AnalysisContext, waits: readonly PromiseWait[], call: Call): Call | undefined {
  if (call.target === undefined) return undefined;
  const callee = context.model.functions[call.target]!;
  if (call.name === 'Promise') {
    const wait = waits.find(({ fn }) => fn === callee);
    return wait && waitsOnly(context, wait);
  }
  const inside = waits.filter(({ maker }) => maker === callee);
  return inside.length === 1 && givesOnly(context, callee, inside[0]!)
    ? waitsOnly(context, inside[0]!)
    : undefined;
}

/** The function does nothing else than make and give the promise, and perhaps look whether it must wait. */
function givesOnly({ model, callsOf }: AnalysisContext, fn: FunctionModel, wait: PromiseWait): boolean {
  const text = model.text.slice(...fn.range);
  return (
    /(?:\breturn|=>|\bawait)\s*\(?\s*new Promise\b/.test(text) &&
    !/\b(?:while|try)\b/.test(text) &&
    callsOf(fn).every((call) => call.target === model.functions.indexOf(wait.fn) || isIdle(call))
  );
}

/** The registration, where the executor and all in it register, take away, settle, and look at things. */
function waitsOnly(context: AnalysisContext, wait: PromiseWait): Call | undefined {
  const { model, callsOf } = context;
  const parts = [wait.fn, ...functionsInside(model.functions, wait.fn)];
  if (parts.some(({ isAsync }) => isAsync)) return undefined;
  const calls = parts.flatMap((fn) => callsOf(fn));
  const own = (call: Call): boolean =>
    call.target !== undefined && parts.includes(model.functions[call.target]!);
  const isOnly = calls.every(
    (call) => wait.settlers.includes(call.name) || REGISTERS.test(call.name) || isIdle(call) || own(call),
  );
  if (!isOnly || parts.some((fn) => writesField(model.text.slice(...fn.range), wait.settlers)))
    return undefined;
  return calls.find((call) => REGISTERS.test(call.name) && settles(context, wait, call));
}

/** What settles the promise is handed over, itself or in a function. */
function settles({ model }: AnalysisContext, { fn, settlers }: PromiseWait, { args }: Call): boolean {
  return args.some(({ text, place }) => {
    const handler = place && functionsInside(model.functions, fn).find((one) => one.name === text);
    const code = handler ? model.text.slice(...handler.range) : text;
    return settlers.some((settler) => wordOf(settler).test(code));
  });
}

const REGISTERS =
  /(?:\.(?:once|on|addListener|addEventListener|push|unshift|add|enqueue)|(?:^|\.)setTimeout)$/;

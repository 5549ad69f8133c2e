import type { AnalysisContext } from '../../context.js';
import type { Call } from '../../protocol/events.js';
import type { FunctionModel } from '../../protocol/model.js';
import { quoted } from '../../quoted.js';
import { functionsInside } from './nesting.js';
import { outermostOf } from './outermost.js';
import { keptOutside, promiseWaits, wordOf, type PromiseWait } from './promise-wait.js';

/** A timer of a wait whose handle is kept under a name that nobody reads: nothing stops it. */
export interface UnusedTimer {
  /** `setTimeout(…)` */
  readonly call: Call;
  readonly name: string;
}

/**
 * Finds `const timer = setTimeout(() => reject(…), ms)` in a promise that something else settles, too, where `timer` is never
 * used: the handle was kept to stop it. A pause, which only the timer ends, needs no stop; an interval always does.
 */
export function findUnusedTimers(context: AnalysisContext): readonly UnusedTimer[] {
  const limits = context.model.functions.flatMap((fn) => limitsIn(context, fn));
  return [...inPromises(context), ...limits];
}

/** `const timer = setTimeout(() => child.kill(), ms); await exited;` */
function limitsIn(context: AnalysisContext, fn: FunctionModel): readonly UnusedTimer[] {
  if (!fn.isAsync || fn.isTopLevel) return [];
  const { text } = context.model;
  return context.callsOf(fn).flatMap((call) => {
    const name = keptUnder(context, fn, call);
    const isLimit =
      name !== undefined && call.name.endsWith('setTimeout') && ENDS.test(call.args[0]?.text ?? '');
    return isLimit && /\bawait\b/.test(text.slice(call.range[1], fn.range[1])) ? [{ call, name }] : [];
  });
}

const ENDS = /(?:^|\.|\b)(?:abort|kill|destroy|terminate|reject|disconnect|cancel)\(/;

function inPromises(context: AnalysisContext): readonly UnusedTimer[] {
  return promiseWaits(context)
    .map((one) => keptOutside(context, one))
    .flatMap((wait) =>
      [wait.fn, ...functionsInside(context.model.functions, wait.fn)].flatMap((fn) =>
        context.callsOf(fn).flatMap((call) => {
          const name = keptUnder(context, fn, call);
          return name !== undefined && isEndedOtherwise(context, wait, call) ? [{ call, name }] : [];
        }),
      ),
    );
}

const TIMER = /^(?:(?:window|globalThis|self|timers?)\.)?(setTimeout|setInterval)$/;

/** The variable that takes the handle, where nothing else mentions it but its declaration. */
function keptUnder(context: AnalysisContext, fn: FunctionModel, call: Call): string | undefined {
  if (!TIMER.test(call.name) || call.use !== 'assigned') return undefined;
  const { model } = context;
  const before = model.text.slice(Math.max(fn.range[0], call.range[0] - 120), call.range[0]);
  const [, declares, name] =
    /(\b(?:const|let|var)\s+)?(?<![\w$.])([\w$]+)\s*(?::[^=;{}]*)?=\s*$/.exec(before) ?? [];
  if (name === undefined) return undefined;
  // What is declared here is known here alone.
  const outer = model.text.slice(...(declares === undefined ? outermostOf(context, fn) : fn).range);
  const isDeclared = new RegExp(`\\b(?:let|var)\\s+(?:[\\w$]+\\s*,\\s*)*${quoted(name)}\\s*[;,:=\\n]`).test(
    outer,
  );
  const own = declares === undefined ? 2 : 1;
  if (declares === undefined && !isDeclared) return undefined;
  return outer.match(wordOf(name))?.length === own ? name : undefined;
}

/** Something beside the timer settles the promise: a call outside its function, or a resolver that is handed on. */
function isEndedOtherwise(
  { model }: AnalysisContext,
  { fn, settlers }: PromiseWait,
  { range }: Call,
): boolean {
  const { text } = model;
  const rest = text.slice(fn.range[0], range[0]) + text.slice(range[1], fn.range[1]);
  const own = /^(?:async\s*)?(?:function\s*[\w$]*\s*)?\([^)]*\)|^[\w$]+\s*=>/.exec(rest)?.[0] ?? '';
  return settlers.some((settler) => wordOf(settler).test(rest.slice(own.length)));
}

import type { AnalysisContext } from '../../context.js';
import type { Call } from '../../protocol/events.js';
import type { FunctionModel } from '../../protocol/model.js';
import { functionsAround, isInside } from './nesting.js';
import { functionOf, wordOf } from './promise-wait.js';

/** A wait by polling that an exception of the function it asks neither ends nor rejects. */
export interface UnguardedCheck {
  /** `setInterval(…)`, or the `setTimeout(…)` by which the poll goes on. */
  readonly timer: Call;
  /** The call of the function that was given. */
  readonly check: Call;
}

/** Finds `new Promise((resolve) => setInterval(() => { if (given()) resolve(); }, 10))` with nothing that catches. */
export function findUnguardedChecks(context: AnalysisContext): readonly UnguardedCheck[] {
  return context.model.functions.flatMap((fn) =>
    context.callsOf(fn).flatMap((timer) => {
      const turn = turnOf(context, fn, timer);
      const check = turn && unguardedIn(context, turn);
      return check ? [{ timer, check }] : [];
    }),
  );
}

const TIMER = /^((window|globalThis|self|timers?)\.)?(setInterval|setTimeout)$/;

/** What runs at each turn of the poll: an interval's function, or one that sets itself a timer. */
function turnOf(
  context: AnalysisContext,
  fn: FunctionModel,
  { name, args }: Call,
): FunctionModel | undefined {
  const [given] = args;
  if (!TIMER.test(name) || given?.form !== 'function') return undefined;
  const turn = functionOf(context, fn, given);
  return turn && (name.endsWith('setInterval') || turn === fn || isInside(fn, turn)) ? turn : undefined;
}

function unguardedIn(context: AnalysisContext, turn: FunctionModel): Call | undefined {
  const { model, callsOf } = context;
  const text = model.text.slice(...turn.range);
  if (/\b(try|catch)\b/.test(text)) return undefined;
  const around = functionsAround(model.functions, turn).filter((outer) => !outer.isTopLevel);
  const settlers = around.flatMap((outer) => settlersOf(context, outer));
  const isSettled = /\.resolve\(/.test(text) || settlers.some((name) => wordOf(name).test(text));
  if (!isSettled) return undefined;
  const given = new Set(around.flatMap((outer) => givenTo(context, outer)));
  return callsOf(turn).find(
    ({ name, use, awaited }) =>
      given.has(name) &&
      !settlers.includes(name) &&
      (awaited === true || use === 'tested' || use === 'assigned'),
  );
}

/** The parameters of an executor. */
function settlersOf({ model, callsOf }: AnalysisContext, fn: FunctionModel): readonly string[] {
  const index = model.functions.indexOf(fn);
  const isExecutor = model.functions.some((outer) =>
    callsOf(outer).some(({ name, target }) => name === 'Promise' && target === index),
  );
  return isExecutor ? fn.parameters.slice(0, 2) : [];
}

/** The functions that were given to a function, and what it makes of one: `const check = wrap(given)`. */
function givenTo({ model }: AnalysisContext, fn: FunctionModel): readonly string[] {
  const parameters = fn.parameters.filter((name) => name !== '');
  const text = model.text.slice(...fn.range);
  const wrapped = parameters.flatMap((name) => {
    const made = new RegExp(
      `\\b(?:const|let|var)\\s+([\\w$]+)\\s*=\\s*[\\w$.]+\\(\\s*${name.replaceAll('$', '\\$')}\\s*\\)`,
    ).exec(text)?.[1];
    return made === undefined ? [] : [made];
  });
  return [...parameters, ...wrapped];
}

import type { AnalysisContext } from '../../context.js';
import type { Call } from '../../protocol/events.js';
import type { FunctionModel } from '../../protocol/model.js';
import { isInside } from './nesting.js';
import { functionOf, promiseWaits, wordOf, type PromiseWait } from './promise-wait.js';

/** An abort that takes back all that could settle a promise, and settles nothing. */
export interface SilentAbort {
  /** `signal.addEventListener('abort', …)` */
  readonly listens: Call;
  readonly wait: PromiseWait;
}

/** Finds promises whose abort handler only clears timers and takes out entries and listeners. */
export function findSilentAborts(context: AnalysisContext): readonly SilentAbort[] {
  if (!/['"]abort['"]/.test(context.model.text)) return [];
  return promiseWaits(context).flatMap((wait) =>
    context.callsOf(wait.fn).flatMap((listens) => {
      const [event, handler] = listens.args;
      const isAbort = /\.(addEventListener|on|once)$/.test(listens.name) && event?.constant === 'abort';
      const code = isAbort && handler ? functionOf(context, wait.fn, handler) : undefined;
      return code && isInside(code, wait.fn) && onlyTakesBack(context, wait, code) ? [{ listens, wait }] : [];
    }),
  );
}

/** Everything it does undoes something of this wait, and something that would have settled it. */
function onlyTakesBack(
  context: AnalysisContext,
  { fn, settlers }: PromiseWait,
  code: FunctionModel,
): boolean {
  const text = context.model.text.slice(...code.range);
  const calls = context.callsOf(code);
  if (settlers.some((name) => wordOf(name).test(text)) || /\breject|\bresolve|\bthrow\b/.test(text))
    return false;
  if (!calls.every(({ name }) => UNDOES.test(name))) return false;
  const taken = calls.filter(({ name }) => TAKES_OUT.test(name)).map(({ receiver }) => receiver?.text);
  return context
    .callsOf(fn)
    .some(({ name, receiver }) => STORES.test(name) && taken.includes(receiver?.text));
}

const UNDOES =
  /(^|\.)(clear|clearTimeout|clearInterval|delete|splice|remove|indexOf|findIndex|removeEventListener|removeListener|off|debug|log|trace)$/;
const TAKES_OUT = /\.(delete|splice|remove)$/;
const STORES = /\.(push|unshift|add|set)$/;

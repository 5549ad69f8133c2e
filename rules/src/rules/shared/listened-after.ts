import type { AnalysisContext } from '../../context.js';
import type { Call } from '../../protocol/events.js';
import type { FunctionModel } from '../../protocol/model.js';
import { quoted } from '../../quoted.js';
import { functionsAround } from './nesting.js';
import { functionOf, promiseWaits, type PromiseWait } from './promise-wait.js';

/** A listener that is added behind a function which may have ended the wait at once, and taken nothing away yet. */
export interface ListenedAfter {
  /** Calls the function that was given, with what settles the promise. */
  readonly runs: Call;
  /** `signal.addEventListener('abort', …)` */
  readonly listens: Call;
}

/** Finds `given((value) => { stop(); resolve(value); }); signal.addEventListener('abort', onAbort);`. */
export function findListenedAfter(context: AnalysisContext): readonly ListenedAfter[] {
  return promiseWaits(context).flatMap((wait) => {
    const calls = context.callsOf(wait.fn);
    return calls.flatMap((listens) => {
      const handler = LISTENS.test(listens.name) ? listens.args[1]?.place?.text : undefined;
      if (handler === undefined) return [];
      const runs = calls.find(
        (call) =>
          call.range[1] < listens.range[0] &&
          isGiven(context, wait, call) &&
          endsWith(context, wait, call, handler),
      );
      return runs ? [{ runs, listens }] : [];
    });
  });
}

const LISTENS = /\.(on|once|addListener|addEventListener)$/;

/** A function of the caller's: nothing tells that it waits for a later turn. */
function isGiven({ model }: AnalysisContext, { fn }: PromiseWait, { name, target }: Call): boolean {
  return (
    target === undefined &&
    functionsAround(model.functions, fn).some(
      (around) => !around.isTopLevel && around.parameters.includes(name),
    )
  );
}

/** It is handed a function that settles the promise and takes the listener away. */
function endsWith(context: AnalysisContext, wait: PromiseWait, { args }: Call, handler: string): boolean {
  const removal = new RegExp(
    `(?:off|removeListener|removeEventListener)\\([^;]*,\\s*${quoted(handler)}(?![\\w$])`,
  );
  const text = ({ range }: FunctionModel): string => context.model.text.slice(...range);
  return args.some((given) => {
    const code = given.form === 'function' ? functionOf(context, wait.fn, given) : undefined;
    if (!code) return false;
    const called = context.callsOf(code);
    const codes = [
      code,
      ...called.flatMap(({ target }) =>
        target === undefined ? [] : (context.model.functions[target] ?? []),
      ),
    ];
    return (
      called.some(({ name }) => wait.settlers.includes(name)) && codes.some((one) => removal.test(text(one)))
    );
  });
}

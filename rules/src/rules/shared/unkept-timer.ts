import type { AnalysisContext } from '../../context.js';
import type { Call } from '../../protocol/events.js';
import { functionsInside } from './nesting.js';
import { functionOf, isShadowed, promiseWaits, wordOf, type PromiseWait } from './promise-wait.js';

/** The time limit of a wait whose handle nobody keeps: nothing can stop it when the wait is over. */
export interface UnkeptTimer {
  /** `setTimeout(…)` */
  readonly call: Call;
  /** What ends the wait before the time is over. */
  readonly ending: Call;
}

/**
 * Finds `emitter.once(name, resolve); setTimeout(() => { cleanUp(); reject(…); }, limit);`, where the timer can only reject and
 * goes on when the event has come.
 */
export function findUnkeptTimers(context: AnalysisContext): readonly UnkeptTimer[] {
  return promiseWaits(context).flatMap((wait) => {
    const text = context.model.text.slice(...wait.fn.range);
    if (!/\bsetTimeout\(/.test(text) || /\bclearTimeout\b|\bunref\b/.test(text)) return [];
    const parts = [wait.fn, ...functionsInside(context.model.functions, wait.fn)];
    return parts.flatMap((fn) =>
      isShadowed(context, wait, fn)
        ? []
        : context.callsOf(fn).flatMap((call) => {
            const ending = isLimit(context, wait, call) ? endingBeside(context, wait, call) : undefined;
            return ending ? [{ call, ending }] : [];
          }),
    );
  });
}

const TIMER = /^(?:(?:window|globalThis|self|timers?)\.)?setTimeout$/;

/** Dropped, does nothing but reject when the time is over, and the time is no moment. */
function isLimit(context: AnalysisContext, { fn, settlers }: PromiseWait, call: Call): boolean {
  const [handler, time] = call.args;
  const [resolve, reject] = settlers;
  if (!TIMER.test(call.name) || call.use !== 'dropped' || !handler || !time || reject === undefined)
    return false;
  if (typeof time.constant === 'number' && time.constant < MOMENT) return false;
  const code = handler.form === 'function' ? functionOf(context, fn, handler) : undefined;
  const text = code ? context.model.text.slice(...code.range) : '';
  // What may resolve it as well looks again by the clock.
  return wordOf(reject).test(text) && !wordOf(resolve!).test(text);
}

/** Below this nobody minds, in ms. */
const MOMENT = 1000;

/** A listener, a request or a reaction beside the timer that settles the promise. */
function endingBeside(
  context: AnalysisContext,
  { fn, settlers }: PromiseWait,
  timer: Call,
): Call | undefined {
  const { text } = context.model;
  const [resolve] = settlers;
  if (resolve === undefined) return undefined;
  return context.callsOf(fn).find(
    (call) =>
      (call.range[1] < timer.range[0] || call.range[0] > timer.range[1]) &&
      call.args.some((arg) => {
        if (arg.text === resolve) return true;
        const code = arg.form === 'function' ? functionOf(context, fn, arg) : undefined;
        return code !== undefined && wordOf(resolve).test(text.slice(...code.range));
      }),
  );
}

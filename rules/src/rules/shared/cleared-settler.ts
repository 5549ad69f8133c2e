import type { AnalysisContext } from '../../context.js';
import type { Call } from '../../protocol/events.js';
import type { FunctionModel } from '../../protocol/model.js';
import { outermostOf } from './outermost.js';
import { promiseWaits, wordOf, type PromiseWait } from './promise-wait.js';
import { mayBeOfSameClass } from './same-class.js';

/** A timer that alone settles a promise, taken away by a function that does not settle it. */
export interface ClearedSettler {
  /** `clearTimeout(this.timer)` */
  readonly clears: Call;
  /** `setTimeout(resolve, ms)` */
  readonly timer: Call;
}

/** Finds `pause() { return new Promise((done) => { this.timer = setTimeout(done, ms); }); }` beside `stop() { clearTimeout(this.timer); }`. */
export function findClearedSettlers(context: AnalysisContext): readonly ClearedSettler[] {
  const { text } = context.model;
  // What is raced may be left unsettled.
  if (!CLEARS_OWN.test(text) || /\brace\(/.test(text)) return [];
  const clears = context.model.functions.flatMap((fn) =>
    context.callsOf(fn).flatMap((call) => (isClear(call) ? [{ fn, call }] : [])),
  );
  return promiseWaits(context).flatMap((wait) => {
    const timer = isHandedOut(context, wait) ? onlySettler(context, wait) : undefined;
    if (!timer) return [];
    const kept = keptAs(text, timer);
    const clear = clears.find(({ fn, call }) => call.args[0]!.text === kept && leavesIt(context, wait, fn));
    return clear ? [{ clears: clear.call, timer }] : [];
  });
}

const CLEARS_OWN = /\bclearTimeout\(\s*this\./;

function isClear({ name, args: [timer] }: Call): boolean {
  return name === 'clearTimeout' && /^this\.[\w$#]+$/.test(timer?.text ?? '');
}

/** `return new Promise(…)`: what a function awaits for itself alone may as well never go on. */
function isHandedOut({ model }: AnalysisContext, { fn }: PromiseWait): boolean {
  return HANDED.test(model.text.slice(Math.max(0, fn.range[0] - 80), fn.range[0]));
}

const HANDED = /(?:\breturn|=>)\s*\(?\s*new\s+Promise\s*(?:<[^()]*>)?\s*\(\s*(?:async\s*)?$/;

/** The timer, where nothing else knows how to settle the promise. */
function onlySettler({ model, callsOf }: AnalysisContext, { fn, settlers }: PromiseWait): Call | undefined {
  const [timer, ...others] = callsOf(fn).filter(({ name }) => name === 'setTimeout');
  if (!timer || others.length > 0) return undefined;
  const used = settlers.flatMap((name) => placesOf(model.text, fn, name));
  const within = used.filter((at) => at >= timer.range[0] && at < timer.range[1]);
  return within.length > 0 && used.length === within.length + settlers.length ? timer : undefined;
}

/** Where a name stands in a function, its parameters included. */
function placesOf(text: string, { range: [start, end] }: FunctionModel, name: string): readonly number[] {
  return [...text.slice(start, end).matchAll(wordOf(name))].map(({ index }) => start + index);
}

function keptAs(text: string, { range: [start] }: Call): string | undefined {
  return /(this\.[\w$#]+)\s*=\s*$/.exec(text.slice(Math.max(0, start - 80), start))?.[1];
}

/** Another function of the class, which neither begins anew nor waits for the end itself. */
function leavesIt(context: AnalysisContext, { fn, maker }: PromiseWait, clearing: FunctionModel): boolean {
  const outer = outermostOf(context, clearing);
  if (outer === outermostOf(context, fn) || !mayBeOfSameClass(context.model, clearing, maker)) return false;
  const text = context.model.text.slice(...outer.range);
  return !/\bsetTimeout\b/.test(text) && !wordOf(`this.${maker.name}`).test(text);
}

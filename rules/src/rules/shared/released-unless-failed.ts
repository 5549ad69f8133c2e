import type { AnalysisContext } from '../../context.js';
import type { Call } from '../../protocol/events.js';
import type { FunctionModel } from '../../protocol/model.js';
import { quoted } from '../../quoted.js';
import { functionsInside } from './nesting.js';
import { outermostOf } from './outermost.js';
import { functionOf } from './promise-wait.js';
import type { ReleasedOnSuccess } from './released-on-success.js';

/**
 * Finds `job().then((it) => { held.release(); return it; }).catch((error) => { throw error; })`, also with both handlers given to
 * `then()`: the one for a failure only hands it on, and nothing else in the function gives back.
 */
export function findReleasedUnlessFailed(
  context: AnalysisContext,
  fn: FunctionModel,
): readonly ReleasedOnSuccess[] {
  const calls = context.callsOf(fn);
  const thens = calls.filter(({ name }) => name.endsWith('.then'));
  return thens.flatMap((gives) => {
    const [done] = gives.args;
    const failed = failureHandler(calls, gives);
    const code = done?.form === 'function' ? functionOf(context, fn, done) : undefined;
    const handler = failed?.form === 'function' ? functionOf(context, fn, failed) : undefined;
    const name = code && handler && releaseIn(context, code);
    if (!name || !handsOn(context, handler) || !isOnlyRelease(context, fn, name)) return [];
    return [{ gives, name }];
  });
}

/** What a failure of the job comes to: the second argument, or a `catch()` behind, with none before and no `finally()`. */
function failureHandler(calls: readonly Call[], gives: Call): Call['args'][number] | undefined {
  const chain = calls.filter(({ range }) => range[0] === gives.range[0]);
  const job = chain.reduce((first, one) => (one.range[1] < first.range[1] ? one : first));
  if (job === gives || chain.some(({ name }) => name.endsWith('.finally'))) return undefined;
  const catches = chain.filter(
    ({ name, args }) => name.endsWith('.catch') || (name.endsWith('.then') && args[1]),
  );
  const [handles] = catches;
  if (catches.length !== 1 || handles!.range[1] < gives.range[1]) return undefined;
  return handles!.name.endsWith('.catch') ? handles!.args[0] : handles!.args[1];
}

/** `held.release` of `held.release();` that no condition stands before. */
function releaseIn({ model, callsOf }: AnalysisContext, code: FunctionModel): string | undefined {
  const found = callsOf(code).find(({ name, use }) => use === 'dropped' && RELEASE.test(name));
  const before = found && model.text.slice(code.range[0], found.range[0]);
  return before === undefined || /\b(?:if|for|while|switch|try)\b|\?|&&/.test(before)
    ? undefined
    : found!.name;
}

const RELEASE = /^(?:[\w$]+\.)*#?_*(?:release|unlock)$/;

/** It calls nothing that could give back. */
function handsOn(context: AnalysisContext, handler: FunctionModel): boolean {
  const inner = functionsInside(context.model.functions, handler).length > 0;
  return !inner && context.callsOf(handler).every(({ name }) => HARMLESS.test(name));
}

const HARMLESS =
  /^(?:Promise\.reject|console\.\w+|(?:new )?[A-Z]\w*(?:Error|Exception)|String|(?:\w+\.)*(?:log|debug|trace|warn)\w*)$/;

/** Neither the function nor one around it gives back in another place. */
function isOnlyRelease(context: AnalysisContext, fn: FunctionModel, name: string): boolean {
  if (fn.isTopLevel) return false;
  const last = name.slice(name.lastIndexOf('.') + 1);
  const text = context.model.text.slice(...outermostOf(context, fn).range);
  return text.match(new RegExp(`(?<![\\w$])${quoted(last)}(?![\\w$])`, 'g'))?.length === 1;
}

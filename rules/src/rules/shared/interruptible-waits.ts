import type { AnalysisContext } from '../../context.js';
import type { Call, SleepEvent } from '../../protocol/events.js';
import { eventsOf } from '../../protocol/graph.js';
import { mayCall, type FileModel, type FunctionModel, type NamedCall } from '../../protocol/model.js';
import { mayBeIgnored } from './ignored-in-text.js';
import { findIgnoredResult, type IgnoredResult } from './ignored-result.js';
import { signalFreeFunctions } from './signal-context.js';

/** A wait in C whose result is ignored, and how that shows. */
export interface IgnoredWait {
  readonly fn: FunctionModel;
  readonly call: Call;
  readonly ignored: IgnoredResult;
}

/** Every wait that a signal may end without anybody learning of it. */
export function* ignoredWaits(context: AnalysisContext): Iterable<IgnoredWait> {
  const { model } = context;
  let signalFree: ReadonlySet<string> | undefined;
  for (const fn of model.functions) {
    for (const wait of new Set(interruptibleWaits(context, fn))) {
      const ignored = findIgnoredResult(context, fn, wait);
      if (!ignored || isExplained(model.text, wait.call)) continue;
      if ((signalFree ??= signalFreeFunctions(model)).has(fn.name)) break;
      if (!ignored.isBare || !isLeftToCallers(model, fn, wait.call)) yield { fn, call: wait.call, ignored };
    }
  }
}

/** True when only a signal that kills the task ends the wait. */
export function isKillable({ api, args }: Call): boolean {
  return /killable/i.test(stateOf(api, args) ?? '');
}

function* interruptibleWaits(context: AnalysisContext, fn: FunctionModel): Iterable<SleepEvent> {
  if (!mayCall(fn, isDoubtful) || !context.callsOf(fn).some(mayBeInterrupted)) return;
  for (const event of eventsOf(context.graphOf(fn))) {
    if (event.kind === 'sleep' && event.how === 'wait' && mayBeInterrupted(event.call)) yield event;
  }
}

function isDoubtful(call: NamedCall): boolean {
  if (!givesError(call)) return false;
  const { api, args } = call;
  const state = typeof api.state === 'number' ? args()?.[api.state] : api.state;
  return (state === undefined || INTERRUPTIBLE.test(state)) && mayBeIgnored(call);
}

function givesError({ api }: Pick<Call, 'api'>): boolean {
  return api?.action === 'wait' && /error|hrtimeout/.test(api.result ?? '');
}

function mayBeInterrupted(call: Call): boolean {
  if (!givesError(call)) return false;
  const { api, args } = call;
  return INTERRUPTIBLE.test(stateOf(api, args) ?? '');
}

/** A state that a signal ends. */
export const INTERRUPTIBLE = /^\s*(TASK_)?(INTERRUPTIBLE|KILLABLE|FREEZABLE)\s*$/i;

/** The sleeping state that a call sets or sleeps in, as written. */
export function stateOf(api: Call['api'], args: Call['args']): string | undefined {
  return typeof api?.state === 'number' ? args[api.state]?.text : api?.state;
}

/** A comment next to the call says why the result does not matter. */
export function isExplained(text: string, { range, use }: Call): boolean {
  const before = COMMENT_BEFORE.exec(text.slice(Math.max(0, range[0] - FAR), range[0]))?.[1] ?? '';
  const after = COMMENT_AFTER.exec(text.slice(range[1], range[1] + FAR))?.[1] ?? '';
  return (use === 'void' && before + after !== '') || REASON.test(before) || REASON.test(after);
}

const FAR = 1000;
const COMMENT_BEFORE = /(\/\*(?:(?!\*\/)[^])*\*\/|(?:\/\/[^\n]*\n\s*)+)\s*(?:\(\s*void\s*\)\s*)?$/;
const COMMENT_AFTER = /^\s*;\s*(\/\*(?:(?!\*\/)[^])*\*\/|\/\/[^\n]*)/;
const REASON =
  /\bsignals?\b|(?<![A-Z])SIG[A-Z]+|\binterrupted\b|\bE(INTR|RESTARTSYS)\b|\b(ignor|check|propagat|car|matter)\w*\b[^]*\b(error|result|return)|\b(error|result|return)[^]*\b(ignor|matter|car)\w*\b/;

/** A function that does nothing but wait, and whose callers know that they have to look at the condition themselves. */
function isLeftToCallers(model: FileModel, fn: FunctionModel, wait: Call): boolean {
  return SAYS_SO.test(fn.name) || dropsLock(model, fn, wait) || isHelper(model, fn);
}

const SAYS_SO = /interruptible|killable/i;

/** The lock of the callers is given back around the wait: nothing they knew before holds after it. */
function dropsLock({ text }: FileModel, { range }: FunctionModel, wait: Call): boolean {
  return (
    /unlock\w*\s*\(/.test(text.slice(range[0], wait.range[0])) &&
    /(?<!un)lock\w*\s*\(/.test(text.slice(wait.range[1], range[1]))
  );
}

/** A function that the file itself calls: whoever calls it may look at the condition. */
function isHelper({ text }: FileModel, { name, isLocal, range }: FunctionModel): boolean {
  const rest = text.slice(0, range[0]) + text.slice(range[1]);
  return isLocal && new RegExp(`\\b${name}\\s*\\(`).test(rest);
}

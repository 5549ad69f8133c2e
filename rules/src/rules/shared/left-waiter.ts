import type { AnalysisContext } from '../../context.js';
import type { Call, Operand } from '../../protocol/events.js';
import { eventsOf } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import { quoted } from '../../quoted.js';
import { isMadeWith } from './dropped-waiters.js';
import { isCleanedByCaller } from './handed-cleanup.js';
import { functionsInside } from './nesting.js';
import {
  endingOf,
  isAwaitedAlone,
  promiseWaits,
  wordOf,
  type Ending,
  type PromiseWait,
} from './promise-wait.js';

/** A listener, or a waiter on a list, that stays where it is when its promise is settled in another way. */
export interface LeftWaiter {
  readonly call: Call;
  readonly kind: 'listener' | 'waiter';
  /** What settles the promise and leaves it; absent where nothing in the function can end the wait but the listener. */
  readonly ending?: Call;
}

/** Finds, for each promise made by hand, the first registration that one of its ends leaves behind. */
export function findLeftWaiters(context: AnalysisContext): readonly LeftWaiter[] {
  const found = new Map<number, LeftWaiter>();
  for (const wait of promiseWaits(context)) {
    if (cleansUp(context, wait) || isCleanedByCaller(context, wait, (code) => REMOVES.test(code))) continue;
    const left = leftBy(context, wait);
    if (left && !found.has(left.call.range[0])) found.set(left.call.range[0], left);
  }
  return [...found.values()];
}

/** Something is taken back after the wait, whichever way it ended. */
function cleansUp({ model }: AnalysisContext, { fn, maker }: PromiseWait): boolean {
  const inside = model.text.slice(...fn.range);
  // What takes away all before it listens leaves one at most.
  if (endsAnyway(inside) || /\.removeAllListeners\(/.test(inside)) return true;
  if (maker === fn) return false;
  const before = model.text.slice(maker.range[0], fn.range[0]);
  const after = model.text.slice(fn.range[1], maker.range[1]);
  return endsAnyway(before) || endsAnyway(after) || REMOVES.test(before) || REMOVES.test(after);
}

/** A `finally` that does more than stop a timer. */
function endsAnyway(text: string): boolean {
  return /\bfinally\b/.test(text.replace(STOPS_TIMER, ''));
}

const STOPS_TIMER =
  /\.finally\(\s*(?:\(\)\s*=>|function\s*\(\))\s*\{?\s*(?:\/\/[^\n]*\s*)*(?:global\.|window\.)?clear(?:Timeout|Interval)\([\w$.]*\);?\s*\}?\s*\)/g;

const REMOVES =
  /(\b|\.)(off|remove\w*|delete|splice|filter|unsubscribe|dispose\w*|clean\w*|abort|destroy)\(/i;

function leftBy(context: AnalysisContext, wait: PromiseWait): LeftWaiter | undefined {
  const calls = context.callsOf(wait.fn);
  const endings = calls.flatMap((call) => endingsAt(context, wait, call));
  for (const call of calls) {
    const kind = registers(context, wait, call);
    if (!kind || !outlives(context, wait, call)) continue;
    const ending = endings.find((end) => end.settles && end.isBare && leaves(end, call, kind));
    if (ending) return { call, kind, ending: ending.at };
    if (isBareAbort(context, wait, call, endings)) return { call, kind };
  }
  return undefined;
}

function endingsAt(context: AnalysisContext, wait: PromiseWait, call: Call): readonly Ending[] {
  const handler = TIMER.test(call.name) ? call.args[0] : listenerOf(call);
  if (handler) return [endingOf(context, wait, call, handler)];
  if (REACTS.test(call.name)) return call.args.map((arg) => endingOf(context, wait, call, arg));
  if (CALLS_BACK.test(call.name)) return call.args.slice(-1).map((arg) => endingOf(context, wait, call, arg));
  return STORES.test(call.name) ? call.args.map((arg) => endingOf(context, wait, call, arg)) : [];
}

const TIMER = /^((window|globalThis|self|timers?)\.)?setTimeout$/;
const LISTENS = /\.(on|once|addListener|prependListener|prependOnceListener|addEventListener)$/;
/** What happens when another promise is settled. */
const REACTS = /\.catch$/;
/** `server.listen(port, resolve)`: tells of success, and of a failure by an event. */
const CALLS_BACK = /\.(listen|bind|connect)$/;
const STORES = /\.(push|unshift|add|set|enqueue)$/;
/** After these nothing more comes from an emitter, or nothing that matters. */
const LAST =
  /^(end|close|closed|finish|exit|disconnect|error|abort|aborted|timeout|load|loadend|complete|success|done|spawn|transitionend|animationend|unload|beforeunload|SIG\w+)$/;

function listenerOf({ name, args }: Call): Operand | undefined {
  return LISTENS.test(name) ? args[1] : undefined;
}

/** What the call leaves behind until it is taken back. */
function registers(context: AnalysisContext, wait: PromiseWait, call: Call): LeftWaiter['kind'] | undefined {
  if (!call.receiver) return undefined;
  if (LISTENS.test(call.name)) {
    const [event, listener, options] = call.args;
    if (!listener || (options && /\bsignal\b/.test(options.text))) return undefined;
    if (isLast(event) && !isAbort(call) && event?.constant !== 'error') return undefined;
    return endingOf(context, wait, call, listener).settles ? 'listener' : undefined;
  }
  if (!STORES.test(call.name)) return undefined;
  return call.args.some((arg) => isWaiter(context, wait, call, arg)) ? 'waiter' : undefined;
}

/** `resolve`, `{ resolve, reject }`, `() => resolve(x)`. */
function isWaiter(context: AnalysisContext, wait: PromiseWait, call: Call, arg: Operand): boolean {
  const isEntry = arg.form === 'other' && arg.text.startsWith('{');
  if (isEntry)
    return wait.settlers.some((name) => wordOf(name).test(arg.text)) || holdsSettling(context, wait, arg);
  if (wait.settlers.some((name) => isMadeWith(context.model.text, wait.fn, arg.text, name))) return true;
  return endingOf(context, wait, call, arg).settles;
}

/** `{ id, start }`, where `start` is a function of the executor that settles. */
function holdsSettling(
  { model }: AnalysisContext,
  { fn, settlers }: PromiseWait,
  { text }: Operand,
): boolean {
  return functionsInside(model.functions, fn).some(
    (inner) =>
      /^[\w$]+$/.test(inner.name) &&
      new RegExp(`[{,:]\\s*${quoted(inner.name)}\\s*[,}]`).test(text) &&
      settlers.some((name) => wordOf(name).test(model.text.slice(...inner.range))),
  );
}

function isLast(event: Operand | undefined): boolean {
  return typeof event?.constant === 'string' && LAST.test(event.constant);
}

function isAbort({ name, args, receiver }: Call): boolean {
  if (args[0]?.constant !== 'abort') return false;
  return name.endsWith('.addEventListener') || (LISTENS.test(name) && /signal$/i.test(receiver?.text ?? ''));
}

/** Whether an end of the wait comes from elsewhere than from the registration, and while that can still be reached. */
function leaves({ at }: Ending, call: Call, kind: LeftWaiter['kind']): boolean {
  if (at === call) return false;
  if (TIMER.test(at.name) || isAbort(at)) return true;
  if (kind === 'waiter') return false;
  if (REACTS.test(at.name)) return !isAbort(call) && call.args[0]?.constant !== 'error';
  if (STORES.test(at.name)) return isAbort(call);
  if (at.receiver?.text !== call.receiver?.text) return isAbort(call);
  if (CALLS_BACK.test(at.name)) return call.args[0]?.constant === 'error';
  // Of two events of one emitter, either may be its last; only what waits for errors is sure to be in the way later.
  if (isNamedError(call.args[0])) return isNamedStart(at.args[0]);
  const isForErrors = FAILS.test(String(call.args[0]?.constant ?? ''));
  return isForErrors && typeof at.args[0]?.constant === 'string' && !isLast(at.args[0]);
}

const FAILS = /^(error|.*(failed|failure|fail))$|^fail/i;

/** `Events.instanceError`, a name that another file gives to an event. */
function isNamedError(event: Operand | undefined): boolean {
  return event?.form === 'place' && event.constant === undefined && /\.\w*Error$/.test(event.text);
}

function isNamedStart(event: Operand | undefined): boolean {
  return (
    event?.form === 'place' &&
    event.constant === undefined &&
    /\.\w*(Ready|Open(ed)?|Connect(ed)?|Start(ed)?)$/.test(event.text)
  );
}

/** A promise for a race that only the abort can end: the race is mostly over before. Who awaits it alone does so until the abort. */
function isBareAbort(
  { model }: AnalysisContext,
  { fn, resolves }: PromiseWait,
  call: Call,
  endings: readonly Ending[],
): boolean {
  const isOnly = isAbort(call) && !resolves && endings.length === 1;
  if (!isOnly || /removeEventListener/.test(model.text.slice(...fn.range))) return false;
  return !isAwaitedAlone(model, fn);
}

/** Whoever has the controller of a signal made it for the job at hand. */
const CONTROLLED = /(controller|aborter)\w*\.signal$/i;

/** Whether what is registered with is there after the wait: not made for it, or handed out by it. */
function outlives(
  context: AnalysisContext,
  { fn, maker, settlers }: PromiseWait,
  { receiver }: Call,
): boolean {
  const { root, text } = receiver!;
  if (CONTROLLED.test(text)) return false;
  const isMade = [fn, maker].some((owner) => makes(context, owner, root));
  if (!isMade) return true;
  const within = [fn, ...functionsInside(context.model.functions, fn)];
  return within.some((inner) =>
    context.callsOf(inner).some(({ name, args }) => settlers.includes(name) && args[0]?.text === root),
  );
}

function makes({ graphOf }: AnalysisContext, owner: FunctionModel, name: string): boolean {
  return [...eventsOf(graphOf(owner))].some(
    (event) =>
      event.kind === 'update' &&
      event.place.text === name &&
      event.value !== undefined &&
      (event.value.form === 'new' || event.value.form === 'call' || /^[[{]/.test(event.value.text)),
  );
}

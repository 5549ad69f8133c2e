import type { AnalysisContext } from '../../context.js';
import type { Call, Operand } from '../../protocol/events.js';
import type { FunctionModel } from '../../protocol/model.js';
import { quoted } from '../../quoted.js';
import { functionsAround, functionsInside, isInside } from './nesting.js';
import { outermostOf } from './outermost.js';
import { functionOf, isAwaitedAlone, promiseWaits, wordOf, type PromiseWait } from './promise-wait.js';

/** An abort listener that an end of the work leaves on the signal. */
export interface LeftAbort {
  readonly call: Call;
  /** The timer that leaves it, where the other ends take it away. */
  readonly ending?: Call;
}

/**
 * Finds listeners for the abort of a signal that was given, which nothing takes away when the work ends without an abort:
 * each call leaves one more on a signal that lives on.
 */
export function findLeftAborts(context: AnalysisContext): readonly LeftAbort[] {
  const waits = promiseWaits(context);
  return context.model.functions.flatMap((fn) => {
    if (fn.isTopLevel || fn.name === 'constructor') return [];
    return context.callsOf(fn).flatMap((call): readonly LeftAbort[] => {
      if (!isAbortListener(call)) return [];
      const ending = timerThatLeaves(context, waits, fn, call);
      if (ending) return [{ call, ending }];
      const isOver =
        endsOtherwise(context, waits, fn, call) ||
        (isOfOneCall(context, fn, call) && !lastsUntilAbort(context, waits, fn));
      return isOver && isLeft(context, fn, call) ? [{ call }] : [];
    });
  });
}

/** A timer that settles the promise and takes nothing away, while other ends remove the listener by its name. */
function timerThatLeaves(
  context: AnalysisContext,
  waits: readonly PromiseWait[],
  fn: FunctionModel,
  { receiver, args }: Call,
): Call | undefined {
  const name = args[1]?.place?.text;
  const wait = waits.find((one) => one.fn === fn);
  const text = context.model.text.slice(...outermostOf(context, fn).range);
  if (!wait || name === undefined || isMadeHere(text, receiver!.text) || /\bfinally\b/.test(text))
    return undefined;
  const removers = removersOf(context, fn, name);
  if (removers.length === 0) return undefined;
  return context.callsOf(fn).find((timer) => {
    const code =
      /\bsetTimeout$/.test(timer.name) && timer.args[0] ? functionOf(context, fn, timer.args[0]) : undefined;
    if (!code) return false;
    const calls = context.callsOf(code);
    const isSettling = calls.some((call) => wait.settlers.includes(call.name));
    const body = context.model.text.slice(...code.range);
    return (
      isSettling &&
      !removers.some((one) => wordOf(one).test(body)) &&
      !calls.some((call) => TAKES_BACK.test(call.name))
    );
  });
}

const TAKES_BACK =
  /(clean\w*|dispose\w*|remove\w*|off|unlisten|finish|done|destroy|abort|cancel|settle\w*|end)$/i;

/** The listener itself and the functions around that take it away. */
function removersOf({ model }: AnalysisContext, fn: FunctionModel, listener: string): readonly string[] {
  const removal = new RegExp(`(?:removeEventListener|off)\\([^;]*${quoted(listener)}`);
  const named = functionsInside(model.functions, fn).filter((inner) =>
    removal.test(model.text.slice(...inner.range)),
  );
  return named.length === 0
    ? []
    : [listener, ...named.flatMap(({ name }) => (/^[\w$]+$/.test(name) ? name : []))];
}

function isAbortListener({ name, args, receiver }: Call): boolean {
  const [event, handler, options] = args;
  const isListening =
    /\.addEventListener$/.test(name) && event?.constant === 'abort' && /signal/i.test(receiver?.text ?? '');
  if (!isListening || !receiver || !handler) return false;
  return options === undefined || !/\bsignal\b/.test(options.text);
}

/** Nothing can take the listener away, and the signal is not one of the function's own. */
function isLeft(context: AnalysisContext, fn: FunctionModel, { receiver, args }: Call): boolean {
  const outer = outermostOf(context, fn);
  const text = context.model.text.slice(...outer.range);
  return !isMadeHere(text, receiver!.text) && !isTakenAway(context.model.text, text, args[1]!);
}

/** A signal of a controller in sight, or one put together from others, dies with the work. */
function isMadeHere(text: string, signal: string): boolean {
  if (OWN.test(signal)) return true;
  const root = /^[\w$]+/.exec(signal)?.[0];
  if (root === undefined) return false;
  const made = new RegExp(
    `(?:\\b(?:const|let|var)\\s+(?:${quoted(root)}|\\{[^}=]*\\b${quoted(root)}\\b[^}]*\\})\\s*(?::[^=;]*)?|[;{}\\n]\\s*${quoted(root)})=([^=][^;\\n]*)`,
    'g',
  );
  return [...text.matchAll(made)].some(([, value]) => MAKES.test(value!));
}

const OWN = /(controller|aborter|abortCtrl|^ac|^ctrl)\w*\.signal$/i;
const MAKES = /\bnew\b|\bAbortSignal\.|controller|aborter|\bac\b|ctrl|anySignal|mergeSignals|combine/i;

/** A handler written in the call has no name by which it could be taken away; a named one is, where its name stands. */
function isTakenAway(file: string, outer: string, { form, place }: Operand): boolean {
  if (form === 'function' && !place) return false;
  const name = place?.text;
  if (name === undefined) return true;
  const isField = name.includes('.');
  const removed = new RegExp(`(?:removeEventListener|removeListener|off)\\s*\\??\\.?\\([^;]*${quoted(name)}`);
  return isField || removed.test(outer) || new RegExp(`return\\s+${quoted(name)}\\b`).test(file);
}

/** Whether the work that the signal is for ends without the abort, too. */
function endsOtherwise(
  context: AnalysisContext,
  waits: readonly PromiseWait[],
  fn: FunctionModel,
  call: Call,
): boolean {
  const handler = functionOf(context, fn, call.args[1]!);
  const own = waits.filter((wait) => wait.fn === fn || isInside(fn, wait.fn));
  return own.some((wait) => settlesElsewhere(context, wait, handler));
}

/** The promise is awaited where it is made, and nothing but the abort ends that. */
function lastsUntilAbort(
  { model }: AnalysisContext,
  waits: readonly PromiseWait[],
  fn: FunctionModel,
): boolean {
  return waits.some((wait) => wait.fn === fn && isAwaitedAlone(model, fn));
}

/** A settler that is used outside of the handler, more than where it is declared. */
function settlesElsewhere(
  { model }: AnalysisContext,
  { fn, settlers }: PromiseWait,
  handler: FunctionModel | undefined,
): boolean {
  const text = handler
    ? model.text.slice(fn.range[0], handler.range[0]) + model.text.slice(handler.range[1], fn.range[1])
    : model.text.slice(...fn.range);
  const [resolve] = settlers;
  return resolve !== undefined && (text.match(wordOf(resolve))?.length ?? 0) > 1;
}

/**
 * A signal that the caller gave to a function which is over when its promise is settled, or its iterator has ended: the next
 * call adds the next listener. What starts something listens for as long as that lives.
 */
function isOfOneCall(context: AnalysisContext, fn: FunctionModel, { receiver }: Call): boolean {
  const outer = outermostOf(context, fn);
  const text = context.model.text.slice(...outer.range);
  const around = [...functionsAround(context.model.functions, fn), fn];
  if (STARTS.test(outer.name) || !GIVEN.test(receiver!.text) || /process\.exit/.test(text)) return false;
  const isIterated = /Symbol\.asyncIterator\]/.test(text);
  const takers = isIterated ? around : around.filter(({ isAsync }) => isAsync);
  return takers.some((one) => isGivenTo(context.model.text.slice(...one.range), one, receiver!.root));
}

const STARTS =
  /^#?_*(start|listen|serve|create|make|init|setup|set_?up|connect|open|run|main|watch|use|register|mount|constructor)/i;
const GIVEN =
  /^([\w$]*signal|([\w$]+\??\.)*([\w$]*(options|opts)|init|config|params|args)\??\.[\w$]*signal)$/i;

/** A parameter, or taken out of one at the beginning. */
function isGivenTo(text: string, { parameters }: FunctionModel, root: string): boolean {
  if (parameters.includes(root)) return true;
  const name = quoted(root);
  return new RegExp(
    `\\{[^{}]*\\b${name}\\b[^{}]*\\}\\s*(?::[^={]*)?=|\\b(?:const|let|var)\\s+${name}\\s*=\\s*[\\w$]+\\??\\.[\\w$]*signal\\b|\\(\\s*\\{[^{}()]*\\b${name}\\b`,
    'i',
  ).test(text);
}

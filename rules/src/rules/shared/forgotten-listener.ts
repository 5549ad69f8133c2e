import type { AnalysisContext } from '../../context.js';
import type { Call } from '../../protocol/events.js';
import type { FunctionModel } from '../../protocol/model.js';
import { quoted } from '../../quoted.js';
import { functionsInside, isInside } from './nesting.js';
import { outermostOf } from './outermost.js';
import { endingOf, functionOf, promiseWaits, type PromiseWait } from './promise-wait.js';

/** A listener without a name, on an emitter that lives on, of a promise whose other listener takes itself away. */
export interface ForgottenListener {
  readonly call: Call;
  /** `emitter.on(…)`, whose handler ends the wait and takes itself away. */
  readonly ending: Call;
}

/** Finds `a.on('id', onId); b.once('gone', () => { a.off('id', onId); reject(); })`, where `onId` takes away itself alone. */
export function findForgottenListeners(context: AnalysisContext): readonly ForgottenListener[] {
  return promiseWaits(context).flatMap((wait) => {
    const text = context.model.text.slice(...outermostOf(context, wait.fn).range);
    if (!/\b(off|remove(Event)?Listener)\(/.test(text) || /\bfinally\b|removeAllListeners/.test(text))
      return [];
    const listeners = context.callsOf(wait.fn).filter((call) => isListening(context, wait, call));
    return listeners.flatMap((call): readonly ForgottenListener[] => {
      if (call.args[1]!.place || !livesOn(text, call)) return [];
      const ending = listeners.find((other) => other !== call && takesOnlyItself(context, wait, other, call));
      return ending ? [{ call, ending }] : [];
    });
  });
}

const LISTENS = /\.(on|once|addListener)$/;

function isListening(context: AnalysisContext, wait: PromiseWait, call: Call): boolean {
  const handler = call.args[1];
  const isListener = LISTENS.test(call.name) && call.receiver !== undefined && call.args.length === 2;
  return isListener && handler !== undefined && endingOf(context, wait, call, handler).settles;
}

/** Neither made here nor one that is over with this event. */
function livesOn(text: string, { receiver }: Call): boolean {
  const { root, text: path } = receiver!;
  const made = new RegExp(`\\b(?:const|let|var)\\s+${quoted(root)}\\s*(?::[^=;]*)?=`);
  return root === 'this' && !/socket|stream|child|proc|conn|worker|req|res\b/i.test(path) && !made.test(text);
}

/** The handler has a name, takes away the listener by that name, and does nothing about the other one's emitter. */
function takesOnlyItself(context: AnalysisContext, wait: PromiseWait, { args }: Call, left: Call): boolean {
  const handler = args[1]!;
  const code = handler.place && functionOf(context, wait.fn, handler);
  if (!code || !isInside(code, wait.fn)) return false;
  const calls = callsWithin(context, code);
  const takesItself = calls.some(
    (call) =>
      /\.(off|removeListener|removeEventListener)$/.test(call.name) && call.args[1]?.text === handler.text,
  );
  return (
    takesItself &&
    !calls.some((call) => call.receiver?.text === left.receiver!.text || call.target !== undefined)
  );
}

function callsWithin(context: AnalysisContext, fn: FunctionModel): readonly Call[] {
  return [fn, ...functionsInside(context.model.functions, fn)].flatMap((one) => context.callsOf(one));
}

import type { AnalysisContext } from '../../context.js';
import type { Call } from '../../protocol/events.js';
import type { FunctionModel } from '../../protocol/model.js';
import { quoted } from '../../quoted.js';
import { isGuarded } from './guarded-call.js';
import { functionsAround } from './nesting.js';

/** An answer whose making or posting may throw, with the wake-up behind it. */
export interface LostReply {
  readonly post: Call;
  readonly notify: Call;
}

/**
 * Finds `port.postMessage(answer); Atomics.store(word, 0, 1); Atomics.notify(word, 0);` in what answers a message: an answer
 * that cannot be cloned makes the first throw, and whoever asked sleeps on.
 */
export function findLostReplies(context: AnalysisContext): readonly LostReply[] {
  return context.model.functions.flatMap((fn) => {
    const calls = context.callsOf(fn);
    const notify = calls.find((call) => notifies(context, call));
    if (!notify || !answersMessage(context, fn)) return [];
    const thrown = handlerBefore(context, fn, calls);
    if (thrown) return [thrown];
    const post = calls.find(
      (call) => mayThrow(context, fn, call) && call.range[1] < notify.range[0] && !isGuarded(fn, call.range),
    );
    return post ? [{ post, notify }] : [];
  });
}

/**
 * `const handler = this.handlers.get(name); const result = handler(…); …; Atomics.notify(word, 0);`: what is registered by
 * others may throw, and that another way notifies, too, says that somebody waits for it.
 */
function handlerBefore(
  context: AnalysisContext,
  fn: FunctionModel,
  calls: readonly Call[],
): LostReply | undefined {
  const text = context.model.text.slice(...fn.range);
  const wakes = calls.filter((call) => notifies(context, call));
  const post = calls.find(
    ({ name, target, awaited, range }) =>
      target === undefined && awaited !== true && isLookedUp(text, name) && !isGuarded(fn, range),
  );
  const notify = wakes.find(({ range }) => range[0] > (post?.range[1] ?? Infinity));
  return post && notify && wakes.length > 1 ? { post, notify } : undefined;
}

/** `const handler = handlers.get(message.name)`, `const handler = handlers[message.name]` */
function isLookedUp(text: string, name: string): boolean {
  if (!/^[\w$]+$/.test(name)) return false;
  return new RegExp(
    `\\b(?:const|let|var)\\s+${quoted(name)}\\s*(?::[^=;]*)?=\\s*[\\w$.#]+(?:\\.get\\(|\\[)[\\w$.]+[\\])]`,
  ).test(text);
}

/** An answer that may not be cloned, or a job that may reject with nobody to see to it. */
function mayThrow({ model }: AnalysisContext, fn: FunctionModel, { name, args, awaited }: Call): boolean {
  if (/(^|\.)postMessage$/.test(name)) return args[0]?.form === 'place';
  const isCaught = /^\s*\)?\s*\(\)\s*\.(?:catch|then)\b/.test(
    model.text.slice(fn.range[1], fn.range[1] + 30),
  );
  return (
    awaited === true &&
    !isCaught &&
    !/\.(catch|finally)$/.test(name) &&
    name !== 'Promise' &&
    !HARMLESS.test(name)
  );
}

const HARMLESS = /(^|\.)(setTimeout|setImmediate|sleep|delay|allSettled|Atomics\.waitAsync)$/;

/** `Atomics.notify()`, or a function of the file that does it. */
function notifies({ model, callsOf }: AnalysisContext, { name, target }: Call): boolean {
  if (name === 'Atomics.notify') return true;
  const fn = target === undefined ? undefined : model.functions[target];
  return fn !== undefined && callsOf(fn).some((call) => call.name === 'Atomics.notify');
}

/** The function stands in a handler of messages, or one that does calls it. */
function answersMessage(context: AnalysisContext, fn: FunctionModel): boolean {
  const { functions } = context.model;
  const index = functions.indexOf(fn);
  const callers = functions.filter((one) => context.callsOf(one).some(({ target }) => target === index));
  return [fn, ...callers].some((one) =>
    [one, ...functionsAround(functions, one)].some((around) => isHandler(context, around)),
  );
}

function isHandler({ model }: AnalysisContext, { name, range }: FunctionModel): boolean {
  return (
    /^#?_*(?:handle|on)Message$/.test(name) ||
    HANDLES.test(model.text.slice(Math.max(0, range[0] - 60), range[0]))
  );
}

const HANDLES =
  /(?:(?:\.(?:on|once|addListener)|addEventListener)\(\s*['"`]message['"`],\s*|\bonmessage\s*=\s*)$/;

import type { AnalysisContext } from '../../context.js';
import type { Call, Operand } from '../../protocol/events.js';
import type { FunctionModel } from '../../protocol/model.js';
import { quoted } from '../../quoted.js';
import { isMadeForJob } from './made-for-job.js';
import { functionsInside } from './nesting.js';
import { outermostOf } from './outermost.js';
import { LIVES_ON } from './uneven-removal.js';
import { functionOf, promiseWaits, wordOf, type PromiseWait } from './promise-wait.js';

/** A listener that one end of a wait leaves, where another end takes its fellows away. */
export interface UnevenCleanup {
  readonly left: Call;
  /** Whose event ends the wait and leaves it. */
  readonly ending: Call;
}

interface Listening {
  readonly call: Call;
  readonly event: string;
  /** The name under which the handler can be taken away. */
  readonly name: string | undefined;
  /** The handler with what it calls. */
  readonly code: string;
}

/**
 * Finds promises with several listeners on one emitter, of which some are taken away when the promise is settled and one is
 * not: never, or not by each of the others.
 */
export function findUnevenCleanups(context: AnalysisContext): readonly UnevenCleanup[] {
  return promiseWaits(context).flatMap((wait) => {
    const outer = context.model.text.slice(...outermostOf(context, wait.fn).range);
    if (/\bfinally\b|removeAllListeners/.test(outer)) return [];
    const { functions } = context.model;
    return [wait.fn, ...functionsInside(functions, wait.fn)].flatMap(
      (fn) => unevenIn(context, wait, fn, outer) ?? [],
    );
  });
}

/** In one function, where they are added together. */
function unevenIn(
  context: AnalysisContext,
  wait: PromiseWait,
  fn: FunctionModel,
  outer: string,
): UnevenCleanup | undefined {
  const all = context.callsOf(fn).flatMap((call) => listening(context, wait, call));
  for (const one of all) {
    const ending = all.find((other) => other !== one && leaves(all, outer, one, other));
    if (ending) return { left: one.call, ending: ending.call };
  }
  return undefined;
}

function listening(context: AnalysisContext, wait: PromiseWait, call: Call): readonly Listening[] {
  const [event, handler, options] = call.args;
  if (!LISTENS.test(call.name) || !call.receiver || !event || !handler || options) return [];
  const outer = context.model.text.slice(...outermostOf(context, wait.fn).range);
  if (isMadeForJob(outer, call.receiver.root)) return [];
  const fn = functionOf(context, wait.fn, handler) ?? wrapped(context, wait, handler);
  const below = fn ? codeBelow(context, fn, new Set()) : '';
  const isSettler = wait.settlers.includes(handler.text);
  if (!isSettler && !wait.settlers.some((one) => wordOf(one).test(below))) return [];
  const name = handler.place?.text;
  return [{ call, event: String(event.constant ?? event.text), name, code: below }];
}

const LISTENS = /\.(on|once|addListener|addEventListener)$/;

/** `const onData = name((data) => …, 'onData')`, `const onOpen = isServer ? () => … : undefined` */
function wrapped(
  { model }: AnalysisContext,
  wait: PromiseWait,
  { place }: Operand,
): FunctionModel | undefined {
  if (!place || !/^[\w$]+$/.test(place.text)) return undefined;
  const [start, end] = wait.fn.range;
  const declared = new RegExp(`\\b(?:const|let|var)\\s+${quoted(place.text)}\\s*=[^;{}]*$`);
  return model.functions.find(
    ({ range }) => range[0] > start && range[1] < end && declared.test(model.text.slice(start, range[0])),
  );
}

/** The text of a function and of those of the file that it calls. */
function codeBelow(context: AnalysisContext, fn: FunctionModel, seen: Set<unknown>): string {
  if (seen.has(fn) || seen.size > 20) return '';
  seen.add(fn);
  const called = context.callsOf(fn).flatMap(({ target }) => {
    const next = target === undefined ? undefined : context.model.functions[target];
    return next ? codeBelow(context, next, seen) : [];
  });
  return [context.model.text.slice(...fn.range), ...called].join('\n');
}

/** Whether the wait that `ending` ends leaves `left` where it is. */
function leaves(all: readonly Listening[], outer: string, left: Listening, ending: Listening): boolean {
  if (left.call.receiver!.text !== ending.call.receiver!.text) return false;
  if (LAST.test(ending.event) && !LIVES_ON.test(left.call.receiver!.text)) return false;
  if (left.event === ending.event) return false;
  const isRemoved = (one: Listening, code: string): boolean =>
    one.name !== undefined && removal(one.name).test(code);
  // Somebody cleans up here at all, and can: what it takes away has a name.
  if (!isRemoved(left, outer))
    return isRemoved(ending, left.code) || all.some((one) => one !== left && isRemoved(one, ending.code));
  return (
    ending.code !== '' &&
    !isRemoved(left, ending.code) &&
    isRemoved(ending, left.code) &&
    !/\b(clean\w*|dispose\w*|remove\w*|off|unlisten|done|finish)\(/i.test(ending.code)
  );
}

function removal(name: string): RegExp {
  return new RegExp(
    `(?:off|removeListener|removeEventListener)\\s*\\(\\s*[^,()]+,\\s*${quoted(name)}(?![\\w$])`,
  );
}

/** After these nothing more comes. */
const LAST = /end|clos|finish|exit|disconnect|err|fail|abort|timeout|unload|destroy/i;

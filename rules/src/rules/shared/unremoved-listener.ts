import type { AnalysisContext } from '../../context.js';
import type { Call, ProtocolEvent } from '../../protocol/events.js';
import type { Exit } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import { walkPaths } from '../../protocol/paths.js';
import { functionsInside, isInside } from './nesting.js';
import { functionOf, wordOf } from './promise-wait.js';

/** A listener that its function takes away again, but not where it throws. */
export interface UnremovedListener {
  /** `emitter.on(…)` */
  readonly call: Call;
  readonly exit: Exit;
}

/** Finds `emitter.on(name, listener); await …; throw …` where the other ways out take the listener away or see to it. */
export function findUnremovedListeners(
  context: AnalysisContext,
  fn: FunctionModel,
): readonly UnremovedListener[] {
  if (!fn.isAsync || fn.isTopLevel) return [];
  return context.callsOf(fn).flatMap((call) => {
    const listener = listenerOf(context, fn, call);
    if (listener === undefined || isMadeFor(context, fn, call) || !isRemovedIn(context, fn, listener))
      return [];
    const exit = thrownWith(context, fn, call, listener);
    return exit ? { call, exit } : [];
  });
}

const LISTENS = /\.(on|addListener|addEventListener)$/;
const REMOVES = /\.(off|removeListener|removeEventListener)$/;

/** The name of a listener that is a function of this function's own. */
function listenerOf(context: AnalysisContext, fn: FunctionModel, call: Call): string | undefined {
  const given = call.args[1];
  if (!LISTENS.test(call.name) || given?.form !== 'function' || !given.place) return undefined;
  const listener = functionOf(context, fn, given);
  return listener && isInside(listener, fn) ? listener.name : undefined;
}

/** An object that the function makes for the job goes with it, and a signal that it puts together. */
function isMadeFor({ model }: AnalysisContext, { range }: FunctionModel, { receiver }: Call): boolean {
  const root = receiver?.root.replaceAll('$', '\\$') ?? '';
  const made = new RegExp(`\\b(?:const|let|var)\\s+${root}\\s*(?::[^=;]*)?=\\s*(new\\b|[\\w$.]+\\()`).exec(
    model.text.slice(...range),
  );
  return made !== null && (made[1] === 'new' || /signal$/i.test(root));
}

function isRemovedIn({ model, callsOf }: AnalysisContext, fn: FunctionModel, listener: string): boolean {
  return [fn, ...functionsInside(model.functions, fn)].some((inner) =>
    callsOf(inner).some(({ name, args }) => REMOVES.test(name) && args[1]?.text === listener),
  );
}

/** The first exception that leaves the listener, unless a `finally` sees to what is left. */
function thrownWith(
  context: AnalysisContext,
  fn: FunctionModel,
  call: Call,
  listener: string,
): Exit | undefined {
  const { text } = context.model;
  if (/\bfinally\b/.test(text.slice(call.range[1], fn.range[1]))) return undefined;
  const naming = namesBehind(context, fn, listener);
  const optional = optionalRemovals(context, fn, listener);
  let found: Exit | undefined;
  const isComplete = walkPaths(context.graphOf(fn), {
    start: { isOn: false },
    key: ({ isOn }) => String(isOn),
    onEvent: (state, event) => next(context, state, event, call, naming),
    onExit({ isOn }, exit) {
      if (!isOn || exit.kind !== 'throw' || PAUSES.test(text.slice(...exit.range))) return;
      if (!optional.some((removal) => removal < exit.range[0])) found ??= exit;
    },
  });
  return isComplete ? found : undefined;
}

/** Where `emitter?.off(…)` begins: it is left out where nothing was added either. */
function optionalRemovals(
  { model, callsOf }: AnalysisContext,
  fn: FunctionModel,
  listener: string,
): readonly number[] {
  return callsOf(fn).flatMap(({ name, args, range, nameRange }) => {
    const isOptional = model.text.slice(range[0], nameRange[1]).includes('?.');
    return isOptional && REMOVES.test(name) && args[1]?.text === listener ? [range[0]] : [];
  });
}

/** A pause does not fail. */
const PAUSES = /(?<![\w$])(wait|sleep|delay|pause|setTimeout)\)?\(/;

/** The listener and the functions of this function that name it. */
function namesBehind({ model }: AnalysisContext, fn: FunctionModel, listener: string): readonly RegExp[] {
  const users = functionsInside(model.functions, fn).filter(
    (inner) => inner.name !== '' && wordOf(listener).test(model.text.slice(...inner.range)),
  );
  return [...new Set([listener, ...users.map(({ name }) => name)])].map((name) => wordOf(name));
}

/** The way ends where the listener is named again, or a function is called, kept or handed on that names it. */
function next(
  { model }: AnalysisContext,
  state: { readonly isOn: boolean },
  event: ProtocolEvent,
  call: Call,
  naming: readonly RegExp[],
): { readonly isOn: boolean } | null {
  const isNamedIn = (text: string): boolean => naming.some((name) => text.search(name) >= 0);
  switch (event.kind) {
    case 'call':
      if (event.call.range[0] === call.range[0] && event.call.name === call.name) return { isOn: true };
      if (!state.isOn) return state;
      return isNamedIn(model.text.slice(...event.call.range)) || ENDS.test(event.call.name) ? null : state;
    case 'update':
      return state.isOn && event.place.text.includes('.') && isNamedIn(event.value?.text ?? '')
        ? null
        : state;
    case 'opaque':
      return null;
    default:
      return state;
  }
}

/** What ends the emitter ends its listeners. */
const ENDS = /cleanup|destroy|close|removeAllListeners/i;

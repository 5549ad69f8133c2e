import type { AnalysisContext } from '../../context.js';
import type { Call, ProtocolEvent } from '../../protocol/events.js';
import type { Exit } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import { walkPaths } from '../../protocol/paths.js';
import { ENTRY } from './handed-store.js';
import { functionsInside } from './nesting.js';
import { wordOf } from './promise-wait.js';

/** A promise that one way through its executor neither settles nor hands to anybody who could. */
export interface ForgottenPath {
  /** `new Promise(…)` */
  readonly promise: Call;
  readonly exit: Exit;
}

/** Finds `new Promise((resolve) => { if (closed) return; this.waiters.push(resolve); })`. */
export function findForgottenPaths(context: AnalysisContext): readonly ForgottenPath[] {
  const { functions } = context.model;
  return functions.flatMap((maker) =>
    context.callsOf(maker).flatMap((promise) => {
      const isWaited = promise.awaited === true || promise.use === 'returned';
      if (promise.name !== 'Promise' || promise.target === undefined || !isWaited) return [];
      const executor = functions[promise.target]!;
      const settlers = executor.parameters.slice(0, 2).filter((name) => /^[\w$]+$/.test(name));
      if (!mayEndWell(context, executor, settlers)) return [];
      const exit = forgets(context, executor, settlers, 0);
      return exit ? [{ promise, exit }] : [];
    }),
  );
}

/** A promise that only a timer or an abort can end is made for a race, in which it may stay silent. */
function mayEndWell(
  { model }: AnalysisContext,
  executor: FunctionModel,
  [resolve]: readonly string[],
): boolean {
  const body = model.text.slice(...executor.range);
  return (
    resolve !== undefined &&
    (body.match(wordOf(resolve))?.length ?? 0) > 1 &&
    !/['"]abort['"]|onabort|\bsetTimeout\s*\(\s*(?:resolve|reject)|\bswitch\b|\?\.\w*\(/.test(body)
  );
}

/** The first way out on which no settler was called, kept or handed on: here, or in the function of the file it was given to. */
function forgets(
  context: AnalysisContext,
  fn: FunctionModel,
  settlers: readonly string[],
  depth: number,
): Exit | undefined {
  const names = namesFor(context, fn, settlers);
  const uses = (text: string): boolean => names.some((name) => text.search(name) >= 0);
  let found: Exit | undefined;
  const isComplete = walkPaths<{ readonly left: null }>(context.graphOf(fn), {
    start: { left: null },
    key: () => '',
    onEvent(state, event) {
      if (isUse(context, event, uses)) {
        if (depth < 2 && isOnlyUse(context, fn, event, names))
          found ??= forgottenBelow(context, event, uses, depth);
        return null;
      }
      return event.kind === 'opaque' || leavesPage(event) || throwsAbort(event) ? null : state;
    },
    onEdge: (state, { to, assume }, { isLoopHead, loop }) => {
      // Below, `if (entry.isOver) return;` asks what whoever settled it has noted.
      const isAsked = depth > 0 && assume !== undefined && uses(assume.text);
      return isAsked || (isLoopHead && loop && !loop.has(to)) ? null : state;
    },
    onExit(_, exit) {
      if (exit.kind !== 'return') return;
      if (!uses(exit.value?.text ?? '') && !mayWait(exit)) found ??= exit;
    },
  });
  return isComplete ? found : undefined;
}

/** What is returned may be who knows the rest. */
function mayWait({ value }: Exit): boolean {
  return value !== undefined && value.calls.some(({ target }) => target === undefined);
}

/** The settlers, what is made with them, and the functions within that name them. */
function namesFor(
  { model }: AnalysisContext,
  fn: FunctionModel,
  settlers: readonly string[],
): readonly RegExp[] {
  const names = new Set(settlers);
  const body = model.text.slice(...fn.range);
  for (const name of names) {
    for (const inner of functionsInside(model.functions, fn))
      if (/^[\w$]+$/.test(inner.name) && wordOf(name).test(model.text.slice(...inner.range)))
        names.add(inner.name);
    for (const [, made] of body.matchAll(/\b(?:const|let|var)\s+([\w$]+)\s*(?::[^=;]*)?=\s*(?=[^;]*)/g))
      if (wordOf(name).test(initialiser(body, made!))) names.add(made!);
    if (names.size > 20) break;
  }
  return [...names].map((name) => wordOf(name));
}

function initialiser(body: string, name: string): string {
  const start = body.search(new RegExp(`\\b(?:const|let|var)\\s+${name.replaceAll('$', '\\$')}\\s*[:=]`));
  const end = body.indexOf(';', start);
  return body.slice(body.indexOf('=', start), end < 0 ? undefined : end);
}

/** A call that is given a settler, or an assignment that keeps one; a local variable alone keeps nothing. */
function isUse({ model }: AnalysisContext, event: ProtocolEvent, uses: (text: string) => boolean): boolean {
  // `enter(new Task(resolve))`: what is made is for the call to come.
  if (event.kind === 'call' && event.call.use === 'argument' && /^[A-Z]/.test(event.call.name)) return false;
  if (event.kind === 'call') return uses(model.text.slice(...event.call.range));
  if (event.kind !== 'update' || event.value === undefined) return false;
  return /[.[]/.test(event.place.text) || event.place.shared
    ? uses(event.value.text) || uses(event.place.text)
    : false;
}

/** `location.href = url`: there is nobody left to wait. */
function leavesPage(event: ProtocolEvent): boolean {
  if (event.kind === 'update') return /(^|\.)location(\.href)?$/.test(event.place.text);
  return (
    event.kind === 'call' &&
    /^process\.(exit|abort)$|location\.(assign|replace|reload)$/.test(event.call.name)
  );
}

/** `if (signal.aborted) try { signal.throwIfAborted(); } catch (error) { reject(error); }` does not come by without throwing. */
function throwsAbort(event: ProtocolEvent): boolean {
  return event.kind === 'call' && event.call.name.endsWith('.throwIfAborted');
}

/** Nothing else that the function does with the settlers comes after it. */
function isOnlyUse(
  { model }: AnalysisContext,
  { range: [, end] }: FunctionModel,
  event: ProtocolEvent,
  names: readonly RegExp[],
): boolean {
  const after = model.text.slice(event.range[1], end);
  return names.every((name) => after.search(name) < 0);
}

/** A function of the file that was given a settler, and has a way out without a word of it. */
function forgottenBelow(
  context: AnalysisContext,
  event: ProtocolEvent,
  uses: (text: string) => boolean,
  depth: number,
): Exit | undefined {
  const target = event.kind === 'call' ? event.call.target : undefined;
  const callee = target === undefined ? undefined : context.model.functions[target];
  const isWithin = callee && callee.range[0] <= event.range[0] && callee.range[1] >= event.range[1];
  if (event.kind !== 'call' || !callee || callee.isAsync || isWithin) return undefined;
  const given = event.call.args.flatMap(({ text, form }, i) =>
    (form === 'place' || ENTRY.test(text)) && uses(text) ? (callee.parameters[i] ?? []) : [],
  );
  const isPlain = given.length > 0 && given.every((name) => /^[\w$]+$/.test(name));
  return isPlain ? forgets(context, callee, given, depth + 1) : undefined;
}

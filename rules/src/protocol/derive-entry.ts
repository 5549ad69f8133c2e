import type { ApiEntry, ArgumentSpec } from '../api/entry.js';
import type { Call, Operand } from './events.js';
import type { ForeignEntry, Origin } from './file-summary.js';
import type { Graph } from './graph.js';
import { mayRelease } from './held-locks.js';
import { mayCall, type FileModel, type FunctionModel } from './model.js';
import type { SleepSource, SleepSummaries } from './sleep-summaries.js';
import { isPossible, sleepsByItself } from './sleeps.js';

/** A function or a macro of which others shall know what calling it means. */
export interface Derivable {
  readonly source: SleepSource;
  readonly sleeps: SleepSummaries;
  /** Index of its model. */
  readonly index: number;
  /** Macros: conditions are handed on as text, and the value of the last expression is the macro's. */
  readonly isMacro: boolean;
  originAt(call: Call, depth: number): Origin;
}

/**
 * What calling a function means, as an entry of the API: that of the one call it wraps, with the arguments in its own
 * parameters' places, or that it sleeps whatever it is given. Undefined when it means nothing or more than one entry can
 * say.
 */
export function deriveEntry(fn: Derivable): ForeignEntry | undefined {
  return wrapped(fn) ?? sleeping(fn);
}

function wrapped(derivable: Derivable): ForeignEntry | undefined {
  const { source, index, originAt } = derivable;
  const fn = source.model.functions[index]!;
  if (!mayCall(fn, ({ api }) => !isSideIssue(api.action)) || branches(source.model, fn)) return undefined;
  const calls = source.callsOf(fn);
  const inner = calls.filter(({ api }) => api !== undefined && !isSideIssue(api.action));
  const [call] = inner;
  if (inner.length !== 1 || !call || !isStraight(source.graphOf(fn), source.model.language)) return undefined;
  const others = calls.filter(
    (other) => other !== call && !call.args.some((arg) => arg.calls.includes(other)),
  );
  if (runsCommands(call)) return undefined;
  if (others.some((other) => mayRelease(other, []) || sleepsByItself(other))) return undefined;
  if (!STANDS_ALONE.has(call.api!.action) && others.length > 0) return undefined;
  const isScript = source.model.language === 'js';
  if (isScript && !isHandedOn(call, fn)) return undefined;
  const entry = remapped(call, fn, derivable.isMacro || isScript);
  return entry && { ...entry, name: fn.name, origin: originAt(call, 0) };
}

/**
 * JavaScript: the caller gets the promise, or a promise that takes as long; a word is where `Atomics` has it, since its
 * array and index are known by their positions.
 */
function isHandedOn({ api, args, use, awaited }: Call, { isAsync, parameters }: FunctionModel): boolean {
  if (api!.family === 'atomics') {
    const places = api!.action === 'compare-sleep' ? 3 : 2;
    for (let at = 0; at < places; at++) if (args[at]?.text !== parameters[at]) return false;
  }
  if (api!.awaits) return use === 'returned' || (isAsync && awaited === true);
  return !isAsync;
}

/** `wait_event_cmd(q, c, unlock, lock)`: what it runs while it waits is not in the entry. */
function runsCommands({ name, args, api }: Call): boolean {
  return api?.condition !== undefined && name.includes('_cmd') && args.length > api.condition + 1;
}

/** Actions that no wrapper is recognised by. */
export function isSideIssue(action: ApiEntry['action']): boolean {
  return SIDE_ISSUES.has(action);
}

const SIDE_ISSUES: ReadonlySet<ApiEntry['action']> = new Set([
  'barrier',
  'signal-test',
  'no-return',
  'query',
  'init-queue',
  'init-entry',
  'declare-queue',
  'declare-entry',
  'set-handler',
]);

/** Whatever else a function does, it means this to its callers. */
const STANDS_ALONE: ReadonlySet<string> = new Set<ApiEntry['action']>(['wait', 'may-sleep', 'delay']);

/** No branch: what it does it does always. A rejection leaves a JavaScript function by an edge of its own. */
function isStraight({ blocks }: Graph, language: 'c' | 'js'): boolean {
  return blocks.every(({ edges, isLoopHead }) => {
    const branches = language === 'js' ? edges.filter(({ assume }) => assume !== undefined) : edges.slice(1);
    return branches.length === 0 && !isLoopHead;
  });
}

/** C: the text shows a way that is not always taken. */
function branches({ language, text }: FileModel, { range }: FunctionModel): boolean {
  return language === 'c' && BRANCHES.test(text.slice(...range).replace(COMMENTS, ''));
}

const BRANCHES = /\b(?:if|for|switch)\s*\(/;
const COMMENTS = /\/\*[^]*?\*\/|\/\/.*/g;

/** The call's own entry as seen by a caller of the wrapper; undefined where the caller could not tell what matters. */
function remapped(
  { api, args, use }: Call,
  fn: FunctionModel,
  takesCondition: boolean,
): ApiEntry | undefined {
  const { queue, entry, task, lock, condition, timeout, flags, state, handler, result, ...rest } = api!;
  if (handler) return undefined;
  const parameterAt = (operand: Operand | undefined): number =>
    operand?.form === 'place' ? fn.parameters.indexOf(operand.place!.text) : -1;
  const at = (position: number | undefined): number =>
    position === undefined ? -1 : parameterAt(args[position]);
  const specOf = (spec: ArgumentSpec | undefined): ArgumentSpec | undefined =>
    spec && argumentSpec(spec, args[spec.arg], fn.parameters);
  const mapped = {
    queue: specOf(queue),
    entry: specOf(entry),
    lock: specOf(lock) ?? ownerOf(api!, args, fn),
  };
  const isLost =
    (entry && !mapped.entry) ||
    (task !== undefined && at(task) < 0) ||
    (queue && !mapped.queue && (rest.queueLocked === true || rest.action !== 'wait')) ||
    (lock && !mapped.lock);
  const knownState = typeof state === 'number' ? undefined : state;
  if (isLost || (typeof state === 'number' && rest.action !== 'wait' && at(state) < 0)) return undefined;
  if (flags !== undefined && at(flags) < 0) return undefined;
  const isExpression = api!.language === 'c' && takesCondition && use === 'dropped';
  const givesResult = use === 'returned' || isExpression;
  return {
    ...rest,
    ...defined(mapped),
    ...(at(task) >= 0 ? { task: at(task) } : {}),
    ...(takesCondition && at(condition) >= 0 ? { condition: at(condition) } : {}),
    ...(timeout && at(timeout.arg) >= 0 ? { timeout: { ...timeout, arg: at(timeout.arg) } } : {}),
    ...(flags === undefined ? {} : { flags: at(flags) }),
    ...(knownState === undefined ? {} : { state: knownState }),
    ...(typeof state === 'number' && at(state) >= 0 ? { state: at(state) } : {}),
    result: givesResult ? (result ?? 'none') : rest.awaits ? 'promise' : 'none',
    doc: `Wraps ${api!.name}.`,
  };
}

/** A parameter handed on as it is, with `&` put before it, or as what it points to. */
function argumentSpec(
  { address }: ArgumentSpec,
  operand: Operand | undefined,
  parameters: readonly string[],
): ArgumentSpec | undefined {
  const arg = parameters.indexOf(operand?.place?.text ?? '');
  if (arg < 0) return undefined;
  if (operand!.form === 'place') return { arg, address };
  if (operand!.form === 'address' && address === 'pointer') return { arg, address: 'value' };
  return operand!.form === 'deref' && address === 'value' ? { arg, address: 'pointer' } : undefined;
}

/** `dev_lock(dev)` for `spin_lock(&dev->lock)`: the object stands for its lock. */
function ownerOf(
  { action, lock }: ApiEntry,
  args: readonly Operand[],
  { parameters }: FunctionModel,
): ArgumentSpec | undefined {
  const arg = lock && action !== 'wait' ? parameters.indexOf(args[lock.arg]?.place?.root ?? '') : -1;
  return arg < 0 ? undefined : { arg, address: 'pointer' };
}

function defined<T extends object>(values: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };
}

/** It sleeps whatever its arguments are, and under the locks of its caller. */
function sleeping({ source, sleeps, index, originAt }: Derivable): ForeignEntry | undefined {
  const { name, isAsync, maySleepAtOnce } = source.model.functions[index]!;
  // Who calls an async function gets a promise and goes on.
  if (isAsync || maySleepAtOnce?.(sleeps.reach.maySleep) === false || !sleeps.reach.sleeps(index))
    return undefined;
  const summary = sleeps.of(index);
  if (summary.releases || summary.acquires.length > 0) return undefined;
  const always = summary.sleeps.filter(
    ({ call, requires, isConditional, isReleased }) =>
      requires.size === 0 && !isConditional && !isReleased && call.api?.awaits !== true,
  );
  const found = always.find(({ isModal }) => !isModal) ?? always.find(({ call }) => isPossible(call));
  if (!found) return undefined;
  return {
    name,
    language: source.model.language,
    action: 'may-sleep',
    family: 'sched',
    doc: `Sleeps in ${found.call.name}.`,
    origin: originAt(found.call, found.via.length),
  };
}

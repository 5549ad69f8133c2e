import type { ApiEntry } from '../api/entry.js';
import type { Bindings } from './bindings.js';
import { keepsResolver } from './kept-resolver.js';
import { calleeName, isFunction, propertyName, T, type CallNode, type Node } from './nodes.js';
import { makesPromise } from './promise-maker.js';
import { queuesJobs } from './promise-signs.js';
import type { Recogniser } from './recognise.js';
import { isAsyncFunction, targetOf } from './targets.js';
import type { Survey, Unit } from './units.js';

/** What a call means: a wait API's function, an `Atomics` method, a function of the file. */
export interface Meaning {
  readonly entry?: ApiEntry;
  /** `load`, `store`, `wait` …, for a method of `Atomics`. */
  readonly atomics?: string;
  readonly target?: Unit;
}

/** The calls that mean something and the functions that are worth lowering, in source order. */
export interface Interest {
  readonly meanings: ReadonlyMap<CallNode, Meaning>;
  readonly units: readonly Unit[];
}

/** Levels of callers above a function that touches the API. */
export const CALLER_LEVELS = 3;

/** Levels of callees below those. */
export const CALLEE_LEVELS = 3;

/** A file of more functions is a bundle: who keeps a resolver and who calls it would be too dear to find out. */
const MAX_WHOLE = 3_000;

/** What a file is looked through for; going by its text spares asking at every call for what is not in it. */
export interface Looks {
  /** The wait API. */
  readonly api: boolean;
  /** Waits by promises of the file's own. */
  readonly promises: boolean;
  readonly text: string;
}

/**
 * Chooses the functions that touch the wait API, those that call them and those they call. With promises: also those that
 * wait by promises of their own, with all that stands in the same outermost function; and all functions of the file where
 * a resolver is kept for others, an event is waited for or running jobs are counted, since whoever ends it need not call the waiter.
 */
export function findInterest(
  survey: Survey,
  bindings: Bindings,
  recogniser: Recogniser,
  { api, promises, text }: Looks,
): Interest {
  const hasEvents = text.includes('events');
  const hasPauses = text.includes('timers/promises');
  const hasJobs = promises && queuesJobs(text);
  const meanings = new Map<CallNode, Meaning>();
  const touching = new Set<Unit>();
  const around = new Set<Unit>();
  let isWhole = false;
  const reachOf = (node: CallNode, target: Unit | undefined): Reach | undefined => {
    if (makesPromise(node, bindings)) return keepsResolver(node, bindings) ? 'file' : 'around';
    if ((hasEvents && waitsForEvent(node, recogniser)) || takesApart(node)) return 'file';
    if (survey.sites.get(node)?.awaited && waitsForOwnEvent(node)) return 'file';
    if (hasJobs && takesNext(node)) return 'file';
    if (removesListener(node) || listensForAbort(node) || repeatsAsync(node, survey)) return 'around';
    if (givesBack(node) && isAsyncUnit(survey.sites.get(node)!.unit, survey)) return 'here';
    if (stopsTimer(node) && isAsyncUnit(survey.sites.get(node)!.unit, survey)) return 'around';
    if (keepsTimer(node, survey) && isAsyncUnit(survey.sites.get(node)!.unit, survey)) return 'here';
    return (target && droppedWaits.has(target)) ||
      takesPromise(node, target, survey) ||
      (hasPauses && pauses(node, recogniser))
      ? 'here'
      : undefined;
  };
  const calls: Calls = { callers: new Map(), callees: new Map() };
  const targets = new Map<CallNode, Unit | undefined>();
  for (const [node, site] of survey.sites) targets.set(node, targetOf(site, survey, bindings));
  const droppedWaits = promises ? findDroppedWaits(survey, targets) : new Set<Unit>();
  for (const [node, site] of survey.sites) {
    const meaning = api ? meaningOf(node, recogniser) : undefined;
    const target = targets.get(node);
    const reach = promises ? reachOf(node, target) : undefined;
    if (meaning || reach) touching.add(site.unit);
    if (reach === 'around') around.add(outermostOf(site.unit));
    // What the callee does with a function that it is given may stand in a callback of its own.
    if (reach === 'here' && target) around.add(outermostOf(target));
    if (reach === 'file') isWhole = true;
    if (target) connect(calls, site.unit, target);
    if (meaning || target) meanings.set(node, { ...meaning, ...(target ? { target } : {}) });
  }
  if (isWhole && survey.units.length <= MAX_WHOLE) return { meanings, units: survey.units };
  for (const unit of around.size > 0 ? survey.units : [])
    if (around.has(outermostOf(unit))) touching.add(unit);
  const above = spread(touching, calls.callers, CALLER_LEVELS);
  const chosen = spread(above, calls.callees, CALLEE_LEVELS);
  return { meanings, units: survey.units.filter((unit) => chosen.has(unit)) };
}

/** Which functions of a file may have to do with a wait: the one it stands in, all in the same outermost one, or all. */
type Reach = 'here' | 'around' | 'file';

/** The function of the top level that a unit stands in; the top level itself for its own code. */
function outermostOf(unit: Unit): Unit {
  let outer = unit;
  while (outer.parent?.parent) outer = outer.parent;
  return outer;
}

/** `await raceEvent(this, 'empty', signal)` */
function waitsForOwnEvent({ arguments: [emitter, event] }: CallNode): boolean {
  return emitter?.type === T.ThisExpression && event?.type === T.Literal && typeof event.value === 'string';
}

/** `Promise.withResolvers()`, `defer()`: what settles the promise is kept somewhere. */
function takesApart({ callee, arguments: given }: CallNode): boolean {
  return given.length === 0 && DEFERRED.test(calleeName(callee));
}

const DEFERRED = /^(withResolvers|promiseWithResolvers|p?[dD]efer(red)?|(create|make|new)Deferred)$/;

/** `queue.shift()`, beside a count of the jobs that run. */
function takesNext({ callee, arguments: given }: CallNode): boolean {
  return given.length === 0 && calleeName(callee) === 'shift';
}

/** `once(emitter, 'event')` of Node.js. */
function waitsForEvent({ callee }: CallNode, recogniser: Recogniser): boolean {
  const value = recogniser.valueOf(callee);
  return value?.path === 'once' && /^(node:)?events$/.test(value.module);
}

/** `emitter.removeListener(…)`: a wait by a listener that is taken away again. */
function removesListener({ callee }: CallNode): boolean {
  return (
    callee.type === T.MemberExpression &&
    callee.property.type === T.Identifier &&
    LISTENER_REMOVERS.has(callee.property.name)
  );
}

const LISTENER_REMOVERS: ReadonlySet<string> = new Set(['off', 'removeListener', 'removeEventListener']);

/** `clearTimeout(timer)` */
function stopsTimer({ callee }: CallNode): boolean {
  return callee.type === T.Identifier && /^clear(Timeout|Interval)$/.test(callee.name);
}

/** `lock.release()`, `release()`: a place that may be kept when what comes before it rejects. */
function givesBack({ callee }: CallNode): boolean {
  return /^#?_*(?:release|unlock)(?=[A-Z]|$)/.test(calleeName(callee));
}

/** `const timer = setTimeout(…)` */
function keepsTimer(node: CallNode, survey: Survey): boolean {
  return survey.sites.get(node)?.use === 'assigned' && calleeName(node.callee) === 'setTimeout';
}

/** `setInterval(async () => …)` */
function repeatsAsync({ callee, arguments: [turn] }: CallNode, survey: Survey): boolean {
  const isTimer = callee.type === T.Identifier && callee.name === 'setInterval';
  return isTimer && turn !== undefined && isFunction(turn) && isAsyncFunction(turn, survey);
}

/** A promise that may be taken for an answer: an async function that is tested, handed on, or put into a list. */
function takesPromise(node: CallNode, target: Unit | undefined, survey: Survey): boolean {
  const site = survey.sites.get(node);
  if (site?.use === 'tested' && !site.awaited && target && isAsyncUnit(target, survey)) return true;
  const name = node.callee.type === T.MemberExpression ? propertyName(node.callee) : undefined;
  if (name !== undefined && SEARCHES.has(name)) return true;
  const isTaker = target !== undefined || name === 'push' || name === 'unshift';
  return isTaker && node.arguments.some((given) => isFunction(given) && isAsyncFunction(given, survey));
}

const SEARCHES: ReadonlySet<string> = new Set('every some find findIndex findLast findLastIndex'.split(' '));

function isAsyncUnit({ node }: Unit, survey: Survey): boolean {
  return isFunction(node) && isAsyncFunction(node, survey);
}

/** `setTimeout(ms)` of Node.js's `timers/promises`. */
function pauses({ callee }: CallNode, recogniser: Recogniser): boolean {
  return /^(node:)?timers\/promises$/.test(recogniser.valueOf(callee)?.module ?? '');
}

/** `signal.addEventListener('abort', …)` */
function listensForAbort({ callee, arguments: [event] }: CallNode): boolean {
  const isListening = callee.type === T.MemberExpression && propertyName(callee) === 'addEventListener';
  return isListening && event?.type === T.Literal && event.value === 'abort';
}

/** The functions of the file named for waiting of which one call drops what another keeps. */
function findDroppedWaits(
  { sites, naming }: Survey,
  targets: ReadonlyMap<CallNode, Unit | undefined>,
): ReadonlySet<Unit> {
  const dropped = new Set<Unit>();
  const kept = new Set<Unit>();
  const named = new Set<Node>();
  for (const [node, { name }] of naming.names) if (OWN_WAIT.test(name)) named.add(node);
  if (named.size === 0) return dropped;
  for (const [node, { use, awaited }] of sites) {
    const target = targets.get(node);
    if (target && named.has(target.node)) (use === 'dropped' && !awaited ? dropped : kept).add(target);
  }
  return new Set([...dropped].filter((unit) => kept.has(unit)));
}

const OWN_WAIT = /^#?_*wait(?=[A-Z_]|$)/;

function meaningOf(node: CallNode, recogniser: Recogniser): Meaning | undefined {
  const entry = recogniser.entryOf(node.callee);
  const value = recogniser.valueOf(node.callee);
  const atomics = value?.module === '' && value.path.startsWith('Atomics.') ? value.path.slice(8) : undefined;
  if (!entry && atomics === undefined) return undefined;
  return { ...(entry ? { entry } : {}), ...(atomics === undefined ? {} : { atomics }) };
}

interface Calls {
  readonly callers: Map<Unit, Set<Unit>>;
  readonly callees: Map<Unit, Set<Unit>>;
}

function connect(calls: Calls, caller: Unit, callee: Unit): void {
  addTo(calls.callees, caller, callee);
  addTo(calls.callers, callee, caller);
}

function addTo(map: Map<Unit, Set<Unit>>, key: Unit, value: Unit): void {
  const set = map.get(key);
  if (set) set.add(value);
  else map.set(key, new Set([value]));
}

function spread(
  start: ReadonlySet<Unit>,
  edges: ReadonlyMap<Unit, ReadonlySet<Unit>>,
  levels: number,
): Set<Unit> {
  const reached = new Set(start);
  let edge = [...start];
  for (let level = 0; level < levels && edge.length > 0; level++) {
    const next = edge.flatMap((unit) => [...(edges.get(unit) ?? [])]).filter((unit) => !reached.has(unit));
    for (const unit of next) reached.add(unit);
    edge = next;
  }
  return reached;
}

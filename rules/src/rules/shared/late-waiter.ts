import type { AnalysisContext } from '../../context.js';
import type { Call, UpdateEvent } from '../../protocol/events.js';
import { eventsOf, reachability } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import { quoted } from '../../quoted.js';
import { storesIn } from './dropped-waiters.js';
import { METHOD, methodOf } from './method-of.js';
import { functionsInside, isInside } from './nesting.js';
import { mayBeOfSameClass } from './same-class.js';
import { testedPlaces } from './tested-places.js';

/** A waiter that is put on its list though an end has settled everybody there for good. */
export interface LateWaiter {
  /** `this.pulls.push(resolve)` */
  readonly keeps: Call;
  /** `this.running = false`, with all who wait settled. */
  readonly end: UpdateEvent;
}

/** Finds a wait with no look at the flag that `return() { this.over = true; this.pulls.forEach((give) => give(done)); }` sets. */
export function findLateWaiters(context: AnalysisContext): readonly LateWaiter[] {
  const { functions } = context.model;
  return functions.flatMap((maker) =>
    [...new Set(storesIn(context, maker))].flatMap((store) => {
      if (!store.startsWith('this.')) return [];
      const settlesAll = settlingAll(store);
      if (!settlesAll.test(context.model.text)) return [];
      const ends = functions.flatMap((fn) =>
        fn !== maker && mayBeOfSameClass(context.model, fn, maker) ? endsIn(context, fn, settlesAll) : [],
      );
      const end = ends.find((one) => isForGood(context, one) && !isLookedAt(context, maker, store, one));
      const kept = end && keepingCall(context, maker, store);
      return end && kept ? [{ keeps: kept, end }] : [];
    }),
  );
}

/** What goes over all who wait. */
function settlingAll(store: string): RegExp {
  const own = `(?:this|_this|self)\\.${quoted(store.slice(5))}`;
  return new RegExp(
    `${own}\\.forEach\\(|\\bof\\s+${own}\\s*\\)|${own}\\.splice\\(0\\)\\.forEach|while\\s*\\(\\s*${own}\\.length`,
  );
}

/** The flags that a function sets where it settles all who wait. */
function endsIn(context: AnalysisContext, fn: FunctionModel, settlesAll: RegExp): readonly UpdateEvent[] {
  const { text } = context.model;
  if (fn.isTopLevel || !settlesAll.test(text.slice(...fn.range))) return [];
  const inside = [fn, ...functionsInside(context.model.functions, fn)];
  return inside.flatMap((one) =>
    [...eventsOf(context.graphOf(one))].flatMap((event) =>
      event.kind === 'update' &&
      /^this\.[\w$#]+$/.test(event.place.text) &&
      typeof event.value?.constant === 'boolean'
        ? [event]
        : [],
    ),
  );
}

/** Nobody but the constructor gives the flag its other value. */
function isForGood(context: AnalysisContext, { place, value }: UpdateEvent): boolean {
  return (givenLater(context).get(place.text) ?? []).every((constant) => constant === value?.constant);
}

/** What functions other than constructors write to each place of a file. */
function givenLater(context: AnalysisContext): ReadonlyMap<string, readonly Constant[]> {
  let given = known.get(context);
  if (!given) known.set(context, (given = collectGiven(context)));
  return given;
}

type Constant = NonNullable<UpdateEvent['value']>['constant'];

const known = new WeakMap<AnalysisContext, ReadonlyMap<string, readonly Constant[]>>();

function collectGiven({ model, graphOf }: AnalysisContext): ReadonlyMap<string, readonly Constant[]> {
  const given = new Map<string, Constant[]>();
  for (const fn of model.functions) {
    if (fn.name === 'constructor' || /^[A-Z]/.test(fn.name)) continue;
    for (const event of eventsOf(graphOf(fn))) {
      if (event.kind !== 'update') continue;
      const others = given.get(event.place.text);
      if (others) others.push(event.value?.constant);
      else given.set(event.place.text, [event.value?.constant]);
    }
  }
  return given;
}

/** Whoever waits, or calls the one who does, asks for the flag first. */
function isLookedAt(
  context: AnalysisContext,
  maker: FunctionModel,
  store: string,
  { place }: UpdateEvent,
): boolean {
  const { functions } = context.model;
  const index = functions.indexOf(maker);
  const asking = functions.filter(
    (fn) =>
      fn === maker ||
      isInside(fn, maker) ||
      isInside(maker, fn) ||
      context.callsOf(fn).some(({ target, name }) => target === index || name === `this.${maker.name}`),
  );
  return asking.some((fn) => asksFor(context, fn, place.text, store));
}

/** A test of the flag, or of what a function tells of it, that decides where the waiter is kept if it is kept here. */
function asksFor(context: AnalysisContext, fn: FunctionModel, flag: string, store: string): boolean {
  const graph = context.graphOf(fn);
  const reach = reachability(graph);
  const at = graph.blocks.find(({ events }) =>
    events.some((event) => event.kind === 'call' && keeps(event.call, store)),
  );
  return graph.blocks.some(({ events, edges }) => {
    const last = events.at(-1);
    if (last?.kind !== 'test') return false;
    const isAsked =
      last.calls.some((call) => mayTellOf(context, call, flag)) ||
      [...last.reads, ...testedPlaces(context, last)].some(({ text }) => bareName(text) === bareName(flag));
    const ways = edges.map(({ to }) => !at || to === at.id || reach(to).has(at.id));
    return isAsked && (!at || new Set(ways).size > 1);
  });
}

/** A call that may look at the flag: of what is not in sight, or of a function of the file that names it, itself or by another. */
function mayTellOf(context: AnalysisContext, call: Call, flag: string): boolean {
  const called = methodOf(context, call);
  if (!called) return !(ASKS_LIST.test(call.name) && call.receiver?.root === 'this');
  const own = new RegExp(`\\.[_#]*${quoted(bareName(flag))}(?![\\w$])`);
  if (own.test(context.model.text.slice(...called.range))) return true;
  return context.callsOf(called).some((next) => {
    const below = methodOf(context, next);
    return below ? own.test(context.model.text.slice(...below.range)) : METHOD.test(next.name);
  });
}

const ASKS_LIST = /^this\.[\w$#]+\.(?:has|get|includes|indexOf|find|some|every|keys|values)$/;

/** `this.closed` and `_this._closed` are one, whether by a getter or not. */
function bareName(text: string): string {
  return text.replace(/^_?this\.[_#]*/, '');
}

function keeps({ name, receiver }: Call, store: string): boolean {
  return receiver?.text === store && /\.(push|unshift|add|enqueue)$/.test(name);
}

function keepingCall(context: AnalysisContext, maker: FunctionModel, store: string): Call | undefined {
  const inside = [maker, ...functionsInside(context.model.functions, maker)];
  return inside.flatMap((fn) => context.callsOf(fn)).find((call) => keeps(call, store));
}

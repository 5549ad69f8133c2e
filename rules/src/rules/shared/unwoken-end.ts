import type { AnalysisContext } from '../../context.js';
import type { Call, UpdateEvent } from '../../protocol/events.js';
import { eventsOf, reachability } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import type { Place, Range } from '../../protocol/place.js';
import { methodOf } from './method-of.js';
import { resolverStore } from './promise-resolver.js';
import { mayBeOfSameClass } from './same-class.js';

/** A flag that says there is nothing more to wait for, set by one function that wakes nobody though another does. */
export interface UnwokenEnd {
  readonly update: UpdateEvent;
  /** Where whoever waits is kept. */
  readonly store: Place;
  /** The test that would have kept a waiter from waiting. */
  readonly tested: Range;
  /** Where the same flag is set and who waits is seen to; absent where the function's name says that it is the end. */
  readonly elsewhere?: Range;
}

/** Finds `return() { this.stopped = true; }` beside `stop() { this.stopped = true; for (const w of this.waiters) w(); }`. */
export function findUnwokenEnds(context: AnalysisContext): readonly UnwokenEnd[] {
  const found = new Map<number, UnwokenEnd>();
  for (const fn of context.model.functions) {
    for (const call of context.callsOf(fn)) {
      const store = resolverStore(context, call, fn);
      if (!store || store.root !== 'this') continue;
      for (const end of endsFor(context, fn, call, store))
        if (!found.has(end.update.range[0])) found.set(end.update.range[0], end);
    }
  }
  return [...found.values()];
}

function endsFor(
  context: AnalysisContext,
  waiter: FunctionModel,
  call: Call,
  store: Place,
): readonly UnwokenEnd[] {
  const executor = call.target === undefined ? undefined : context.model.functions[call.target];
  const keeps =
    executor && call.name === 'Promise'
      ? context.callsOf(executor).find(({ receiver }) => receiver?.text === store.text)
      : undefined;
  const flags = [
    ...flagsBefore(context, waiter, call),
    ...(executor && keeps ? flagsBefore(context, executor, keeps) : []),
  ];
  return flags.flatMap(({ flag, tested }) => {
    const sets = context.model.functions.flatMap((fn) =>
      mayBeOfSameClass(context.model, fn, waiter) ? setsIn(context, fn, flag) : [],
    );
    const seen = sets.find(({ fn }) => mentionsBelow(context, fn, store.text));
    return sets
      .filter(({ fn }) => fn !== waiter && (seen ? !BEGINS.test(fn.name) : isBareEnd(context, fn)))
      .filter(({ fn }) => !isSeenTo(context, fn, store.text))
      .map(({ update }) => ({ update, store, tested, ...(seen && { elsewhere: seen.update.range }) }));
  });
}

/** Nobody waits yet. */
const BEGINS = /^(constructor$|#?_*(init|create|open|start|connect|begin|reset|set|[A-Z]))/;

/** Named for an end, and with hardly any call that could see to others. */
function isBareEnd({ callsOf }: AnalysisContext, fn: FunctionModel): boolean {
  return ENDS.test(fn.name) && callsOf(fn).every(({ name }) => BARE.test(name));
}

const ENDS = /^#?_*(close|end|destroy|stop|return|dispose|shutdown|terminate|finish|complete|kill)(?![a-z])/;
const BARE = /^(clear(Timeout|Interval)|Promise\.resolve|[\w$.#]+\.(clear|log|debug|warn|trace|info))$/;

interface Flag {
  readonly flag: Place;
  readonly tested: Range;
}

/** Flags of the object whose being set leads past the wait. */
function flagsBefore({ graphOf }: AnalysisContext, waiter: FunctionModel, call: Call): readonly Flag[] {
  const { blocks } = graphOf(waiter);
  const waiting = blocks.find(({ events }) =>
    events.some((event) => event.kind === 'call' && event.call === call),
  );
  if (!waiting) return [];
  const reach = reachability(graphOf(waiter));
  return blocks.flatMap(({ events, edges }) => {
    const test = events.at(-1);
    if (test?.kind !== 'test') return [];
    const flag = test.reads.find(({ text }) => text === test.text && /^this\.[\w$#]+$/.test(text));
    const whenSet = edges.find(({ assume }) => assume?.text === test.text && assume.value);
    const isPast = whenSet && whenSet.to !== waiting.id && !reach(whenSet.to).has(waiting.id);
    return flag && isPast ? [{ flag, tested: test.range }] : [];
  });
}

interface Setting {
  readonly fn: FunctionModel;
  readonly update: UpdateEvent;
}

function setsIn({ graphOf }: AnalysisContext, fn: FunctionModel, flag: Place): readonly Setting[] {
  return [...eventsOf(graphOf(fn))].flatMap((event) =>
    event.kind === 'update' && event.place.text === flag.text && event.value?.constant === true
      ? [{ fn, update: event }]
      : [],
  );
}

/** The function itself, or everybody who calls it, sees to the waiters. */
function isSeenTo(context: AnalysisContext, fn: FunctionModel, store: string): boolean {
  if (mentionsBelow(context, fn, store)) return true;
  const index = context.model.functions.indexOf(fn);
  const callers = context.model.functions.filter((other) =>
    context.callsOf(other).some(({ target }) => target === index),
  );
  return callers.length > 0 && callers.every((caller) => mentionsBelow(context, caller, store));
}

/** Whether a function, or one of the file that it calls, names the store, or calls what another file declares. */
function mentionsBelow(
  context: AnalysisContext,
  fn: FunctionModel,
  store: string,
  seen = new Set<FunctionModel>(),
): boolean {
  if (seen.has(fn)) return false;
  seen.add(fn);
  if (context.model.text.slice(...fn.range).includes(store)) return true;
  return context.callsOf(fn).some((call) => {
    const called = methodOf(context, call);
    return called ? mentionsBelow(context, called, store, seen) : isUnseen(call.name);
  });
}

/** A method of the object that is not in sight may see to anything. */
function isUnseen(name: string): boolean {
  return /^(this|super)\.[\w$#]+$/.test(name) || (SEES_TO.test(name) && !/^Promise\./.test(name));
}

/** What ends the source is told of by its events. */
const SEES_TO =
  /(reject|resolve|settle|flush|drain|wake|notify|emit|destroy|close|end|terminate|kill|abort|disconnect|cancel)\w*$/i;

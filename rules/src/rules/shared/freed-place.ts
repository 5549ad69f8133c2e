import type { AnalysisContext } from '../../context.js';
import type { ProtocolEvent } from '../../protocol/events.js';
import { eventsOf } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import { walkPaths } from '../../protocol/paths.js';
import type { Place, Range } from '../../protocol/place.js';
import { resolverStore } from './promise-resolver.js';
import { takesFrom } from './promise-waker.js';

/** A place in a pool that gets free, while whoever waits for one is not told. */
export interface FreedPlace {
  /** `this.pool.splice(i, 1)` */
  readonly frees: Range;
  readonly pool: string;
  readonly store: Place;
  /** `this.pool.length < this.max`, which decides whether to wait. */
  readonly tested: Range;
}

/**
 * Finds what takes out of a pool that is tested for being full before a waiter is put on its list, and ends without a look at
 * that list.
 */
export function findFreedPlaces(context: AnalysisContext): readonly FreedPlace[] {
  const { functions } = context.model;
  return functions.flatMap((waiter) => {
    const store =
      context
        .callsOf(waiter)
        .map((call) => resolverStore(context, call, waiter))
        .find((place) => place?.root === 'this') ?? keptAsPair(context, waiter);
    if (!store || !functions.some((fn) => fn !== waiter && takes(context, fn, store))) return [];
    const pools = [...eventsOf(context.graphOf(waiter))].flatMap((event) => {
      const pool = event.kind === 'test' ? FULL.exec(event.text)?.[1] : undefined;
      return pool === undefined || pool === store.text ? [] : [{ pool, tested: event.range }];
    });
    return pools.flatMap(({ pool, tested }) =>
      functions.flatMap((fn) => {
        const frees = fn === waiter ? undefined : silentlyFreedIn(context, fn, pool, store);
        return frees ? [{ frees, pool, store, tested }] : [];
      }),
    );
  });
}

/** `this.pool.length < this.max` */
const FULL = /^(this\.[\w$#]+)\.(?:length|size)\s*<\s*[\w$.#]+$/;

/** `this.queue.push([resolve, reject])`, with resolvers that the function has taken out of a promise. */
function keptAsPair({ callsOf }: AnalysisContext, waiter: FunctionModel): Place | undefined {
  const makes = callsOf(waiter).some(({ name }) => name === 'Promise');
  const keeps = callsOf(waiter).find(
    ({ name, args }) => /\.(push|enqueue|add)$/.test(name) && /^[[{]\s*resolve\b/.test(args[0]?.text ?? ''),
  );
  return makes && keeps?.receiver?.root === 'this' ? keeps.receiver : undefined;
}

function takes({ graphOf }: AnalysisContext, fn: FunctionModel, store: Place): boolean {
  return [...eventsOf(graphOf(fn))].some((event) => takesFrom(event, store));
}

function silentlyFreedIn(
  context: AnalysisContext,
  fn: FunctionModel,
  pool: string,
  store: Place,
): Range | undefined {
  const graph = context.graphOf(fn);
  if (![...eventsOf(graph)].some((event) => frees(event, pool))) return undefined;
  let found: Range | undefined;
  const isComplete = walkPaths<{ readonly freed: Range | null }>(graph, {
    start: { freed: null },
    key: ({ freed }) => String(freed),
    onEvent(state, event) {
      if (event.kind === 'opaque' || looksAt(context, event, store)) return null;
      return frees(event, pool) ? { freed: event.range } : state;
    },
    onExit({ freed }, { kind }) {
      if (freed && kind !== 'throw') found ??= freed;
    },
  });
  return isComplete ? found : undefined;
}

function frees(event: ProtocolEvent, pool: string): boolean {
  return (
    event.kind === 'call' && event.call.receiver?.text === pool && /\.(splice|delete)$/.test(event.call.name)
  );
}

/** Whoever waits is seen to, here or perhaps in a function that is called. */
function looksAt({ model }: AnalysisContext, event: ProtocolEvent, { text }: Place): boolean {
  if (event.kind === 'test') return event.reads.some((read) => read.text.startsWith(text));
  if (event.kind !== 'call') return false;
  const { target, name } = event.call;
  const called = target === undefined ? undefined : model.functions[target];
  if (called)
    return model.text.slice(...called.range).includes(text) || /next|drain|process|schedule/i.test(name);
  return name.startsWith(text) || /^this\.[\w$#]+$/.test(name);
}

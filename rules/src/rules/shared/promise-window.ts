import type { AnalysisContext } from '../../context.js';
import type { Call, ProtocolEvent, TestEvent } from '../../protocol/events.js';
import { eventsOf } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import { walkPaths } from '../../protocol/paths.js';
import { mayOverlap, type Place } from '../../protocol/place.js';
import { resolverStore } from './promise-resolver.js';
import { wakesAfterFreeing } from './promise-waker.js';

/** A test, an `await` in which the answer may change, and a wait for being told of it that begins only then. */
export interface PromiseWindow {
  readonly tested: TestEvent;
  /** The place that decides. */
  readonly place: Place;
  /** The `new Promise(…)` that is waited for. */
  readonly wait: Call;
}

interface State {
  /** The last test, and whether others have run since. */
  readonly tested: TestEvent | null;
  readonly yielded: boolean;
}

/** Finds `if (this.free === 0) { await log(); await new Promise((r) => this.waiters.push(r)); }`. */
export function findPromiseWindows(context: AnalysisContext, fn: FunctionModel): readonly PromiseWindow[] {
  if (!fn.isAsync || fn.isTopLevel) return [];
  const waits = context
    .callsOf(fn)
    .filter(
      ({ name, target, awaited, use }) =>
        ((name === 'Promise' && target !== undefined) || ONCE.test(name)) &&
        (awaited === true || use === 'returned'),
    );
  const wakers = new Map(waits.map((wait) => [wait, wakerOf(context, fn, wait)]));
  const found = new Map<Call, PromiseWindow>();
  if (![...wakers.values()].some((waker) => waker !== undefined)) return [];
  const isComplete = walkPaths<State>(context.graphOf(fn), {
    start: { tested: null, yielded: false },
    key: ({ tested, yielded }) => `${tested?.range[0]}${yielded}`,
    onEvent(state, event) {
      const tells = event.kind === 'call' && state.yielded ? wakers.get(event.call) : undefined;
      const place = tells && state.tested ? sharedReads(state.tested).find((read) => tells(read)) : undefined;
      if (event.kind === 'call' && place && state.tested && !found.has(event.call))
        found.set(event.call, { tested: state.tested, place, wait: event.call });
      return next(state, event);
    },
  });
  return isComplete ? [...found.values()] : [];
}

function next(state: State, event: ProtocolEvent): State | null {
  switch (event.kind) {
    case 'opaque':
      return null;
    case 'test':
      // A look at anything shared may be the new test.
      return sharedReads(event).length > 0 || event.calls.length > 0
        ? { tested: event, yielded: false }
        : state;
    case 'yield':
      return { ...state, yielded: state.tested !== null };
    default:
      return state;
  }
}

function sharedReads({ reads }: TestEvent): readonly Place[] {
  return reads.filter(
    ({ shared, text }) => shared && !/(^|\.)(length|size)$/.test(text) && text.includes('.'),
  );
}

/** Tells whether somebody changes a place and then ends the wait: by the resolver that was kept, or by the event. */
function wakerOf(
  context: AnalysisContext,
  fn: FunctionModel,
  wait: Call,
): ((place: Place) => boolean) | undefined {
  const store = resolverStore(context, wait);
  if (store) return (place) => place.root === store.root && wakesAfterFreeing(context, fn, store, [place]);
  const event = ownEvent(context, wait);
  return event === undefined ? undefined : (place) => changesAndEmits(context, place, event);
}

const ONCE = /^(\w+\.)?once$/;

/** `new Promise((resolve) => this.once('ready', resolve))`, `once(this, 'ready')`: the event is one of the object's own. */
function ownEvent({ model, callsOf }: AnalysisContext, { name, args, target }: Call): string | undefined {
  if (ONCE.test(name)) {
    const [emitter, given] = args;
    return emitter?.text === 'this' && typeof given?.constant === 'string' ? given.constant : undefined;
  }
  const [listens, ...others] = callsOf(model.functions[target!]!);
  const event = listens?.args[0]?.constant;
  const isOwn = listens?.receiver?.root === 'this' && /\.once$/.test(listens.name) && others.length === 0;
  return isOwn && typeof event === 'string' ? event : undefined;
}

function changesAndEmits({ model, callsOf, graphOf }: AnalysisContext, place: Place, event: string): boolean {
  return model.functions.some(
    (fn) =>
      callsOf(fn).some(({ name, args }) => /\.emit$/.test(name) && args[0]?.constant === event) &&
      [...eventsOf(graphOf(fn))].some((one) => one.kind === 'update' && mayOverlap(one.place, place)),
  );
}

import type { AnalysisContext } from '../../context.js';
import type { Call, ProtocolEvent } from '../../protocol/events.js';
import { eventsOf } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import { walkPaths } from '../../protocol/paths.js';
import type { Range } from '../../protocol/place.js';

/** A reaction that comes after those of others who took the same promise before. */
export interface LateReaction {
  /** The promise is put where others take it. */
  readonly published: Range;
  readonly where: string;
  /** `promise.then(() => …)`, behind an `await`. */
  readonly reacts: Call;
  /** What the reaction writes, and the function itself does too. */
  readonly written: string;
}

interface Published {
  readonly range: Range;
  readonly where: string;
  readonly awaited: boolean;
}

interface State {
  /** Places that hold a promise made here, by that promise's first name. */
  readonly names: ReadonlyMap<string, string>;
  readonly published: ReadonlyMap<string, Published>;
}

/**
 * Finds `this.next = done; await before; …; done.then(() => { this.busy = false })`: who awaited `this.next` meanwhile goes
 * on before the reaction and is busy when it writes.
 */
export function findLateReactions(context: AnalysisContext, fn: FunctionModel): readonly LateReaction[] {
  const reactions = context.callsOf(fn).filter(({ name }) => /\.(then|finally)$/.test(name));
  if (reactions.length === 0 || !fn.isAsync) return [];
  const graph = context.graphOf(fn);
  const own = new Set([...eventsOf(graph)].flatMap((event) => (isShared(event) ? event.place.text : [])));
  const found = new Map<Call, LateReaction>();
  const isComplete = walkPaths<State>(graph, {
    start: { names: new Map(), published: new Map() },
    key: ({ names, published }) =>
      [...names, ...[...published].map(([name, { awaited }]) => `${name}${awaited}`)].join(),
    onEvent(state, event) {
      if (event.kind === 'yield') return afterAwait(state);
      if (event.kind === 'update') return afterUpdate(state, event);
      if (event.kind === 'call' && reactions.includes(event.call)) {
        const late = state.published.get(state.names.get(event.call.receiver?.text ?? '') ?? '');
        const written = late?.awaited && writtenBy(context, event.call).find((text) => own.has(text));
        if (late && written)
          found.set(event.call, { published: late.range, where: late.where, reacts: event.call, written });
      }
      return state;
    },
  });
  return isComplete ? [...found.values()] : [];
}

type Update = ProtocolEvent & { readonly kind: 'update' };

function isShared(event: ProtocolEvent): event is Update {
  return event.kind === 'update' && event.place.shared;
}

function afterAwait(state: State): State {
  const published = new Map([...state.published].map(([name, one]) => [name, { ...one, awaited: true }]));
  return { ...state, published };
}

/** A new promise gets a name; a place that is given the promise is one more, and others see it when it is shared. */
function afterUpdate(state: State, { place, value, range }: Update): State {
  const isNew = value?.form === 'new' && value.calls.at(-1)?.name === 'Promise';
  const promise = isNew ? place.text : state.names.get(value?.place?.text ?? '');
  const names = new Map(state.names);
  if (promise === undefined) {
    return names.delete(place.text) ? { ...state, names } : state;
  }
  names.set(place.text, promise);
  if (!place.shared || state.published.has(promise)) return { ...state, names };
  const one = { range, where: place.text, awaited: false };
  return { names, published: new Map([...state.published, [promise, one]]) };
}

/** What the function given to `then` writes. */
function writtenBy({ model, graphOf }: AnalysisContext, { args }: Call): readonly string[] {
  const given = args[0];
  const reaction = model.functions.find(
    ({ range }) => given?.form === 'function' && range[0] === given.range[0] && range[1] === given.range[1],
  );
  if (!reaction) return [];
  return [...eventsOf(graphOf(reaction))].flatMap((event) => (isShared(event) ? event.place.text : []));
}

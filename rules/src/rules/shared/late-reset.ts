import type { AnalysisContext } from '../../context.js';
import type { Operand, ProtocolEvent, UpdateEvent, WakeEvent } from '../../protocol/events.js';
import { eventsOf, type Graph } from '../../protocol/graph.js';
import { mayCall, type NamedCall } from '../../protocol/model.js';
import { walkPaths } from '../../protocol/paths.js';
import { lastName, type Place, type Range } from '../../protocol/place.js';
import { guessedWrites } from './guessed-writes.js';
import { isCompletion, isHarmlessCall } from './call-kinds.js';
import { locksAfter, locksAtEntry, type Locks } from './held-locks.js';
import { queueName } from './pairing.js';

/** `if (dev->waiting) { complete(&dev->done); dev->waiting = false; }`: the woken side may have set it again already. */
export interface LateReset {
  readonly wake: WakeEvent;
  readonly update: UpdateEvent;
  /** Where another function sets it, to wait for the same completion. */
  readonly set: Range;
}

interface State {
  readonly held: Locks;
  /** Shared places that were tested on the way, before any completion. */
  readonly tested: readonly Place[];
  readonly wake: WakeEvent | null;
}

/** C: finds flags that say that somebody waits and that are taken back only after the completion. */
export function findLateResets(context: AnalysisContext, owner: number): readonly LateReset[] {
  const fn = context.model.functions[owner]!;
  if (!mayCall(fn, mayBeTooSoon)) return [];
  const graph = context.graphOf(fn);
  if (!hasReset(graph)) return [];
  const guesses = guessedWrites(graph);
  const found = new Map<UpdateEvent, WakeEvent>();
  const isComplete = walkPaths<State>(graph, {
    start: { held: locksAtEntry(context, owner), tested: [], wake: null },
    key: ({ held, tested, wake }) =>
      [[...held].sort().join(), tested.map(({ text }) => text).join(), wake?.range[0]].join(';'),
    onEvent(state, event) {
      const { wake, tested } = state;
      const isLate =
        event.kind === 'update' &&
        wake &&
        isReset(event) &&
        tested.some(({ text }) => text === event.place.text);
      if (isLate && !guesses.has(event)) found.set(event, wake);
      return next(state, event);
    },
  });
  if (!isComplete) return [];
  return [...found].flatMap(([update, wake]) => {
    const set = setByWaiter(context, owner, update, wake.queue!);
    return set ? [{ wake, update, set }] : [];
  });
}

/** Something is taken back further down than the first completion. */
function hasReset(graph: Graph): boolean {
  const events = [...eventsOf(graph)];
  const told = events.find((event) => event.kind === 'wake' && isCompletion(event.call));
  return events.some(
    (event) => event.kind === 'update' && isReset(event) && told && event.range[0] > told.range[0],
  );
}

/** By the text alone: something that was spoken of before is taken back somewhere behind it. */
function mayBeTooSoon({ api, site }: NamedCall): boolean {
  if (!isCompletion({ api })) return false;
  const call = site?.();
  if (!call) return true;
  const before = call.body.slice(0, call.start);
  const taken = [...call.body.slice(call.end).matchAll(TAKEN_BACK)];
  return taken.some(([, field]) => new RegExp(`\\b${field}\\b`).test(before));
}

const TAKEN_BACK = /(\w+)(?:\s*\[[^\]]*\]|\s*\))*\s*=\s*(?:false|0|NULL)\s*;/g;

function next(state: State, event: ProtocolEvent): State | null {
  const held = locksAfter(state.held, event);
  switch (event.kind) {
    case 'test': {
      const reads = state.wake ? [] : event.reads.filter(({ shared }) => shared);
      return { ...state, tested: [...state.tested, ...reads].slice(-FEW) };
    }
    case 'update': {
      const { place } = event;
      // another object from here on
      return place.shared
        ? state
        : { ...state, tested: state.tested.filter(({ root }) => root !== place.text) };
    }
    case 'wake': {
      const isIt = event.queue && isCompletion(event.call) && held.size === 0;
      return { ...state, held, wake: isIt ? event : null };
    }
    case 'call':
      return isHarmlessCall(event.call) ? { ...state, held } : { ...state, held, wake: null };
    case 'lock':
    case 'sleep':
      return { ...state, held, wake: null };
    case 'opaque':
      return null;
    default:
      return { ...state, held };
  }
}

/** Tests further back decide about other things. */
const FEW = 4;

function isReset({ place, value }: UpdateEvent): boolean {
  return place.shared && value !== undefined && isNothing(value);
}

function isNothing({ constant, text }: Operand): boolean {
  return constant === 0 || constant === false || constant === null || text === 'NULL';
}

/** Another function of the file sets it and waits for the completion. */
function setByWaiter(
  context: AnalysisContext,
  owner: number,
  { place }: UpdateEvent,
  completion: Operand,
): Range | undefined {
  for (const [index, fn] of context.model.functions.entries()) {
    if (index === owner || !mayCall(fn, isUncertainWait)) continue;
    const events = [...eventsOf(context.graphOf(fn))];
    const waits = events.some(
      (event) =>
        event.kind === 'sleep' &&
        event.queue?.place?.shared &&
        queueName(event.queue) === queueName(completion),
    );
    const set = waits && events.find((event) => isSetting(event, lastName(place)));
    if (set) return set.range;
  }
  return undefined;
}

function isUncertainWait({ api }: NamedCall): boolean {
  return api.action === 'wait' && api.condition === undefined;
}

function isSetting(event: ProtocolEvent, name: string): boolean {
  return (
    event.kind === 'update' &&
    event.place.shared &&
    // of several elements it may be another
    !event.place.text.includes('[') &&
    event.value !== undefined &&
    lastName(event.place) === name &&
    !isNothing(event.value)
  );
}

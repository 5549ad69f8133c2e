import type { AnalysisContext } from '../../context.js';
import type { Operand, ProtocolEvent, UpdateEvent, WakeEvent } from '../../protocol/events.js';
import { mayCall, type FileModel, type NamedCall } from '../../protocol/model.js';
import { queueWords } from '../../protocol/named-arguments.js';
import { eventsOf, type Graph } from '../../protocol/graph.js';
import { walkPaths } from '../../protocol/paths.js';
import type { Place, Range } from '../../protocol/place.js';
import { isCompletion, isHarmlessCall } from './call-kinds.js';
import { guessedWrites } from './guessed-writes.js';
import { locksAfter, locksAtEntry, type Locks } from './held-locks.js';
import { placeBeside, queueName } from './pairing.js';

/** `complete(&dev->done); dev->stage = stage;` where the woken side looks at the stage. */
export interface LateResult {
  readonly wake: WakeEvent;
  readonly update: UpdateEvent;
  /** Where another function looks at it, right after its wait. */
  readonly read: Range;
}

interface State {
  readonly held: Locks;
  /** Those of the places in question that were written on the way, before the completion. */
  readonly written: string;
  readonly wake: WakeEvent | null;
  /** What was tested last since then. */
  readonly chosen: Range | null;
}

/** C: finds results that are stored only after the completion that tells of them. */
export function findLateResults(context: AnalysisContext, owner: number): readonly LateResult[] {
  const fn = context.model.functions[owner]!;
  if (!mayCall(fn, (call) => mayBeTooSoon(context.model, call))) return [];
  const graph = context.graphOf(fn);
  const stored = storedBehind(graph);
  if (stored.size === 0) return [];
  const places = new Set([...stored].map(({ place }) => place.text));
  const found = new Map<UpdateEvent, WakeEvent>();
  const isComplete = walkPaths<State>(graph, {
    start: { held: locksAtEntry(context, owner), written: '', wake: null, chosen: null },
    key: ({ held, written, wake, chosen }) =>
      [[...held].sort().join(), written, wake?.range[0], chosen?.[0]].join(';'),
    onEvent(state, event) {
      const { wake, written } = state;
      const isLate = wake && event.kind === 'update' && stored.has(event) && !isDecided(state.chosen, event);
      if (isLate && !`${written};`.includes(`;${event.place.text};`)) found.set(event, wake);
      return next(state, event, places);
    },
  });
  if (!isComplete) return [];
  const results = new Map<WakeEvent, LateResult>();
  for (const [update, wake] of found) {
    const read = results.has(wake) ? undefined : readByWaiter(context, owner, update, wake.queue!);
    if (read) results.set(wake, { wake, update, read });
  }
  return [...results.values()];
}

/** What is stored in a place of others further down than the first completion. */
function storedBehind(graph: Graph): ReadonlySet<UpdateEvent> {
  const guesses = guessedWrites(graph);
  const events = [...eventsOf(graph)];
  const told = events.filter((event) => event.kind === 'wake' && isCompletion(event.call));
  const first = Math.min(...told.map(({ range }) => range[0]));
  const isStored = (event: ProtocolEvent): event is UpdateEvent =>
    event.kind === 'update' && event.place.shared && event.value !== undefined && !guesses.has(event);
  return new Set(events.filter(isStored).filter(({ range }) => range[0] > first));
}

/** By the text alone: something is stored behind it, and a function of the file waits for it. */
function mayBeTooSoon(model: FileModel, { api, args, site }: NamedCall): boolean {
  if (!isCompletion({ api })) return false;
  const call = site?.();
  if (call && !STORED.test(call.body.slice(call.end))) return false;
  const words = queueWords({ api, args });
  return words === undefined || words.some((word) => waitedWords(model).has(word));
}

const STORED = /^\s*;(?:\s|\/\*[^]*?\*\/)*(?:\w|->|\.|\[\w+\])+\s*[|&]?=[^=]/;

const waited = new WeakMap<FileModel, ReadonlySet<string>>();

/** The last words of the completions that functions of the file wait for. */
function waitedWords(model: FileModel): ReadonlySet<string> {
  let words = waited.get(model);
  if (words) return words;
  const found = new Set<string>();
  for (const fn of model.functions)
    mayCall(fn, (call) => {
      const last = isCompletionWait(call) ? queueWords(call)?.at(-1) : undefined;
      if (last !== undefined) found.add(last);
      return false;
    });
  waited.set(model, (words = found));
  return words;
}

function isCompletionWait({ api }: NamedCall): boolean {
  return api.action === 'wait' && /^wait_for_completion/.test(api.name);
}

function next(state: State, event: ProtocolEvent, places: ReadonlySet<string>): State | null {
  const held = locksAfter(state.held, event);
  switch (event.kind) {
    case 'update':
      if (!event.place.shared) return { ...state, wake: null };
      return state.wake || !places.has(event.place.text) ? state : withWritten(state, event.place.text);
    case 'wake': {
      const isIt = event.queue?.place?.shared && isCompletion(event.call) && held.size === 0;
      return { ...state, held, wake: isIt ? event : null, chosen: null };
    }
    case 'call':
      return isHarmlessCall(event.call) || event.call.use === 'assigned'
        ? { ...state, held }
        : { ...state, held, wake: null };
    case 'test':
      return state.wake ? { ...state, chosen: event.range } : state;
    case 'lock':
    case 'unlock':
    case 'sleep':
      return { ...state, held, wake: null };
    case 'opaque':
      return null;
    default:
      return { ...state, held };
  }
}

/** Whether it is written depends on a test since the wake-up, which is not one of `place = test ? a : b`. */
function isDecided(chosen: Range | null, { range, value }: UpdateEvent): boolean {
  if (!chosen) return false;
  const [start, end] = value?.range ?? range;
  return chosen[0] < start || chosen[1] > end;
}

function withWritten(state: State, place: string): State {
  return `${state.written};`.includes(`;${place};`)
    ? state
    : { ...state, written: `${state.written};${place}` };
}

/** Another function of the file waits for the completion, and the first it then has to do with the place is to look at it. */
function readByWaiter(
  context: AnalysisContext,
  owner: number,
  { place }: UpdateEvent,
  completion: Operand,
): Range | undefined {
  const name = placeBeside(place, completion);
  const isBeside = name.startsWith('@');
  const { model } = context;
  if (!isBeside && !isOfFile(model, owner, place)) return undefined;
  for (const [index, fn] of model.functions.entries()) {
    if (index === owner || !mayCall(fn, isCompletionWait)) continue;
    const isIt = (one: Place, queue: Operand): boolean =>
      isBeside ? placeBeside(one, queue) === name : one.text === place.text && isOfFile(model, index, one);
    const read = readAfterWait(context, index, isIt, queueName(completion));
    if (read) return read;
  }
  return undefined;
}

/** Reached through a variable of the file, which each function knows by the same name. */
function isOfFile({ functions, typeOf }: FileModel, owner: number, { root, text }: Place): boolean {
  const { parameters } = functions[owner]!;
  return !text.includes('[') && !parameters.includes(root) && typeOf?.(owner, root) === undefined;
}

function readAfterWait(
  context: AnalysisContext,
  index: number,
  isSought: (place: Place, queue: Operand) => boolean,
  completion: string,
): Range | undefined {
  let found: Range | undefined;
  walkPaths<{ readonly queue?: Operand }>(context.graphOf(context.model.functions[index]!), {
    start: {},
    key: ({ queue }) => (queue ? 'woken' : 'before'),
    onEvent(state, event) {
      if (event.kind === 'opaque') return null;
      if (event.kind === 'sleep' && event.queue?.place && queueName(event.queue) === completion)
        return { queue: event.queue };
      const { queue } = state;
      if (!queue) return state;
      const isIt = (one: Place): boolean => isSought(one, queue);
      if (readsOf(event).some(isIt)) found ??= event.range;
      return hidesResult(event, queue) || (event.kind === 'update' && isIt(event.place)) ? null : state;
    },
    onExit({ queue }, { value }) {
      if (queue && value?.reads.some((one) => isSought(one, queue))) found ??= value.range;
    },
  });
  return found;
}

/** The places that are looked at: tested, copied, or handed on. */
function readsOf(event: ProtocolEvent): readonly Place[] {
  if (event.kind === 'test') return event.reads;
  if (event.kind === 'call' && !isHarmlessCall(event.call))
    return event.call.args.flatMap(({ form, reads }) => (form === 'address' ? [] : reads));
  return event.kind === 'update' ? (event.value?.reads ?? []) : [];
}

/** What makes sure that the waker is through, or may; a call that has nothing to do with what it wrote does not. */
function hidesResult(event: ProtocolEvent, queue: Operand): boolean {
  if (event.kind !== 'call') return event.kind === 'lock' || event.kind === 'sleep';
  const { call } = event;
  if (isHarmlessCall(call)) return false;
  const isGiven = call.args.some(({ text, reads }) => {
    const root = queue.place?.root ?? '';
    return reads.some((one) => one.root === root) || new RegExp(`\\b${root}\\b`).test(text);
  });
  return isGiven || call.target !== undefined || SYNCHRONISES.test(call.name);
}

/** By its name it may wait until the waker is through. */
const SYNCHRONISES =
  /sync|cancel|flush|disable|free_irq|lock|wait|drain|stop|del_timer|timer_(shutdown|delete)|kill|unregister|barrier|fence|down|mutex|halt|close|abort|reset|terminate|remove|quiesce/i;

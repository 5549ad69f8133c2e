import type { AnalysisContext } from '../../context.js';
import type { UpdateEvent, WakeEvent } from '../../protocol/events.js';
import { eventsOf } from '../../protocol/graph.js';
import { mayCall, type FileModel, type NamedCall } from '../../protocol/model.js';
import { queueWords } from '../../protocol/named-arguments.js';
import { walkPaths } from '../../protocol/paths.js';
import type { Range } from '../../protocol/place.js';
import { squeeze } from '../../protocol/build-graph.js';
import { guessedWrites } from './guessed-writes.js';
import { locksAfter, locksAtEntry, type Locks } from './held-locks.js';
import { placeBeside, queueName, waitersOn } from './pairing.js';

/** A write after the wake-up that another function of the file makes before it: whoever waits does so in another file. */
export interface SiblingOrder {
  readonly wake: WakeEvent;
  readonly update: UpdateEvent;
  /** The same write in the other function, ahead of its wake-up. */
  readonly elsewhere: Range;
}

/** C: finds wake-ups that come before what the same wake-up announces elsewhere in the file. */
export function* findSiblingOrders(context: AnalysisContext, owner: number): Iterable<SiblingOrder> {
  const fn = context.model.functions[owner]!;
  const isShared = (call: NamedCall): boolean =>
    isWokenTwice(context.model, call) && isNamedElsewhere(context.model, owner, call);
  if (!mayCall(fn, isShared)) return;
  const events = [...eventsOf(context.graphOf(fn))];
  const guesses = guessedWrites(context.graphOf(fn));
  for (const wake of events) {
    if (wake.kind !== 'wake' || !wake.queue || waitersOn(context, wake.queue).length > 0) continue;
    const before = events.filter((event) => event.range[0] < wake.range[0]);
    if (before.some((event) => event.kind === 'update' && isBeside(event, wake))) continue;
    for (const update of events) {
      if (update.kind !== 'update' || update.range[0] < wake.range[0] || guesses.has(update)) continue;
      if (!isBeside(update, wake) || !isLate(context, owner, wake, update)) continue;
      const elsewhere = announcedElsewhere(context, owner, wake, update);
      if (!elsewhere) continue;
      yield { wake, update, elsewhere };
      break;
    }
  }
}

/** True when calls in two functions of the file or more wake the queue of this one, as far as its words tell, and here something beside it is written behind. */
function isWokenTwice(model: FileModel, call: NamedCall): boolean {
  if (call.api.action !== 'wake') return false;
  let counts = wakers.get(model);
  if (!counts) wakers.set(model, (counts = countWakers(model)));
  const isTwice = queueWords(call)?.some((word) => (counts.get(word) ?? 0) > 1) ?? false;
  return isTwice && call.mayWriteBehind?.(ownerOf(call)) !== false;
}

/** Something that is written behind it is named in another function that wakes the queue. */
function isNamedElsewhere({ functions, text }: FileModel, owner: number, call: NamedCall): boolean {
  const written = call.namesWrittenBehind?.();
  const queue = queueWords(call)?.at(-1);
  if (!written || queue === undefined) return true;
  if (written.size === 0) return false;
  const isNamed = new RegExp(`\\b(?:${[...written].join('|')})\\b`);
  const isSame = (other: NamedCall): boolean =>
    other.api.action === 'wake' && (queueWords(other)?.includes(queue) ?? true);
  return functions.some(
    (fn, index) => index !== owner && mayCall(fn, isSame) && isNamed.test(text.slice(...fn.range)),
  );
}

/** `dev` of `&dev->wq`; undefined for what is not as plain. */
function ownerOf({ api, args }: NamedCall): string | undefined {
  return OWNER.exec(args()?.[api.queue?.arg ?? 0] ?? '')?.[1];
}

const OWNER = /^[\s&(]*([A-Za-z_]\w*)[\s)]*(?:->|\.)/;

const wakers = new WeakMap<FileModel, ReadonlyMap<string, number>>();

/** In how many functions each word is the last of a queue that is woken. */
function countWakers({ functions }: FileModel): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const fn of functions) {
    const words = new Set<string>();
    mayCall(fn, (call) => {
      const last = call.api.action === 'wake' ? queueWords(call)?.at(-1) : undefined;
      if (last !== undefined) words.add(last);
      return false;
    });
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}

/** Written in what the queue is a part of. */
function isBeside({ place }: UpdateEvent, { queue }: WakeEvent): boolean {
  return place.shared && placeBeside(place, queue!).startsWith('@.') && place.text !== queue!.place?.text;
}

/** On some way the write comes after the wake-up, under no lock that both are under, and nothing wakes again. */
function isLate(context: AnalysisContext, owner: number, wake: WakeEvent, update: UpdateEvent): boolean {
  interface State {
    readonly held: Locks;
    readonly since: Locks | null;
    readonly isLate: boolean;
  }
  let found = false;
  walkPaths<State>(context.graphOf(context.model.functions[owner]!), {
    start: { held: locksAtEntry(context, owner), since: null, isLate: false },
    key: ({ held, since, isLate }) =>
      [[...held].sort(), since ? `+${[...since].sort().join()}` : '', isLate].join(';'),
    onEvent(state, event) {
      const held = locksAfter(state.held, event);
      if (event === wake) return { held, since: held, isLate: false };
      if (event.kind === 'wake' || event.kind === 'opaque') return null;
      const since = state.since && new Set([...state.since].filter((name) => held.has(name)));
      return { held, since, isLate: state.isLate || (event === update && since?.size === 0) };
    },
    onExit: ({ isLate }, { kind }) => {
      found ||= isLate && kind !== 'never';
    },
  });
  return found;
}

/** The same write ahead of a wake-up of the same queue in another function, and not behind it. */
function announcedElsewhere(
  context: AnalysisContext,
  owner: number,
  wake: WakeEvent,
  update: UpdateEvent,
): Range | undefined {
  const { functions, text } = context.model;
  const textOf = ({ place, range }: UpdateEvent): string =>
    squeeze(text.slice(...range)).slice(place.root.length);
  const wanted = textOf(update);
  for (const [index, fn] of functions.entries()) {
    if (index === owner || !mayCall(fn, ({ api }) => api.action === 'wake')) continue;
    const events = [...eventsOf(context.graphOf(fn))];
    const same = events.find(
      (event) => event.kind === 'wake' && event.queue && queueName(event.queue) === queueName(wake.queue!),
    ) as WakeEvent | undefined;
    const writes = events.filter(
      (event): event is UpdateEvent =>
        event.kind === 'update' && same !== undefined && isBeside(event, same) && textOf(event) === wanted,
    );
    const first = writes[0];
    if (first && writes.every(({ range }) => range[0] < same!.range[0])) return first.range;
  }
  return undefined;
}

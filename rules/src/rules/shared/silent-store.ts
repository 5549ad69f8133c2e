import { wordOf } from '../../api/atomics.js';
import type { AnalysisContext } from '../../context.js';
import type { Call, ProtocolEvent, UpdateEvent } from '../../protocol/events.js';
import { eventsOf } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import type { Range } from '../../protocol/place.js';
import { isAtomics } from './atomics-wake.js';

/** A store that makes true what somebody sleeps for, with no notify after it anywhere. */
export interface SilentStore {
  readonly update: UpdateEvent;
  readonly word: string;
  readonly slept: Range;
}

/** Finds `Atomics.store(words, 0, 0)` beside `Atomics.wait(words, 0, 1)` where neither the function nor its callers notify. */
export function findSilentStores(context: AnalysisContext): readonly SilentStore[] {
  const isMute = !/\bnotify\b/.test(context.model.text);
  return [...endlessSleeps(context, isMute)].flatMap(([word, { slept, expected, owners }]) =>
    context.model.functions.flatMap((fn, owner) => {
      if (owners.has(owner) || fn.name === 'constructor' || BEGINS.test(fn.name)) return [];
      const frees = isMute ? changes : setsFree;
      const update = [...eventsOf(context.graphOf(fn))].find((event) => frees(event, word, expected));
      if (update?.kind !== 'update' || mayNotify(context, owner, word)) return [];
      return [{ update, word, slept }];
    }),
  );
}

/** Nobody sleeps yet, or everything is about to end. */
const BEGINS = /^#?_*(init|create|make|setup|reset|clear|alloc|new|[A-Z])/;

interface Sleep {
  readonly slept: Range;
  readonly expected: number;
  readonly owners: ReadonlySet<number>;
}

/**
 * Words of fields that are slept on for as long as it takes, with the one value that is slept on; in a file in which nothing
 * notifies, words of any array.
 */
function endlessSleeps({ model, callsOf }: AnalysisContext, isMute: boolean): ReadonlyMap<string, Sleep> {
  const found = new Map<string, Sleep>();
  for (const [owner, fn] of model.functions.entries()) {
    for (const call of callsOf(fn)) {
      const word = isAtomics(call, 'compare-sleep') ? wordOf(call)?.text : undefined;
      const expected = call.args[2]?.constant;
      if (word === undefined || typeof expected !== 'number') continue;
      if (!isMute && !word.startsWith('this.')) continue;
      const known = found.get(word);
      const isOne = known === undefined || known.expected === expected;
      if (call.args[3] !== undefined || !isOne)
        found.set(word, { slept: call.range, expected: NaN, owners: new Set() });
      else
        found.set(word, { slept: call.range, expected, owners: new Set([...(known?.owners ?? []), owner]) });
    }
  }
  return new Map([...found].filter(([, { expected }]) => !Number.isNaN(expected)));
}

/** A plain store of another value than the one that is slept on. */
function setsFree(event: ProtocolEvent, word: string, expected: number): boolean {
  if (event.kind !== 'update' || event.place.text !== word) return false;
  const value = event.value?.constant;
  return typeof value === 'number' && value !== expected;
}

/** The same, or any change that is not known to give the word the value that is slept on. */
function changes(event: ProtocolEvent, word: string, expected: number): boolean {
  return event.kind === 'update' && event.place.text === word && event.value?.constant !== expected;
}

/** The function, one that it calls or one that calls it notifies something, or hands the array on. */
function mayNotify(context: AnalysisContext, owner: number, word: string): boolean {
  const { functions } = context.model;
  const array = word.slice(0, word.lastIndexOf('['));
  const around = functions.flatMap((fn, index) =>
    index === owner || context.callsOf(fn).some(({ target }) => target === owner) ? [fn] : [],
  );
  return around.some((fn) => notifies(context, fn, array, 0));
}

function notifies(context: AnalysisContext, fn: FunctionModel, array: string, depth: number): boolean {
  return context.callsOf(fn).some((call: Call) => {
    if (/\bnotify$/.test(call.name) || isAtomics(call, 'wake')) return true;
    if (call.target !== undefined)
      return depth < 3 && notifies(context, context.model.functions[call.target]!, array, depth + 1);
    const isGiven = call.args.some(({ place }) => place && array.startsWith(place.text));
    return !call.name.startsWith('Atomics.') && (isGiven || /^(this|super)\.[\w$#]+$/.test(call.name));
  });
}

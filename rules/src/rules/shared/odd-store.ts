import { wordOf } from '../../api/atomics.js';
import type { AnalysisContext } from '../../context.js';
import type { Call } from '../../protocol/events.js';
import type { FunctionModel } from '../../protocol/model.js';
import type { Range } from '../../protocol/place.js';
import { isAtomics } from './atomics-wake.js';

/** A store of a word with no notify after it, where others store the same and notify. */
export interface OddStore {
  readonly store: Call;
  readonly word: string;
  /** The notify of another that stores the same. */
  readonly peer: Call;
  /** Where the file sleeps on the word, if it does. */
  readonly slept: Range | undefined;
}

/**
 * Finds `Atomics.add(words, 0, 1)` that nothing notifies, in a file in which another function does the same and then notifies,
 * and a third one does so, too, or somebody sleeps on the word.
 */
export function findOddStores(context: AnalysisContext): readonly OddStore[] {
  const stores = context.model.functions.flatMap((fn) => (fn.isTopLevel ? [] : storesOf(context, fn)));
  const silent = stores.filter(({ notify }) => !notify);
  return silent.flatMap((one) => {
    const ofWord = stores.filter(({ word }) => word === one.word);
    const peers = ofWord.filter(({ notify }) => notify);
    const same = peers.find(({ what }) => what === one.what);
    const isOnly = ofWord.length === peers.length + 1;
    if (!same || !isOnly) return [];
    const slept = sleepOn(context, one.word)?.range;
    if ((peers.length < 2 && !slept) || mayBeNotified(context, one)) return [];
    return [{ store: one.store, word: one.word, peer: same.notify!, slept }];
  });
}

interface Store {
  readonly fn: FunctionModel;
  readonly store: Call;
  readonly word: string;
  /** The method and the value: a word that is taken back is given another one. */
  readonly what: string;
  /** The first notify of the word behind it in the same function. */
  readonly notify: Call | undefined;
}

/** Nobody sleeps on the word of what is being made. */
const BEGINS = /^(?:constructor$|#?_*(?:init|create|make|setup|reset|clear|alloc|new))/;

function storesOf({ callsOf }: AnalysisContext, fn: FunctionModel): readonly Store[] {
  const calls = BEGINS.test(fn.name) ? [] : callsOf(fn);
  if (calls.some((call) => isAtomics(call, 'compare-sleep'))) return [];
  return calls.flatMap((store) => {
    const word = STORES.test(store.name) ? wordOf(store)?.text : undefined;
    if (word === undefined || store.use !== 'dropped') return [];
    const notify = calls.find(
      (call) => call.range[0] > store.range[0] && isAtomics(call, 'wake') && wordOf(call)?.text === word,
    );
    return [{ fn, store, word, what: `${store.name} ${store.args[2]?.text ?? ''}`, notify }];
  });
}

const STORES = /^Atomics\.(?:store|add|or|xor|exchange)$/;

function sleepOn({ model, callsOf }: AnalysisContext, word: string): Call | undefined {
  return model.functions
    .flatMap((fn) => callsOf(fn))
    .find((call) => isAtomics(call, 'compare-sleep') && wordOf(call)?.text === word);
}

/** Something that is called after it may notify, or who calls the function does behind the call. */
function mayBeNotified({ model, callsOf }: AnalysisContext, { fn, store, word }: Store): boolean {
  const array = store.args[0]!.text;
  const notifies = (call: Call): boolean =>
    /(?:notify|wake|signal|publish|flush)\w*$/i.test(call.name) && !isOtherWord(call, word);
  const below = callsOf(fn).filter(({ range }) => range[0] > store.range[0]);
  const isHanded = below.some(
    ({ name, args }) => !name.startsWith('Atomics.') && args.some(({ text }) => text === array),
  );
  const called = below.flatMap(({ target }) =>
    target === undefined ? [] : callsOf(model.functions[target]!),
  );
  if (isHanded || [...below, ...called].some(notifies)) return true;
  return model.functions.some((caller) => {
    const calls = callsOf(caller);
    const own = calls.find(({ target }) => target !== undefined && model.functions[target] === fn);
    return own !== undefined && calls.some((call) => call.range[0] > own.range[0] && notifies(call));
  });
}

function isOtherWord(call: Call, word: string): boolean {
  const own = isAtomics(call, 'wake') ? wordOf(call)?.text : undefined;
  return own !== undefined && own !== word;
}

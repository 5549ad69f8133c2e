import { atomicsAccess } from '../../api/atomics.js';
import type { AnalysisContext } from '../../context.js';
import type { Call } from '../../protocol/events.js';
import { isAtomics } from './atomics-wake.js';

/** `Atomics.store(words, 0, 1); Atomics.notify(words, 4);` in a file that never writes the word notified. */
export interface NotifiedOtherWord {
  readonly store: Call;
  readonly notify: Call;
}

/**
 * Finds notifies right behind a store to the same array that go to another word, which nothing in the file writes or waits on:
 * whoever sleeps on the word stored is not woken, and who would sleep on the other finds it as it was.
 */
export function findNotifiedOtherWords(context: AnalysisContext): readonly NotifiedOtherWord[] {
  const calls = context.model.functions.map((fn) => context.callsOf(fn).filter(isAccess));
  const used = new Set(calls.flat().flatMap((call) => (isAtomics(call, 'wake') ? [] : indexOf(call))));
  return calls.flatMap((own) =>
    own.flatMap((notify) => {
      const [index] = indexOf(notify);
      if (!isAtomics(notify, 'wake') || index === undefined || used.has(index) || !isFixed(index)) return [];
      const store = own.find((one) => isWrite(one) && isRightBefore(context, one, notify));
      return store && indexOf(store).every(isFixed) ? [{ store, notify }] : [];
    }),
  );
}

function isAccess({ name }: Call): boolean {
  return name.startsWith('Atomics.');
}

function isWrite({ name }: Call): boolean {
  return atomicsAccess.get(name.slice('Atomics.'.length))?.writes === true;
}

function indexOf({ args: [, index] }: Call): readonly string[] {
  return index ? [index.text.replace(/\s+/g, '')] : [];
}

/** Made of numbers and of names that constants have: a plain variable may hold any index. A product with 0 is no other. */
function isFixed(index: string): boolean {
  if (!/^[\w$.+*]+$/.test(index) || /(?<![\w$])0\*|\*0(?![\w$])/.test(index)) return false;
  return index.split(/[+*]/).every((part) => CONSTANT.test(part));
}

const CONSTANT = /^(?:\d+|(?:[\w$]+\.)*(?:[A-Z][A-Z\d_]*|k[A-Z]\w*))$/;

/** The next statement, on the same array. */
function isRightBefore({ model }: AnalysisContext, store: Call, notify: Call): boolean {
  return (
    store.args[0] !== undefined &&
    store.args[0].text === notify.args[0]?.text &&
    store.use === 'dropped' &&
    store.range[1] <= notify.range[0] &&
    /^\s*;?\s*$/.test(model.text.slice(store.range[1], notify.range[0]))
  );
}

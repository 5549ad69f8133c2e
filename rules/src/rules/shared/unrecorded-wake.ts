import { wordOf } from '../../api/atomics.js';
import type { AnalysisContext } from '../../context.js';
import type { Call } from '../../protocol/events.js';
import { lastName } from '../../protocol/place.js';
import { quoted } from '../../quoted.js';
import { isAtomics } from './atomics-wake.js';

/** A notify on a word that nothing in the file ever writes, though it is slept on as it is. */
export interface UnrecordedWake {
  readonly notify: Call;
  readonly wait: Call;
  readonly word: string;
  /** Where other words of the array are written, which the notify announces. */
  readonly announces: boolean;
}

/**
 * Finds `wait() { unlock(); Atomics.wait(words, 0, 0); lock(); }` beside `signal() { Atomics.notify(words, 0, 1); }`: a signal
 * that comes before the sleep leaves no trace, and the sleep begins all the same.
 */
export function findUnrecordedWakes({ model, callsOf }: AnalysisContext): readonly UnrecordedWake[] {
  const found = new Map<string, UnrecordedWake>();
  for (const waiter of model.functions) {
    // In one thread nothing comes between the test and a sleep that does not block.
    const waits = waiter.isTopLevel ? [] : callsOf(waiter).filter(isEndless);
    for (const wait of waits) {
      const word = wordOf(wait)?.text;
      const array = lastName({ text: wait.args[0]!.text });
      if (word === undefined || found.has(word) || isWrittenIn(model.text, array, wait.args[1]!.text))
        continue;
      for (const fn of model.functions) {
        const calls = fn.isTopLevel || fn === waiter ? [] : callsOf(fn);
        const notify = calls.find((call) => isAtomics(call, 'wake') && wordOf(call)?.text === word);
        if (!notify || found.has(word)) continue;
        const announces = isWrittenIn(model.text.slice(fn.range[0], notify.range[0]), array);
        found.set(word, { notify, wait, word, announces });
      }
    }
  }
  return [...found.values()];
}

function isEndless({ name, args }: Call): boolean {
  const [, , expected] = args;
  const isConstant =
    typeof expected?.constant === 'number' || /^[A-Z]\w*\.[A-Z]\w*$/.test(expected?.text ?? '');
  return name === 'Atomics.wait' && args.length === 3 && isConstant;
}

/**
 * By a method of `Atomics`, an assignment or `set()`; or the memory is seen under another name, too. With the number of an
 * element, writes to elements of other numbers do not count.
 */
export function isWrittenIn(text: string, array: string, index = ''): boolean {
  const name = quoted(array);
  const isNumber = /^\d+$/.test(index);
  const element = isNumber ? `(?!\\s*(?!${index}\\s*\\])\\d+\\s*\\])` : '';
  const argument = isNumber ? `(?!\\s*,\\s*(?!${index}\\s*,)\\d+\\s*,)` : '';
  const writes = new RegExp(
    `(?:(?:\\bAtomics\\.|[^\\w$.])(?:store|add|sub|and|or|xor|exchange|compareExchange)\\([^;]*?\\b${name}\\b${argument})|\\b${name}\\s*\\[${element}[^\\]]*\\]\\s*(?:=(?!=)|[-+|&^]=|\\+\\+|--)|\\b${name}\\.(?:set|fill|buffer)\\b`,
  );
  return (
    writes.test(text) ||
    /\.set(Int32|Uint32|BigInt64)\(/.test(text) ||
    (text.match(/new Int32Array\(/g)?.length ?? 0) > 1
  );
}

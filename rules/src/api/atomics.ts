import type { Call } from '../protocol/events.js';
import type { Place } from '../protocol/place.js';
import type { ApiEntry } from './entry.js';

const WORD = { language: 'js', family: 'atomics', queue: { arg: 0, address: 'value' } } as const;

/** The wait and wake calls of `Atomics`. Their queue is the word `array[index]`: see `wordOf`. */
export const atomicsApi: readonly ApiEntry[] = [
  {
    ...WORD,
    name: 'Atomics.wait',
    action: 'compare-sleep',
    timeout: { arg: 3, unit: 'ms' },
    result: 'string',
    doc: 'Sleeps if the word still has the expected value; blocks the thread until notified or the ms are over.',
  },
  {
    ...WORD,
    name: 'Atomics.waitAsync',
    action: 'compare-sleep',
    timeout: { arg: 3, unit: 'ms' },
    result: 'string',
    awaits: true,
    doc: 'Like Atomics.wait without blocking: { async, value }, where value is a promise if async is true.',
  },
  {
    ...WORD,
    name: 'Atomics.notify',
    action: 'wake',
    result: 'count',
    doc: 'Wakes sleepers on the word, all of them unless a count is given.',
  },
];

/** What an `Atomics` method does to its word, besides waiting and waking. */
export interface WordAccess {
  readonly reads: boolean;
  readonly writes: boolean;
  /** Position of the value the word has afterwards, where that is certain. */
  readonly value?: number;
}

const READ_WRITE: WordAccess = { reads: true, writes: true };

/** By method name: `load`, `store`, … */
export const atomicsAccess: ReadonlyMap<string, WordAccess> = new Map<string, WordAccess>([
  ['wait', { reads: true, writes: false }],
  ['waitAsync', { reads: true, writes: false }],
  ['load', { reads: true, writes: false }],
  ['store', { reads: false, writes: true, value: 2 }],
  ['exchange', { ...READ_WRITE, value: 2 }],
  ['compareExchange', READ_WRITE],
  ['add', READ_WRITE],
  ['sub', READ_WRITE],
  ['and', READ_WRITE],
  ['or', READ_WRITE],
  ['xor', READ_WRITE],
]);

/** The word that a call of an `Atomics` method works on, `array[index]`; undefined when it can't be named. */
export function wordOf(call: Call): Place | undefined {
  const [array, index] = call.args;
  if (!array?.place || !index) return undefined;
  // `address >> 2` and `address >>> 2` name the same word of a compiled program's memory.
  const inner = index.place?.text ?? index.text.replace(/\s+/g, '').replaceAll('>>>', '>>');
  return { text: `${array.place.text}[${inner}]`, root: array.place.root, shared: true };
}

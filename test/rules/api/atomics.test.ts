import { expect, test } from 'vitest';
import { atomicsAccess, atomicsApi, wordOf } from '../../../rules/src/api/atomics.js';
import type { Call, Operand } from '../../../rules/src/protocol/events.js';

test('every method of this engine’s Atomics is known', () => {
  // Neither touches a word.
  const wordless = new Set(['isLockFree', 'pause']);
  const known = new Set([
    ...atomicsAccess.keys(),
    ...atomicsApi.map((entry) => entry.name.replace('Atomics.', '')),
  ]);
  const methods = Object.getOwnPropertyNames(Atomics).filter((name) => !wordless.has(name));
  expect(methods.filter((name) => !known.has(name))).toEqual([]);
});

const operand = (text: string, isPlace: boolean): Operand => ({
  range: [0, 0],
  text,
  form: isPlace ? 'place' : 'other',
  reads: [],
  calls: [],
  ...(isPlace ? { place: { text, root: text, shared: true } } : {}),
});

test('the word is named by array and index, whatever the white space', () => {
  const call = (array: Operand, index: Operand): Call =>
    ({ range: [0, 0], nameRange: [0, 0], name: 'Atomics.load', args: [array, index], use: 'other' }) as const;
  expect(wordOf(call(operand('a', true), operand('i', true)))?.text).toBe('a[i]');
  expect(wordOf(call(operand('a', true), operand('i + 1', false)))?.text).toBe('a[i+1]');
  expect(wordOf(call(operand('a', true), operand('p >>> 2', false)))?.text).toBe('a[p>>2]');
  expect(wordOf(call(operand('make()', false), operand('0', false)))).toBeUndefined();
});

import { expect, it } from 'vitest';
import { mayHaveSideEffects } from '../../../runtime/src/inspect/side-effects.js';

it.each([
  '() => ready',
  '() => box.full && !box.closed',
  '() => queue.length > 0 || done === true',
  '() => a <= b && c >= d && e != f && g !== h',
  '() => items.has(key) && list.includes("x++")',
  "() => name === 'a = b' /* x = 1 */",
  '() => Atomics.load(words, 0) === 1',
  'function () { return this.ready; }',
  '() => { if (done) { return true; } return left === 0; }',
  '() => map?.size > 0',
])('%s only reads', (source) => {
  expect(mayHaveSideEffects(source)).toBe(false);
});

it.each([
  '() => free > 0 && free-- > 0',
  '() => (taken = queue.shift())',
  '() => (last ??= 1)',
  '() => count += 1',
  '() => queue.shift() !== undefined',
  '() => take()',
  '() => box?.take?.()',
  '() => delete box.full',
  '() => new Date() > end',
  '() => `${take()}`',
  '() => (() => take())()',
  'take.bind(null)',
  'function () { [native code] }',
  'async () => ready',
  '() => lock.tryAcquire()',
])('%s may do more', (source) => {
  expect(mayHaveSideEffects(source)).toBe(true);
});

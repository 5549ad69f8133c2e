import { expect, test } from 'vitest';
import { readable } from '../../../../runtime/src/inspect/page/app/state/words.js';

test.each([
  ['file:///home/me/my%20project/hang.ts:9:3', '/home/me/my project/hang.ts:9:3'],
  ['file:///C:/project/hang.ts:9:3', 'C:/project/hang.ts:9:3'],
  ['/home/me/100%.ts:9:3', '/home/me/100%.ts:9:3'],
  ['file:///home/100%.ts:9:3', 'file:///home/100%.ts:9:3'],
  ['node:internal/timers:5:9', 'node:internal/timers:5:9'],
])('the place %s is read as %s', (site, words) => {
  expect(readable(site)).toBe(words);
});

import { expect, test } from 'vitest';
import { readSite } from '../../../extension/src/live/site.js';

test('a path and a file URL', () => {
  expect(readSite('/a/b c.js:12:7')).toEqual({ file: '/a/b c.js', line: 12, column: 7 });
  expect(readSite('file:///a/b%20c.js:12:7')).toEqual({ file: 'file:///a/b%20c.js', line: 12, column: 7 });
});

test('what names no file of this machine', () => {
  for (const site of ['', 'node:internal/timers:1:2', '/a/b.js', 'https://a/b.js:1:2']) {
    expect(readSite(site)).toBeUndefined();
  }
});

import type { TSESTree } from '@typescript-eslint/types';
import { expect, test } from 'vitest';
import { mentionsPromises } from '../../../rules/src/typescript/promise-signs.js';

test.each([
  'new  Promise((resolve) => 0)',
  'new lib.Bluebird(() => 0)',
  'const end = async () => clearTimeout(timer)',
  'const end = async () => clearInterval(timer)',
  'import { once } from "node:events"',
  "const { setTimeout } = require('timers/promises')",
  'a.removeListener(b)',
  'a.removeEventListener(b)',
  'a.off(b)',
  "signal.addEventListener('abort', stop)",
  'Promise.withResolvers()',
  'promiseWithResolvers()',
  'const end = async () => lock.release()',
  'const end = async () => unlockAll()',
  'const limit = setTimeout(stop, 5); async () => 0',
  'defer()',
  'pDefer( )',
  'deferred()',
  'makeDeferred()',
  "await raceEvent(this, 'empty')",
  'list.push(async () => 0)',
  'list.findLast(async () => 0)',
  'setInterval( async () => 0)',
  'list.every((one) => __awaiter(this, 0, 0, g))',
  'waitForReply(); waitForReply()',
  'x._wait<T>(); async () => 0',
  'wait?.(); __awaiter(0)',
  'self.running--; jobs.shift()()',
  'job(() => { pendingJobs--; queue.shift(); })',
])('%s may be a wait', (text) => {
  expect(mentionsPromises(text, [])).toBe(true);
});

test.each([
  'waitForReply()',
  'waitForReply(); waitForMore()',
  'await a(); await b(); async () => 0',
  'anew Promise',
  'clearTimeout(timer)',
  'lock.release()',
  'async () => prerelease()',
  'async () => { setTimeout(stop, 5); }',
  'import { fromEvents } from "./vents"',
  'a.offset(b)',
  'createDefer()',
  'defer(1)',
  'list.map(async () => 0)',
  'about("abortion")',
  'self.running--; jobs.pop()()',
  'for (let i = n; i--; ) list.shift()',
  'other.depth--; list.shift()',
])('%s is none', (text) => {
  expect(mentionsPromises(text, [])).toBe(false);
});

test('what stands in comments does not count', () => {
  const text = '/* new Promise() wait() */ a(); // a.off(wait())';
  const ranges = [
    [0, 26],
    [32, text.length],
  ];
  const comments = ranges.map((range) => ({ range }) as TSESTree.Comment);
  expect(mentionsPromises(text, comments)).toBe(false);
  expect(mentionsPromises(`${text}\na.off()`, comments)).toBe(true);
});

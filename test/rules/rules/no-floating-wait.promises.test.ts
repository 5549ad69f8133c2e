import { describe, expect, it } from 'vitest';
import { marked, promiseLines } from './lint.js';

const RULE = 'no-floating-wait';

describe('no-floating-wait and pauses', () => {
  it.each<[string, string]>([
    [
      'a pause of timers/promises under another name',
      `import { setTimeout as sleep } from 'node:timers/promises';
export async function retry(job) {
  for (;;) try { return await job(); } catch { sleep(1000); } // !!
}`,
    ],
    [
      'one that is required',
      `const { setTimeout: sleep } = require('timers/promises');
exports.retry = async (job) => { while (!(await job())) sleep(1000); }; // !!`,
    ],
    [
      'one that the file makes itself',
      `const delay = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
export async function retry(job) { while (!(await job())) delay(1000); } // !!`,
    ],
    [
      'one with a body',
      `function delay(ms) { return new Promise(function (done) { setTimeout(done, ms); }); }
async function retry(job) { while (!(await job())) delay(1000); } // !!`,
    ],
  ])('reports %s', (_, code) => {
    expect(promiseLines(RULE, code)).toEqual(marked(code));
  });

  it.each<[string, string]>([
    ['a timer', 'export const later = (job) => { setTimeout(job, 10); return new Promise(job); };'],
    [
      'pauses that are awaited, returned, kept, or go on by then()',
      `const delay = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
export async function f() { await delay(1); const p = delay(2); delay(3).then(f); await p; return delay(4); }`,
    ],
    [
      'a function that does more than pause',
      `function later(job) { return new Promise((resolve) => setTimeout(() => { job(); resolve(); }, 10)); }
export function f() { later(g); }`,
    ],
  ])('stays silent about %s', (_, code) => {
    expect(promiseLines(RULE, code)).toEqual([]);
  });
});

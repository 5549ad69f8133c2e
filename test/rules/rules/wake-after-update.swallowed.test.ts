import { describe, expect, it } from 'vitest';
import { marked, promiseLines } from './lint.js';

const RULE = 'wake-after-update';
const expectMarked = (code: string): void => expect(promiseLines(RULE, code)).toEqual(marked(code));

describe('wake-after-update and failures that a catch swallows before the promise is resolved', () => {
  const make = (
    chain: string,
    fail = "if (action === 'load') fail(data);",
  ): string => `export function make(worker) {
  let done;
  let fail;
  const ready = new Promise((resolve, reject) => { done = resolve; fail = reject; });
  worker.onmessage = ({ action, data }) => { ${fail} };
  load().then(() => begin())${chain}
  return ready;
}`;

  it.each([
    [make('.then(() => done(worker)).catch(() => {}); // !!')],
    [make('.then(() => done(worker)).catch(() => {}); // !!', '')],
    [
      'export const wait = () => new Promise((resolve) => { job().then(() => resolve()).catch(() => {}); }); // !!',
    ],
    [
      'export const wait = () => new Promise((resolve) => { job().then(() => resolve()).catch(function () {}); }); // !!',
    ],
  ])('reports %s', (code) => {
    expectMarked(code);
  });

  it.each([
    [make('.then(() => done(worker)).catch(() => {});', 'fail(data);')],
    [make('.then(() => done(worker)).catch(fail);')],
    [make('.then(() => done(worker)).catch((error) => { report(error); });')],
    [make('.catch(() => {}).then(() => done(worker));')],
    [make('.then(() => done(worker)).catch(() => {});\n  setTimeout(done, 500);')],
    [
      'export const wait = () => new Promise((resolve) => { setTimeout(resolve, 5); job().then(() => resolve()).catch(() => {}); });',
    ],
  ])('stays silent about %s', (code) => {
    expectMarked(code);
  });
});

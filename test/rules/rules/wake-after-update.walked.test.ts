import { describe, expect, it } from 'vitest';
import { analyze } from '../../../rules/src/analyze.js';
import { marked, promiseLines } from './lint.js';

const RULE = 'wake-after-update';
const expectMarked = (code: string): void => expect(promiseLines(RULE, code)).toEqual(marked(code));

const latch = (tell: string): string => `export class Latch {
  waiters = [];
  wait() {
    return new Promise((resolve) => {
      const wake = () => {
        this.waiters.splice(this.waiters.indexOf(wake), 1);
        resolve();
      };
      this.waiters.push(wake);
    });
  }
  open() {
    ${tell}
  }
}`;

const subscribed = (walk: string, wait: string): string => `const idle = [];
export function onIdle(callback) {
  idle.push(callback);
  return () => {
    const at = idle.indexOf(callback);
    if (at >= 0) idle.splice(at, 1);
  };
}
export function untilIdle() {
  return new Promise((resolve) => {
    ${wait}
  });
}
export const waiting = [];
export const later = () => new Promise((resolve) => waiting.push(resolve));
export function tell() {
  ${walk}
}`;

const once = 'const stop = onIdle(() => { stop(); resolve(); });';

describe('wake-after-update where entries take themselves off the list that is walked', () => {
  it.each([
    ['this.waiters.forEach((wake) => wake()); // !!'],
    ['this.waiters.forEach(function (wake) { wake(true); }); // !!'],
    ['for (const wake of this.waiters) wake(); // !!'],
  ])('reports %s', (tell) => expectMarked(latch(tell)));

  it.each([
    ['[...this.waiters].forEach((wake) => wake());'],
    ['for (const wake of this.waiters.slice()) wake();'],
    ['this.waiters.forEach((wake) => setImmediate(wake));'],
    ['const all = this.waiters;\n    this.waiters = [];\n    for (const wake of all) wake();'],
  ])('stays silent about %s', (tell) => expectMarked(latch(tell)));

  it('reports subscriptions that end themselves, and no others', () => {
    expectMarked(subscribed('idle.forEach((one) => one()); // !!', once));
    expectMarked(subscribed('idle.forEach((one) => one());', 'onIdle(resolve);'));
    expectMarked(subscribed('for (const one of new Set(idle)) one();', once));
  });

  it('offers to walk over a copy', () => {
    const code = latch('this.waiters.forEach((wake) => wake());');
    const [finding] = analyze(code, 'javascript', { rules: { [RULE]: { promises: true } } }).findings;
    expect(finding?.suggestions[0]?.edits.map(({ text }) => text)).toEqual(['[...this.waiters]']);
  });
});

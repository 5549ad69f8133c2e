import { describe, expect, it } from 'vitest';
import { lint, marked, promiseLines } from './lint.js';

const RULE = 'require-finish-wait';

const expectMarked = (code: string): void => {
  expect(promiseLines(RULE, code)).toEqual(marked(code));
  expect(lint(RULE, 'javascript', code)).toEqual([]);
};

describe('require-finish-wait with jobs that throw when nobody listens', () => {
  it.each<[string, string]>([
    [
      'a job on a list',
      `function later(job, queue) {
  return new Promise((resolve) => {
    queue.push(() => {
      resolve(job()); // !!
    });
  });
}`,
    ],
    [
      'a job out of a queue',
      `class Throttle {
  run() {
    const entry = this.queue.shift();
    entry.job().then((it) => entry.resolve(it), entry.reject); // !!
  }
}
export const made = () => new Promise((resolve) => made.push(resolve));`,
    ],
  ])('reports %s', (_, code) => expectMarked(code));

  it.each<[string, string]>([
    [
      'a job on a list that is caught',
      `function later(job, queue) {
  return new Promise((resolve, reject) => {
    queue.push(() => {
      try {
        resolve(job());
      } catch (error) {
        reject(error);
      }
    });
  });
}`,
    ],
    [
      'an async turn, and a job called at once',
      `function later(job, ms) {
  return new Promise((resolve) => {
    resolve(job());
  });
}`,
    ],
    [
      'a function of the file',
      `function job() { return 1; }
function later(queue) {
  return new Promise((resolve) => {
    queue.push(() => { resolve(job()); });
  });
}`,
    ],
  ])('keeps silent on %s', (_, code) => expectMarked(code));
});

describe('require-finish-wait with lists of waiters', () => {
  const list = (body: string): string =>
    `class Gate {
  waiters = [];
  wait() {
    return new Promise((resolve) => { this.waiters.push(resolve); });
  }
  open() {
    this.waiters.shift()?.();
  }
  leave(waiter) {
    ${body}
  }
}`;

  it.each<[string, string]>([
    [
      'an index of which only the truth is asked',
      'const at = this.waiters.indexOf(waiter);\n    if (at) this.waiters.splice(at, 1); // !!',
    ],
    [
      'an index that is never undefined',
      'const at = this.waiters.findIndex((one) => one === waiter);\n    if (at !== undefined) this.waiters.splice(at, 1); // !!',
    ],
    ['an index that is used unseen', 'this.waiters.splice(this.waiters.indexOf(waiter), 1); // !!'],
    [
      'a variable that nothing tests',
      'const at = this.waiters.indexOf(waiter);\n    this.waiters.splice(at, 1); // !!',
    ],
  ])('reports %s', (_, body) => expectMarked(list(body)));

  it.each<[string, string]>([
    [
      'a test of the index',
      'const at = this.waiters.indexOf(waiter); if (at >= 0) this.waiters.splice(at, 1);',
    ],
    [
      'a test of the list',
      'if (this.waiters.includes(waiter)) this.waiters.splice(this.waiters.indexOf(waiter), 1);',
    ],
    [
      'an index of which all is asked',
      'const at = this.waiters.indexOf(waiter); if (~at) this.waiters.splice(at, 1);',
    ],
    ['another list', 'this.names.splice(this.names.indexOf(waiter), 1);'],
  ])('keeps silent on %s', (_, body) => expectMarked(list(body)));

  it('reports jobs that clear() drops with their promises', () => {
    expectMarked(`class Jobs {
  queue = [];
  add(job) {
    return new Promise((resolve, reject) => {
      const run = () => { Promise.resolve().then(job).then(resolve, reject); };
      this.queue.push(run);
    });
  }
  clear() {
    this.queue = []; // !!
  }
  next() {
    this.queue.shift()?.();
  }
}`);
  });
});

describe('require-finish-wait with one place for a resolver', () => {
  const gate = (wait: string, name = 'wait'): string =>
    `export class Gate {
  ${name}() {
    ${wait}
  }
  open() {
    this.wake?.();
  }
}`;

  it('reports a wait that takes the place of another', () => {
    expectMarked(gate('return new Promise((resolve) => {\n      this.wake = resolve; // !!\n    });'));
  });

  it.each<[string, string]>([
    [
      'a look at the place',
      gate('if (this.wake) throw new Error(); return new Promise((resolve) => { this.wake = resolve; });'),
    ],
    [
      'one promise for all',
      gate('return (this.promise ??= new Promise((resolve) => { this.wake = resolve; }));'),
    ],
    ['what is done once', gate('return new Promise((resolve) => { this.wake = resolve; });', 'connect')],
  ])('keeps silent on %s', (_, code) => expectMarked(code));
});

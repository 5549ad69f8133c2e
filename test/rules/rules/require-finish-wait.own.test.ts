import { describe, expect, it } from 'vitest';
import { marked, promiseLines } from './lint.js';

const RULE = 'require-finish-wait';
const expectMarked = (code: string): void => expect(promiseLines(RULE, code)).toEqual(marked(code));

const semaphore = (wait: string): string => `export function semaphore(free) {
  const waiters = [];
  return {
    take(ms, signal) {
      if (free > 0) return Promise.resolve(free--);
      return new Promise((resolve, reject) => {
        ${wait}
      });
    },
    give() {
      free++;
      waiters.shift()?.();
    },
  };
}`;

describe('require-finish-wait where who gives up takes another off the queue', () => {
  it.each([
    [
      'a time limit',
      `waiters.push(() => { free--; resolve(); });
        setTimeout(() => { // !!
          waiters.shift();
          reject(new Error('late'));
        }, ms);`,
    ],
    [
      'an abort',
      `waiters.push(resolve);
        signal.addEventListener('abort', () => { // !!
          waiters.pop();
          reject(signal.reason);
        });`,
    ],
  ])('reports %s', (_, wait) => expectMarked(semaphore(wait)));

  it.each([
    [
      'its own entry',
      `waiters.push(resolve);
        setTimeout(() => {
          const at = waiters.indexOf(resolve);
          if (at >= 0) waiters.splice(at, 1);
          reject(new Error('late'));
        }, ms);`,
    ],
    [
      'one that is told',
      `waiters.push(resolve);
        setTimeout(() => {
          const next = waiters.shift();
          next();
        }, ms);`,
    ],
  ])('stays silent about %s', (_, wait) => expectMarked(semaphore(wait)));
});

describe('require-finish-wait and promises of a class of any name', () => {
  const queue = (make: string, run: string): string => `export function queue(Library) {
  let head, tail;
  return {
    add(p) {
      const node = { p };
      const promise = ${make}
        node.res = res;
        node.rej = rej;
      });
      tail = head ? (tail.next = node) : (head = node);
      return promise;
    },
    run() {
      const one = head;
      head = head.next;
      ${run}
    },
  };
}`;
  const thrown = 'one.p().then((it) => one.res(it), (error) => one.rej(error)); // !!';

  it('reports a job at the head of a linked list that throws', () => {
    expectMarked(queue('new Library((res, rej) => {', thrown));
    expectMarked(queue('new this.library(function (res, rej) {', thrown));
  });

  it('stays silent where the exception is caught', () => {
    const caught = 'try { one.p().then((it) => one.res(it), one.rej); } catch (error) { one.rej(error); }';
    expectMarked(queue('new Library((res, rej) => {', caught));
  });

  it('takes no promise for granted that is told more than how to end', () => {
    const code = (parameters: string): string => `export function first(job, Cancellable) {
  return new Cancellable((${parameters}) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    job.then(resolve, reject);
  });
}`;
    expectMarked(code('resolve, reject, signal'));
  });
});

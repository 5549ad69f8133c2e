import { describe, expect, it } from 'vitest';
import { marked, promiseLines } from './lint.js';

const RULE = 'wake-after-update';
const expectMarked = (code: string): void => expect(promiseLines(RULE, code)).toEqual(marked(code));

const pool = (reactions: string, more = ''): string => `export class Pool {
  running = 0;
  waiting = [];
  constructor(max) {
    this.max = max;
  }
  run(job) {
    return new Promise((resolve, reject) => {
      this.waiting.push({ job, resolve, reject });
      this.drain();
    });
  }
  drain() {
    while (this.running < this.max && this.waiting.length > 0) {
      const one = this.waiting.shift();
      this.running++;
      Promise.resolve().then(() => one.job())${reactions};
    }
  }
  ${more}
}`;

const done = `(it) => {
        this.running--;
        one.resolve(it);
        this.drain();
      }`;
const fails = (rest: string, mark = ''): string => `(error) => {
        this.running--;${mark}
        one.reject(error);${rest}
      }`;

const MARK = ' // !!';

describe('wake-after-update where a place is given back and the next is started on one way only', () => {
  it('reports a reaction to a failure that starts nobody', () => {
    expectMarked(pool(`.then(${done}, ${fails('', MARK)})`));
    expectMarked(pool(`.then(${done}).catch(${fails('', MARK)})`));
  });

  it('is silent where both start the next, or what comes behind them does', () => {
    expectMarked(pool(`.then(${done}, ${fails(' this.drain();')})`));
    expectMarked(pool(`.then(${done}, ${fails('')}).then(() => this.drain())`));
    expectMarked(pool(`.then(${done}, ${fails('')}).finally(() => this.drain())`));
  });

  it('is silent where something unknown is called that may start the next', () => {
    expectMarked(pool(`.then(${done}, ${fails(' one.settled();')})`));
  });

  it('reports an early return that a parameter decides', () => {
    const release = (test: string, before = ''): string => `release(broken) {
    this.running--;${before}
    if (${test}) return;
    this.waiting.shift()?.job();
  }`;
    const all = `.finally(() => this.release())`;
    expectMarked(pool(all, release('broken', MARK)));
    expectMarked(pool(all, release('this.waiting.length === 0')));
    expectMarked(pool(all, release('this.isClosed')));
  });

  it('is silent where the other way does something else about it, or the caller does', () => {
    const release = (way: string): string => `release(broken) {
    this.running--;
    if (broken) {
      ${way}
      return;
    }
    this.drain();
  }`;
    const all = `.finally(() => this.release())`;
    expectMarked(pool(all, release('this.hasFailed = true;')));
    expectMarked(pool(all, release('this.replace();')));
    expectMarked(pool(all, `${release('')} end(broken) { this.release(broken); this.drain(); }`));
  });

  it('reports it in a callback of a prototype, under another name of the object', () => {
    const lines = (way: string, mark = ''): string => `function Queue(limit) {
  this.limit = limit;
  this.running = 0;
  this.tasks = [];
}
Queue.prototype.idle = function () {
  return new Promise((resolve) => this.once('idle', resolve));
};
Queue.prototype.next = function () {
  while (this.running < this.limit && this.tasks.length > 0) {
    this.running++;
    this.start(this.tasks.shift());
  }
};
Queue.prototype.start = function (task) {
  var self = this;
  task(function (error) {
    self.running--;${mark}
    if (error) ${way}
    self.emit('done', task);
    self.next();
  });
};
module.exports = Queue;`;
    expectMarked(lines(`return self.emit('error', error);`, MARK));
    expectMarked(lines(`self.emit('error', error);`));
  });

  const callbacks = (after: string, mark = ''): string => `export function Queue(max) {
  this.tasks = [];
  this.running = 0;
  this.max = max;
}
Queue.prototype.next = function () {
  while (this.running < this.max && this.tasks.length > 0) {
    this.running++;
    this.run(this.tasks.shift());
  }
};
Queue.prototype.run = function (task) {
  var self = this;
  task(function (error) {
    self.running--;${mark}
    ${after}
  });
};`;

  it('reads files whose jobs only call back', () => {
    expectMarked(callbacks("if (error) return self.emit('error', error);\n    self.next();", MARK));
    expectMarked(callbacks("if (error) self.emit('error', error);\n    self.next();"));
  });

  it('is silent where the object itself decides, too, for its end may be over', () => {
    expectMarked(callbacks("if (error) self.emit('error', error);\n    if (!self.isOver) self.next();"));
  });
});

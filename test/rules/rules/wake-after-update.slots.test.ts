import { describe, expect, it } from 'vitest';
import { lint, marked, promiseLines } from './lint.js';

const RULE = 'wake-after-update';

const expectMarked = (code: string): void => {
  expect(promiseLines(RULE, code)).toEqual(marked(code));
  expect(lint(RULE, 'javascript', code)).toEqual([]);
};

describe('wake-after-update with slots that a failing job keeps', () => {
  const worker = (run: string): string =>
    `class Worker {
  constructor(handler) {
    this.handler = handler;
  }
  add(item) {
    this.items.push(item);
    if (!this.busy) this.run();
    return new Promise((resolve) => { this.waiters.push(resolve); });
  }
  async run() {
    ${run}
  }
}`;

  it('reports a flag that stays', () => {
    expectMarked(
      worker(`this.busy = true;
    while (this.items.length > 0) {
      await this.handler(this.items.shift()); // !!
    }
    this.busy = false;`),
    );
  });

  it.each<[string, string]>([
    [
      'a finally',
      'this.busy = true; try { await this.handler(this.items.shift()); } finally { this.busy = false; }',
    ],
    [
      'a catch',
      'this.busy = true; try { await this.handler(this.items.shift()); } catch {} this.busy = false;',
    ],
    ['a wait that is not a job', 'this.busy = true; await this.pause; this.busy = false;'],
    ['a flag that nobody asks', 'this.seen = true; await this.handler(1); this.seen = false;'],
  ])('keeps silent on %s', (_, run) => expectMarked(worker(run)));

  it.each<[string, string]>([
    [
      'the same function for either outcome',
      'job().then(() => { resolve(1); this._next(); }, () => { reject(1); this._next(); }); // !!',
    ],
    ['a finally', 'job().then(resolve, reject).finally(() => { pool.release(); }); // !!'],
  ])('reports a job that throws before %s', (_, call) => {
    const code = (text: string): string => `class Jobs {
  add(pool, job) {
    return new Promise((resolve, reject) => {
      const run = async () => {
        ${text}
      };
      this.queue.push(run);
    });
  }
}`;
    expectMarked(code(call));
    expectMarked(code(call.replace('job()', 'Promise.resolve().then(job)').replace('// !!', '')));
  });
});

describe('wake-after-update with limits that are raised', () => {
  const pool = (set: string): string =>
    `class Pool {
  add(job) {
    return new Promise((resolve) => {
      this.queue.push(() => { resolve(1); });
      this.next();
    });
  }
  next() {
    while (this.active < this.limit) {
      const run = this.queue.shift();
      if (!run) return;
      this.active++;
      run();
    }
  }
  ${set}
}`;

  it('reports a limit that is only kept', () => {
    expectMarked(pool('setLimit(n) {\n    this.limit = n; // !!\n  }'));
  });

  it.each<[string, string]>([
    ['a start of those who wait', 'setLimit(n) { this.limit = n; this.next(); }'],
    ['another field', 'setName(n) { this.name = n; }'],
    ['the constructor', 'constructor(n) { this.limit = n; }'],
  ])('keeps silent on %s', (_, set) => expectMarked(pool(set)));
});

describe('wake-after-update with an end that nobody is told of', () => {
  const channel = (close: string): string =>
    `class Channel {
  read() {
    return new Promise((resolve) => {
      if (this.closed) {
        resolve(undefined);
        return;
      }
      this.readers.push(resolve);
    });
  }
  write(it) {
    this.readers.shift()?.(it);
  }
  ${close}
}`;

  it('reports a close() that only sets the flag', () => {
    expectMarked(channel('close() {\n    this.closed = true; // !!\n  }'));
  });

  it.each<[string, string]>([
    ['one that settles', 'close() { this.closed = true; for (const one of this.readers) one(undefined); }'],
    ['one that tells somebody else', 'close() { this.closed = true; this.socket.end(); }'],
    ['what is no end', 'mark() { this.closed = true; }'],
  ])('keeps silent on %s', (_, close) => expectMarked(channel(close)));
});

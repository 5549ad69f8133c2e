import { describe, expect, it } from 'vitest';
import { linesOf, marked, promiseLines } from './lint.js';

const RULE = 'wake-after-update';
const expectMarked = (code: string): void => expect(promiseLines(RULE, code)).toEqual(marked(code));

describe('wake-after-update and ends that nobody is told of', () => {
  const stream = (close: string): string => `export class Stream {
  waiting = [];
  next() {
    if (this.over) return Promise.resolve(undefined);
    return new Promise((resolve) => { this.waiting.push(resolve); });
  }
  end() {
    this.over = true;
    for (const resolve of this.waiting) resolve(undefined);
  }
  ${close}
}`;

  it('reports the flag that one function sets without waking', () => {
    expectMarked(stream('return() {\n    this.over = true; // !!\n    this.buffer.length = 0;\n  }'));
  });

  it.each([
    ['return() {\n    this.end();\n  }'],
    ['return() {\n    this.over = true;\n    this.source.close();\n  }'],
    [
      'return() {\n    this.over = true;\n    this.tell();\n  }\n  tell() {\n    this.waiting.splice(0).forEach((resolve) => resolve());\n  }',
    ],
    ['constructor() {\n    this.over = true;\n  }'],
  ])('stays silent about %s', (close) => expectMarked(stream(close)));

  it('tells the flag of one class from that of another, which have no names of their own', () => {
    expectMarked(`let Stream, Device;
${stream('').replace('export class Stream', 'Stream = class')};
Device = class {
  open() { return !this.over; }
  shut() { this.over = true; }
};`);
  });
});

describe('wake-after-update and collections that are emptied', () => {
  const queue = (clear: string): string => `import { raceEvent } from 'elsewhere';
export class Queue extends Target {
  jobs = [];
  get size() { return this.jobs.length; }
  async onEmpty() {
    if (this.size === 0) return;
    await raceEvent(this, 'empty');
  }
  done() {
    this.jobs.shift();
    if (this.size === 0) this.dispatchEvent('empty');
  }
  clear() {
    ${clear}
  }
}`;

  it('reports them, the size behind a getter and the wait in another file', () => {
    expectMarked(queue('this.jobs.splice(0, this.jobs.length); // !!'));
    expectMarked(queue("this.jobs.splice(0, this.jobs.length);\n    this.dispatchEvent('empty');"));
    expectMarked(queue('this.jobs.splice(0, 1);'));
  });
});

describe('wake-after-update and slots kept by a rejection', () => {
  const pool = (chain: string): string => `export class Pool {
  running = 0;
  waiting = [];
  start(job) {
    return new Promise((resolve, reject) => {
      const go = () => {
        this.running++;
        this.work(job)${chain}
      };
      if (this.running < 3) go(); else this.waiting.push(go);
    });
  }
  next() {
    this.waiting.shift()?.();
  }
}`;

  it.each([
    ['.then((it) => { this.running--; resolve(it); this.next(); }, reject); // !!'],
    [
      '.then((it) => { this.running--; resolve(it); this.next(); })\n          .catch((error) => { reject(error); }); // !!',
    ],
  ])('reports %s', (chain) => expectMarked(pool(chain)));

  it.each([
    ['.then(resolve, reject).finally(() => { this.running--; this.next(); });'],
    ['.then((it) => { this.running--; resolve(it); }, (error) => { this.running--; reject(error); });'],
    ['.then((it) => { this.running--; resolve(it); }).catch((error) => { this.failed(error); });'],
  ])('stays silent about %s', (chain) => expectMarked(pool(chain)));
});

describe('wake-after-update and jobs that are only counted', () => {
  it('stays silent where the count tells of the last', () => {
    expectMarked(`export function all(jobs, done) {
  let open = 0;
  for (const job of jobs) {
    open++;
    job().then(() => { if (!--open) done(); }).catch(() => { log('failed'); });
  }
}
export const later = () => new Promise((resolve) => all([], resolve));`);
  });
});

describe('wake-after-update and stores that no notify follows', () => {
  const lock = (unlock: string): string => `export class Lock {
  constructor(buffer) { this.word = new Int32Array(buffer); }
  lock() {
    while (Atomics.compareExchange(this.word, 0, 0, 1) !== 0) Atomics.wait(this.word, 0, 1);
  }
  unlock() {
    ${unlock}
  }
}`;
  const lines = (code: string): readonly number[] => linesOf(RULE, 'javascript', code);

  it('reports the store of another value than the one slept on', () => {
    const code = lock('Atomics.store(this.word, 0, 0); // !!');
    expect(lines(code)).toEqual(marked(code));
  });

  it.each([
    ['Atomics.store(this.word, 0, 0);\n    Atomics.notify(this.word, 0, 1);'],
    ['Atomics.store(this.word, 0, 0);\n    this.tell();'],
    ['Atomics.store(this.word, 0, 1);'],
  ])('stays silent about %s', (unlock) => expect(lines(lock(unlock))).toEqual([]));
});

describe('wake-after-update and ends that one of many is told of', () => {
  const channel = (close: string): string => `export class Channel {
  receivers = [];
  receive() {
    return new Promise((resolve, reject) => this.receivers.push([resolve, reject]));
  }
  send(value) {
    const [resolve] = this.receivers.shift();
    resolve(value);
  }
  close() {
    ${close}
  }
}`;

  it('reports an end that rejects the first', () => {
    expectMarked(
      channel(
        'if (this.receivers.length > 0) {\n      const [, reject] = this.receivers.shift(); // !!\n      reject();\n    }',
      ),
    );
  });

  it.each([
    [
      'while (this.receivers.length > 0) {\n      const [, reject] = this.receivers.shift();\n      reject();\n    }',
    ],
    [
      'const [, reject] = this.receivers.shift();\n    reject();\n    if (this.receivers.length > 0) this.close();',
    ],
    ['const first = this.receivers.shift();\n    this.receivers.forEach(([, reject]) => reject(first));'],
  ])('stays silent about %s', (close) => expectMarked(channel(close)));
});

describe('wake-after-update and flags that hold everybody up', () => {
  const pool = (drained: string, start = 'this.running = this.queue.shift();'): string => `export class Pool {
  draining = false;
  run(task) {
    return new Promise((resolve) => {
      if (this.draining === true) this.queue.push({ task, resolve });
      else task().then(resolve);
    });
  }
  next() {
    if (this.queue.length !== 0 && this.draining === false) ${start}
  }
  ${drained}
}`;

  it('reports one that is taken back without a start', () => {
    expectMarked(pool("onDrained() {\n    this.draining = false; // !!\n    this.emit('drained');\n  }"));
  });

  it.each([
    ['onDrained() {\n    this.draining = false;\n    this.next();\n  }'],
    ['onDrained() {\n    this.draining = false;\n    this.elsewhere();\n  }'],
    [
      'onDrained() {\n    this.draining = false;\n  }\n  drain() {\n    this.onDrained();\n    this.next();\n  }',
    ],
    ['constructor() {\n    this.draining = false;\n  }'],
    [
      'onDrained() {\n    this.draining = false;\n  }\n  poll() {\n    setInterval(() => this.next(), 50);\n  }',
    ],
    ['onFlushed() {\n    this.flushing = false;\n  }'],
  ])('stays silent about %s', (drained) => expectMarked(pool(drained)));
});

import { describe, expect, it } from 'vitest';
import { linesOf, marked, promiseLines } from './lint.js';

const RULE = 'wake-after-update';

describe('wake-after-update where a job throws before there is a promise', () => {
  it.each([
    [
      'a count',
      `export function limit(max) {
  let active = 0;
  const waiting = [];
  return function run(job) {
    if (active >= max) return new Promise((resolve) => waiting.push(resolve)).then(() => run(job));
    active++;
    job().then(done, done); // !!
  };
  function done() {
    active--;
    if (waiting.length > 0) waiting.shift()();
  }
}`,
    ],
    [
      'a lock that is given back in a reaction',
      `export class Lock {
  acquire() {
    return new Promise((resolve) => this.queue.push(resolve));
  }
  use(job) {
    return this.acquire().then((release) =>
      job().then((value) => { // !!
        release();
        return value;
      }),
    );
  }
}`,
    ],
    [
      'a flag of the object',
      `export class Door {
  wait(handler) {
    return new Promise((resolve) => this.queue.push({ handler, resolve }));
  }
  enter() {
    if (this.held) return;
    this.held = true;
    const { handler } = this.queue.shift();
    handler(this).then(() => this.leave(), () => this.leave()); // !!
  }
  leave() {
    this.held = false;
    this.enter();
  }
}`,
    ],
  ])('reports it: %s', (_, code) => {
    expect(promiseLines(RULE, code)).toEqual(marked(code));
  });

  it.each([
    [
      'the job runs in a promise',
      `export function limit(max, waiting) {
  let active = 0;
  return function run(job) {
    if (active >= max) return new Promise((resolve) => waiting.push(resolve));
    active++;
    Promise.resolve().then(job).then(done, done);
  };
  function done() { active--; }
}`,
    ],
    [
      'a job whose exceptions were made rejections',
      `export function limit(max, waiting) {
  let active = 0;
  return function run(job) {
    job = tools.promisify(job);
    if (active >= max) return new Promise((resolve) => waiting.push(resolve));
    active++;
    job().then(done, done);
  };
  function done() { active--; }
}`,
    ],
    [
      'what it throws is caught',
      `export function limit(max, waiting) {
  let active = 0;
  return function run(job) {
    if (active >= max) return new Promise((resolve) => waiting.push(resolve));
    active++;
    try {
      job().then(done, done);
    } catch {
      done();
    }
  };
  function done() { active--; }
}`,
    ],
    [
      'a function of the file that is async',
      `export function limit(max, waiting) {
  let active = 0;
  async function job() {}
  return function run() {
    if (active >= max) return new Promise((resolve) => waiting.push(resolve));
    active++;
    job().then(done, done);
  };
  function done() { active--; }
}`,
    ],
    [
      'an entry of a map, which is a note about one thing',
      `export function keep(states, waiting) {
  return (stop) => (id) => {
    if (states.get(id) === 'gone') return new Promise((resolve) => waiting.push(resolve));
    states.set(id, 'stopping');
    stop(id).then(() => { states.delete(id); });
  };
}`,
    ],
    [
      'nobody looks at the count',
      `export function count(waiting) {
  let active = 0;
  return function run(job) {
    if (!job) return new Promise((resolve) => waiting.push(resolve));
    active++;
    job().then(() => { active--; });
  };
}`,
    ],
  ])('stays silent: %s', (_, code) => {
    expect(promiseLines(RULE, code)).toEqual([]);
  });
});

describe('wake-after-update where an answer cannot be posted', () => {
  const worker = (body: string): string => `import { parentPort, workerData } from 'node:worker_threads';
const { port } = workerData;
parentPort.on('message', ({ buffer, args, run }) => {
  (async () => {
    const word = new Int32Array(buffer);
    const answer = await run(...args).catch((error) => ({ error }));
${body}
  })();
});`;

  it('reports a wake-up that is skipped when the answer cannot be cloned', () => {
    const code = worker(`    port.postMessage(answer); // !!
    Atomics.add(word, 0, 1);
    Atomics.notify(word, 0);`);
    expect(linesOf(RULE, 'typescript', code)).toEqual(marked(code));
  });

  it.each([
    [
      'in a finally',
      'try { port.postMessage(answer); } finally { Atomics.add(word, 0, 1); Atomics.notify(word, 0); }',
    ],
    ['first', 'Atomics.add(word, 0, 1); Atomics.notify(word, 0); port.postMessage(answer);'],
    ['after a literal', "port.postMessage('done'); Atomics.add(word, 0, 1); Atomics.notify(word, 0);"],
  ])('stays silent where it notifies %s', (_, body) => {
    expect(linesOf(RULE, 'typescript', worker(body))).toEqual([]);
  });

  it('stays silent where a request is posted, which nobody waits for yet', () => {
    const code = `export function send(port, word, task) {
  port.postMessage(task);
  Atomics.add(word, 0, 1);
  Atomics.notify(word, 0);
}`;
    expect(linesOf(RULE, 'typescript', code)).toEqual([]);
  });
});

describe('wake-after-update where a place in a pool gets free', () => {
  const pool = (onExit: string): string => `export class Pool {
  pool = [];
  queue = [];
  async worker() {
    if (this.pool.length < this.max) {
      const worker = this.make();
      worker.on('exit', () => {
        ${onExit}
      });
      this.pool.push(worker);
      return worker;
    }
    return new Promise((resolve, reject) => this.queue.push([resolve, reject]));
  }
  done(worker) {
    const next = this.queue.shift();
    if (next) next[0](worker);
  }
}`;

  it('reports a worker that leaves with nobody started', () => {
    const code = pool('this.pool.splice(this.pool.indexOf(worker), 1); // !!');
    expect(promiseLines(RULE, code)).toEqual(marked(code));
  });

  it('stays silent where the list of waiters is looked at', () => {
    const code = pool(
      'this.pool.splice(this.pool.indexOf(worker), 1); const next = this.queue.shift(); next?.[0](this.worker());',
    );
    expect(promiseLines(RULE, code)).toEqual([]);
  });
});

describe('wake-after-update where a job is started out of a queue', () => {
  const pool = (start: string): string => `export class Pool {
  run(task) {
    let resolve, reject;
    const promise = new Promise((res, rej) => { resolve = res; reject = rej; });
    this.queue.push({ task, resolve, reject });
    return promise;
  }
  start(entry) {
    const { task, resolve, reject } = entry;
    ${start}
  }
  next() {
    if (this.queue.length > 0) this.start(this.queue.shift());
  }
}`;
  const end = 'running.then(resolve, reject);\n    running.finally(this.next.bind(this));';

  it('reports one that may throw before its promise starts the next', () => {
    expectMarkedIn(pool(`const running = task(); // !!\n    ${end}`));
  });

  it.each([
    [`const running = new Promise((go) => go(task()));\n    ${end}`],
    [
      `let running;\n    try { running = task(); } catch (error) { running = Promise.reject(error); }\n    ${end}`,
    ],
  ])('stays silent about %s', (start) => expectMarkedIn(pool(start)));
});

describe('wake-after-update where a place is kept by what a function tells of itself', () => {
  const cluster = (launch: string): string => `export class Cluster {
  starting = 0;
  idle() {
    return new Promise((resolve) => this.idlers.push(resolve));
  }
  isRoom() {
    const count = this.workers.length + this.starting;
    return count < this.max;
  }
  async launch() {
    this.starting += 1;
    ${launch}
    this.starting -= 1;
  }
}`;

  it('reports an exception that is thrown in between', () => {
    expectMarkedIn(
      cluster(
        "try { await this.open(); } catch (error) { throw new Error('no browser', { cause: error }); } // !!",
      ),
    );
  });

  it.each([
    ['try { await this.open(); } catch (error) { this.starting -= 1; throw error; }'],
    ['try { await this.open(); } catch (error) { this.failed = error; }'],
    [
      'this.broken = true;\n    try { await this.open(); } catch (error) { this.starting -= 1; throw error; }\n    this.broken = false;',
    ],
  ])('stays silent about %s', (launch) => expectMarkedIn(cluster(launch)));
});

function expectMarkedIn(code: string): void {
  expect(promiseLines(RULE, code)).toEqual(marked(code));
}

describe('wake-after-update where a job throws and only its reactions start the next', () => {
  const queue = (start: string): string => `export class Queue {
  constructor(limit) {
    this.limit = limit;
    this.running = 0;
    this.entries = [];
  }
  setWorker(worker) {
    this.worker = worker;
  }
  add(task) {
    return new Promise((resolve, reject) => { this.entries.push({ task, resolve, reject }); this.next(); });
  }
  next() {
    if (this.entries.length === 0 || this.running >= this.limit) return;
    const entry = this.entries.shift();
    ${start}
  }
}`;

  it.each([
    ['this.running++;\n Promise.resolve(entry.task()).finally(() => { this.running--; }); // !!'],
    ['const job = entry.task(); // !!\n Promise.resolve(job).then(entry.resolve).then(() => this.next());'],
    ['const job = this.worker(entry); // !!\n job.catch(log).then(() => this.next());'],
    [
      'const job = this.worker.call(this, entry); // !!\n job.then(noop, log).finally(() => { this.again(); });\n }\n again() {\n this.next();',
    ],
  ])('reports %s', (start) => {
    expect(promiseLines(RULE, queue(start))).toEqual(marked(queue(start)));
  });

  it.each([
    ['Promise.resolve().then(() => entry.task()).then(() => this.next());'],
    ['try { Promise.resolve(entry.task()).then(() => this.next()); } catch (error) { this.next(); }'],
    ['Promise.resolve(entry.name).then(() => this.next());'],
    ['Promise.resolve(entry.task()).then(() => this.emit("done"));'],
  ])('is silent for %s', (start) => {
    expect(promiseLines(RULE, queue(start))).toEqual([]);
  });
});

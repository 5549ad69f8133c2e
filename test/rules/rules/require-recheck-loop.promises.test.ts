import { describe, expect, it } from 'vitest';
import { analyze } from '../../../rules/src/analyze.js';
import { lint, marked, promiseLines } from './lint.js';

const RULE = 'require-recheck-loop';

const semaphore = (acquire: string, release: string): string => `class Semaphore {
  constructor(free) {
    this.free = free;
    this.waiters = [];
  }
  async acquire() {
${acquire}
  }
  release() {
${release}
  }
}
`;

const WAIT = 'await new Promise((resolve) => this.waiters.push(resolve));';
const FREE_THEN_WAKE = '    this.free++;\n    this.waiters.shift()?.();';

describe('require-recheck-loop with the option promises reports', () => {
  it.each<[string, string]>([
    [
      'a slot taken by a woken waiter that does not test again',
      semaphore(`    if (this.free === 0) ${WAIT} // !!\n    this.free--;`, FREE_THEN_WAKE),
    ],
    [
      'a resolver kept in a field, and a waker that calls another function',
      semaphore(
        '    if (this.busy) await new Promise((resolve) => (this.wake = resolve)); // !!\n    this.busy = true;',
        '    this.busy = false;\n    this.next();\n  }\n  next() {\n    this.wake();',
      ),
    ],
    [
      'a list from which whoever was told of more takes one',
      `import { once } from 'node:events';
class Pool {
  async get() {
    if (this.idle.length === 0) await once(this, 'idle'); // !!
    return this.idle.pop();
  }
  put(one) {
    this.idle.push(one);
    this.emit('idle');
  }
}
`,
    ],
    [
      'a limit that the function itself frees at its end, with its waiters in a closure',
      `const limit = (most) => {
  let active = 0;
  const waiting = [];
  return async (job) => {
    if (active >= most) await new Promise((resolve) => waiting.push(resolve)); // !!
    active++;
    try { return await job(); } finally { active--; waiting.shift()?.(); }
  };
};
`,
    ],
    [
      'a listener that the first event takes away',
      `const spawn = (bot, name) => new Promise((resolve) => {
  function listener(entity) {
    if (entity.name === name) resolve(entity);
    bot.off('spawn', listener); // !!
  }
  bot.on('spawn', listener);
});
`,
    ],
    [
      'once, for one of many answers',
      `const reply = (port, id) => new Promise((resolve) => {
  port.once('message', (message) => { // !!
    if (message.id === id) resolve(message);
  });
});
`,
    ],
  ])('%s', (_, code) => {
    expect(promiseLines(RULE, code)).toEqual(marked(code));
    expect(lint(RULE, 'javascript', code)).toEqual([]);
  });
});

describe('require-recheck-loop with the option promises stays silent about', () => {
  it.each<[string, string]>([
    ['a loop', semaphore(`    while (this.free === 0) ${WAIT}\n    this.free--;`, FREE_THEN_WAKE)],
    [
      'a slot that is handed over',
      semaphore(
        `    if (this.free === 0) return ${WAIT.slice('await '.length)}\n    this.free--;`,
        '    const next = this.waiters.shift();\n    if (next) next();\n    else this.free++;',
      ),
    ],
    [
      'a waker that leaves a taken slot taken',
      semaphore(
        `    if (this.locked) ${WAIT}\n    this.locked = true;`,
        '    const next = this.waiters.shift();\n    if (next) next();\n    else this.locked = false;',
      ),
    ],
    [
      'a pause',
      semaphore(
        '    if (this.free === 0) await new Promise((r) => setTimeout(r, 10));\n    this.free--;',
        FREE_THEN_WAKE,
      ),
    ],
    [
      'a test after waking',
      semaphore(
        `    if (this.free === 0) ${WAIT}\n    if (this.free === 0) throw new Error('taken');\n    this.free--;`,
        FREE_THEN_WAKE,
      ),
    ],
    [
      'a listener that goes when the promise is settled',
      `const spawn = (bot, name) => new Promise((resolve) => {
  function listener(entity) {
    if (entity.name !== name) return;
    bot.off('spawn', listener);
    resolve(entity);
  }
  bot.on('spawn', listener);
});
`,
    ],
    [
      'a listener that settles either way',
      `const opened = (socket) => new Promise((resolve, reject) => {
  socket.once('open', (error) => {
    if (error) reject(error);
    else resolve();
  });
});
`,
    ],
    [
      'a listener that looks whether it is all over',
      `const opened = (socket) => new Promise((resolve) => {
  let done = false;
  socket.once('open', () => {
    if (done) return;
    done = true;
    resolve();
  });
});
`,
    ],
    [
      'a listener for the last event there is',
      `const over = (child) => new Promise((resolve, reject) => {
  child.once('error', reject);
  child.once('close', (code) => {
    if (code === null) return;
    resolve(code);
  });
});
`,
    ],
    [
      'a list that is looked at again, and one whose giver hands over',
      `import { once } from 'node:events';
class Pool {
  async get() {
    while (this.idle.length === 0) await once(this, 'idle');
    return this.idle.pop();
  }
  async wait() {
    if (this.idle.length === 0) await once(this, 'idle');
    return this.idle.length;
  }
  put(one) {
    this.idle.push(one);
    this.emit('idle');
  }
}
class Limit {
  async run(job) {
    if (this.active >= this.most) await new Promise((resolve) => this.waiting.push(resolve));
    else this.active++;
    try { return await job(); } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.active--;
    }
  }
}
`,
    ],
    [
      'a listener that listens again',
      `const reply = (port, id) => new Promise((resolve) => {
  function listener(message) {
    if (message.id === id) resolve(message);
    else port.once('message', listener);
  }
  port.once('message', listener);
});
`,
    ],
  ])('%s', (_, code) => {
    expect(promiseLines(RULE, code)).toEqual([]);
  });
});

it('suggests a loop for a promise, too', () => {
  const code = semaphore(`    if (this.free === 0) ${WAIT}\n    this.free--;`, FREE_THEN_WAKE);
  const [finding] = analyze(code, 'javascript', { rules: { [RULE]: { promises: true } } }).findings;
  const [edit] = finding!.suggestions[0]!.edits;
  const better = code.slice(0, edit!.range[0]) + edit!.text + code.slice(edit!.range[1]);
  expect(better).toContain('while (this.free === 0) await');
  expect(promiseLines(RULE, better)).toEqual([]);
});

import { describe, expect, it } from 'vitest';
import { marked, promiseLines } from './lint.js';

const RULE = 'require-finish-wait';

describe('require-finish-wait and waits that nothing ends', () => {
  it.each<[string, string]>([
    [
      'a poll whose condition may throw',
      `export function waitFor(holds, every) {
  return new Promise((resolve) => {
    const timer = setInterval(() => { // !!
      if (holds()) { clearInterval(timer); resolve(); }
    }, every);
  });
}`,
    ],
    [
      'one that awaits what it is given, with a promise of a library',
      `export const waitFor = async (given, every) => {
  const holds = wrapped(given);
  const done = Deferred.make();
  const timer = setInterval(async () => { // !!
    if (await holds()) { clearInterval(timer); done.resolve(); }
  }, every);
  return done;
};`,
    ],
    [
      'one that goes on by timeouts, compiled to an older language',
      `function waitFor(holds, every) {
  return new Promise(function (resolve) {
    function turn() {
      if (holds()) resolve();
      else setTimeout(turn, every); // !!
    }
    turn();
  });
}`,
    ],
    [
      'a race for a lock that a timer may win',
      `async function withLock(lock, ms) {
  const release = await Promise.race([
    lock.acquire(), // !!
    new Promise((_, reject) => setTimeout(() => reject(new Error('too late')), ms)),
  ]);
  release();
}`,
    ],
    [
      'a request that a timer gives up on in an executor',
      `const limited = (pool, ms) => new Promise(async (resolve, reject) => {
  let isLate = false;
  const timer = setTimeout(() => { isLate = true; reject(new Error('too late')); }, ms);
  const release = await pool.acquire(); // !!
  if (isLate) release();
  else { clearTimeout(timer); resolve(release); }
});`,
    ],
    [
      'a wait for data of a socket that is destroyed elsewhere',
      `class Client {
  close() {
    return new Promise((resolve) => {
      const look = () => {
        if (this.queue.length > 0) return;
        this.socket.off('data', look);
        resolve();
      };
      this.socket.on('data', look); // !!
    });
  }
  destroy() { this.socket.destroy(); }
}`,
    ],
    [
      'waiters replaced by an empty list',
      `class Inbox {
  next() { return new Promise((resolve) => { this.waiters.push(resolve); }); }
  put(it) { this.waiters.shift()?.(it); }
  close() {
    this.isClosed = true;
    this.waiters = []; // !!
  }
}`,
    ],
    [
      'waiters replaced by an end that answers its own caller',
      `class Inbox {
  next() { return new Promise((resolve) => { this.waiters.push(resolve); }); }
  put(it) { this.waiters.shift()?.(it); }
  return(value) {
    this.waiters = []; // !!
    return Promise.resolve({ done: true, value });
  }
}`,
    ],
  ])('reports %s', (_, code) => {
    expect(promiseLines(RULE, code)).toEqual(marked(code));
  });

  it.each<[string, string]>([
    [
      'a poll that catches and rejects',
      `const waitFor = (holds, every) => new Promise((resolve, reject) => {
  const timer = setInterval(() => {
    try { if (holds()) { clearInterval(timer); resolve(); } } catch (error) { clearInterval(timer); reject(error); }
  }, every);
});`,
    ],
    [
      'a poll of something of its own',
      `const waitFor = (link) => new Promise((resolve) => {
  const timer = setInterval(() => { if (link.isUp) { clearInterval(timer); resolve(); } }, 10);
});`,
    ],
    [
      'a timer that calls back once',
      `const later = (job) => new Promise((resolve) => { setTimeout(() => resolve(job()), 10); });`,
    ],
    [
      'a request that is withdrawn',
      `const limited = (pool, ms) => new Promise(async (resolve, reject) => {
  const timer = setTimeout(() => { reject(new Error('too late')); }, ms);
  resolve(await pool.acquire().finally(() => pool.cancel(timer)));
});`,
    ],
    [
      'a request with a limit of its own in a race',
      `const get = (pool, ms) => Promise.race([pool.acquire({ timeout: ms }), sleep(2 * ms)]);`,
    ],
    [
      'a socket whose end is listened for, too',
      `class Client {
  close() {
    return new Promise((resolve) => {
      this.socket.once('data', resolve);
      this.socket.once('end', resolve);
    });
  }
  destroy() { this.socket.destroy(); }
}`,
    ],
    [
      'waiters that are told before their list is replaced',
      `class Inbox {
  next() { return new Promise((resolve) => { this.waiters.push(resolve); }); }
  close() {
    const left = this.waiters;
    this.waiters = [];
    for (const give of left) give(undefined);
  }
  constructor() { this.waiters = []; }
}`,
    ],
  ])('stays silent about %s', (_, code) => {
    expect(promiseLines(RULE, code)).toEqual([]);
  });
});

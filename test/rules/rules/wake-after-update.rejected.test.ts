import { describe, expect, it } from 'vitest';
import { lint, marked, promiseLines } from './lint.js';

const RULE = 'wake-after-update';

describe('wake-after-update with what only a reaction to success gives back', () => {
  const loader = (load: string): string =>
    `class Loader {
  load(url) {
    ${load}
  }
  whenIdle() {
    if (!this.busy && this.active < 3) return Promise.resolve();
    return new Promise((resolve) => { this.waiters.push(resolve); });
  }
}`;

  it.each<[string, string]>([
    [
      'a flag',
      `this.busy = true;
    this.fetch(url).then(() => { this.busy = false; this.next(); }); // !!`,
    ],
    [
      'a count',
      `this.active++;
    this.fetch(url).then((it) => { this.active--; this.next(it); }); // !!`,
    ],
    [
      'a promise for all',
      `this.asked ??= this.fetch(url).then((it) => { this.asked = undefined; return it; }); // !!
    return this.asked;`,
    ],
    [
      'a promise for all by way of a variable',
      `const asked = this.fetch(url).then((it) => { this.asked = undefined; return it; }).then(parse); // !!
    this.asked = asked;
    return asked;`,
    ],
    [
      'a lock of which the job is started before',
      `return this.lock.acquire().then((release) => {
      const result = url();
      return result.then(release); // !!
    });`,
    ],
    [
      'a lock that failures only pass by',
      `return this.acquire().then(url).then((it) => { // !!
      this.release();
      return it;
    }).catch((error) => {
      console.warn(error);
      throw error;
    });`,
    ],
    [
      'a lock that the handler for failures leaves',
      `return this.acquire().then(url).then((it) => { this.release(); return it; }, (error) => Promise.reject(error)); // !!`,
    ],
    [
      'a lock',
      `return this.lock.acquire().then(function run(release) {
      return fetch(url).then(release); // !!
    });`,
    ],
  ])('reports it: %s', (_, load) => {
    const code = loader(load);
    expect(promiseLines(RULE, code)).toEqual(marked(code));
    expect(lint(RULE, 'javascript', code)).toEqual([]);
  });

  it.each<[string, string]>([
    ['a finally', `this.busy = true; this.fetch(url).finally(() => { this.busy = false; });`],
    [
      'a reaction to failure',
      `this.busy = true;
    this.fetch(url).then(() => { this.busy = false; this.next(); }, () => { this.busy = false; this.next(); });`,
    ],
    [
      'failures seen to before',
      `this.busy = true; this.fetch(url).catch(report).then(() => { this.busy = false; });`,
    ],
    ['a pause', `this.busy = true; this.delay(5).then(() => { this.busy = false; });`],
    ['a flag that nobody asks for', `this.done = true; this.fetch(url).then(() => { this.done = false; });`],
    [
      'a promise for all that is given up by another reaction',
      `this.asked = this.fetch(url).then((it) => { this.asked = undefined; return it; });
    this.asked.catch(() => { this.asked = undefined; });
    return this.asked;`,
    ],
    [
      'a promise for all in a variable, given up by another reaction',
      `const asked = this.fetch(url).then((it) => { this.asked = undefined; return it; });
    asked.catch(() => { this.asked = undefined; });
    this.asked = asked;
    return asked;`,
    ],
    [
      'a promise for all that is given up where it is awaited',
      `return (async () => {
      try {
        this.asked = this.fetch(url).then((it) => { this.asked = undefined; return it; });
        await this.asked;
      } catch {
        this.asked = undefined;
      }
    })();`,
    ],
    [
      'a lock of which the job has two reactions',
      `const result = url();
    result.catch(release);
    return result.then(release);`,
    ],
    [
      'a lock that failures give back, too',
      `return this.acquire().then(url).then((it) => { this.release(); return it; }).catch((error) => { this.release(); throw error; });`,
    ],
    [
      'a lock that something called by a failure may give back',
      `return this.acquire().then(url).then((it) => { this.release(); return it; }).catch((error) => this.fail(error));`,
    ],
    [
      'a lock behind failures that are seen to',
      `return this.acquire().then(url).catch((error) => { throw error; }).then((it) => { this.release(); return it; });`,
    ],
    [
      'a lock with a finally',
      `return this.acquire().then(url).then((it) => { this.release(); return it; }).catch((error) => { throw error; }).finally(this.free);`,
    ],
    [
      'a lock that is given back on a condition',
      `return this.acquire().then(url).then((it) => { if (it) this.release(); return it; }).catch((error) => { throw error; });`,
    ],
    ['a release that is handed on twice', `return fetch(url).then(release, release);`],
  ])('is silent: %s', (_, load) => {
    expect(promiseLines(RULE, loader(load))).toEqual([]);
  });
});

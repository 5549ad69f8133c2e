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
    ['a release that is handed on twice', `return fetch(url).then(release, release);`],
  ])('is silent: %s', (_, load) => {
    expect(promiseLines(RULE, loader(load))).toEqual([]);
  });
});

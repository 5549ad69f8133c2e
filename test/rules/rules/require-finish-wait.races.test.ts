import { describe, expect, it } from 'vitest';
import { marked, promiseLines } from './lint.js';

const RULE = 'require-finish-wait';
const expectMarked = (code: string): void => expect(promiseLines(RULE, code)).toEqual(marked(code));

describe('require-finish-wait and entries taken off their list behind a race', () => {
  const semaphore = (
    wait: string,
    { fails = 'aborted.reject(new Error())', release = 'this.waiting.shift()?.resolve(true)' } = {},
  ): string => `export class Semaphore {
  async wait(ms, token) {
    const entry = new Completion();
    const aborted = new Completion();
    const limit = new Promise((resolve) => setTimeout(() => resolve(false), ms));
    this.waiting.push(entry);
    token.onAbort(() => { ${fails}; });
    ${wait}
  }
  release() {
    ${release};
  }
}`;
  const race = 'const won = await Promise.race([entry.promise, limit, aborted.promise]);';
  const removal = 'if (!won) this.waiting.splice(this.waiting.indexOf(entry), 1);';

  it.each([
    [semaphore(`${race} // !!\n ${removal}`)],
    [
      semaphore(`${race} // !!\n if (!won) this.waiting.delete(entry);`, {
        release: 'const next = this.waiting.shift(); next.resolve()',
      }),
    ],
    [
      semaphore(
        `if (await Promise.race([entry.promise, limit, aborted.promise])) return true; // !!\n ${removal} return false;`,
      ),
    ],
  ])('reports %s', (code) => {
    expectMarked(code);
  });

  it.each([
    ['it is taken off in a finally', semaphore(`try { ${race} } finally { this.waiting.delete(entry); }`)],
    ['nothing that is raced rejects', semaphore(`${race}\n ${removal}`, { fails: 'aborted.resolve(false)' })],
    ['nobody takes whoever is first', semaphore(`${race}\n ${removal}`, { release: 'this.size++' })],
    ['it is never taken off at all', semaphore(race)],
  ])('is silent where %s', (_, code) => {
    expectMarked(code);
  });
});

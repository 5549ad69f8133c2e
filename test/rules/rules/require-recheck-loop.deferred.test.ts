import { describe, expect, it } from 'vitest';
import { marked, promiseLines } from './lint.js';

const RULE = 'require-recheck-loop';
const expectMarked = (code: string): void => expect(promiseLines(RULE, code)).toEqual(marked(code));

const semaphore = (acquire: string, release: string, more = ''): string => `export class Semaphore {
  taken = 0;
  waiters = [];
  get full() { return this.taken >= 3; }
  async acquire() {
    ${acquire}
  }
  release() {
    ${release}
  }
  ${more}
}`;

const FREE_THEN_WAKE = 'this.taken--;\n    this.waiters.shift()?.resolve();';
const HAND_OVER = 'const next = this.waiters.shift();\n    if (next) next.resolve(); else this.taken--;';

describe('require-recheck-loop with promises whose resolvers are taken apart', () => {
  const wait = (end: string): string =>
    `if (this.full) {\n      const turn = Promise.withResolvers();${end}\n      this.waiters.push(turn);\n      await turn.promise;\n    }\n    this.taken++;`;

  it('reports a place that is taken without a new test, behind a getter', () => {
    expectMarked(semaphore(wait(' // !!'), FREE_THEN_WAKE));
  });

  it('stays silent where the place is handed over, or tested again', () => {
    expectMarked(semaphore(wait(''), HAND_OVER));
    expectMarked(semaphore(wait('').replace('if (', 'while ('), FREE_THEN_WAKE));
  });

  it('reports a wait in a function of its own', () => {
    const turn =
      'async turn() {\n    const { promise, resolve } = Promise.withResolvers();\n    this.waiters.push({ resolve });\n    await promise;\n  }';
    expectMarked(
      semaphore('if (this.full) await this.turn(); // !!\n    this.taken++;', FREE_THEN_WAKE, turn),
    );
    expectMarked(semaphore('if (this.full) await this.turn();\n    this.taken++;', HAND_OVER, turn));
  });

  it('reports a reaction that takes the place', () => {
    const acquire = (mark: string): string =>
      `if (this.taken < 3) {\n      this.taken++;\n      return Promise.resolve();\n    }\n    return new Promise((resolve) => this.waiters.push({ resolve })).then(() => { this.taken++; });${mark}`;
    expectMarked(semaphore(acquire(' // !!'), FREE_THEN_WAKE));
    expectMarked(semaphore(acquire(''), HAND_OVER));
  });
});

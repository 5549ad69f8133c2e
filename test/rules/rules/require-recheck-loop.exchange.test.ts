import { describe, expect, it } from 'vitest';
import { analyze } from '../../../rules/src/analyze.js';
import { linesOf, marked } from './lint.js';

const RULE = 'require-recheck-loop';

describe('require-recheck-loop where an exchange did not get the lock', () => {
  it.each([
    [
      'it just goes on',
      '  if (Atomics.compareExchange(words, 0, 0, 1) !== 0) {\n    Atomics.wait(words, 0, 1); // !!\n  }',
    ],
    [
      'it takes the lock by force',
      '  if (Atomics.compareExchange(words, 0, 0, 1) !== 0) {\n    Atomics.wait(words, 0, 1); // !!\n    Atomics.store(words, 0, 1);\n  }',
    ],
  ])('reports a wait after which %s', (_, body) => {
    const code = `export function lock(words) {\n${body}\n}`;
    expect(linesOf(RULE, 'typescript', code)).toEqual(marked(code));
  });

  it.each([
    ['in a loop', 'while (Atomics.compareExchange(words, 0, 0, 1) !== 0) Atomics.wait(words, 0, 1);'],
    [
      'by itself',
      'if (Atomics.compareExchange(words, 0, 0, 1) !== 0) { Atomics.wait(words, 0, 1); return lock(words); }',
    ],
    [
      'of what is done once by whoever comes first',
      'if (Atomics.compareExchange(words, 0, 0, 1) === 0) { init(); Atomics.store(words, 0, 2); Atomics.notify(words, 0); } else Atomics.wait(words, 0, 1);',
    ],
    [
      'whose result is told',
      'if (Atomics.compareExchange(words, 0, 0, 1) !== 0) return Atomics.wait(words, 0, 1);',
    ],
  ])('stays silent about a wait %s', (_, body) => {
    expect(linesOf(RULE, 'typescript', `export function lock(words, init) {\n  ${body}\n}`)).toEqual([]);
  });
});

describe('require-recheck-loop where a lock is taken by a store', () => {
  const lock = (wait: string, take: string): string => `export class Lock {
  waitUnlocked() {
    ${wait}
  }
  lock() {
    this.waitUnlocked();
    ${take}
  }
  unlock() {
    Atomics.store(this.words, 0, 0);
    Atomics.notify(this.words, 0, 1);
  }
}`;
  const store = 'Atomics.store(this.words, 0, 1);';

  it('reports a wait that looks no second time', () => {
    const code = lock(
      "if (!Atomics.load(this.words, 0)) return;\n    switch (Atomics.wait(this.words, 0, 1)) { // !!\n      case 'ok': break;\n      case 'not-equal': return this.waitUnlocked();\n    }",
      store,
    );
    expect(linesOf(RULE, 'typescript', code)).toEqual(marked(code));
    // The function's own call is no other use of what it gives.
    const { findings } = analyze(code, 'javascript', { rules: { 'no-floating-wait': { promises: true } } });
    expect(findings).toEqual([]);
  });

  it.each([
    ['in a loop', 'while (Atomics.load(this.words, 0)) Atomics.wait(this.words, 0, 1);', store],
    [
      'and takes the lock by an exchange',
      "if (!Atomics.load(this.words, 0)) return;\n    switch (Atomics.wait(this.words, 0, 1)) { case 'ok': break; case 'not-equal': return this.waitUnlocked(); }",
      'return Atomics.compareExchange(this.words, 0, 0, 1) === 0;',
    ],
  ])('stays silent about one %s', (_, wait, take) => {
    expect(linesOf(RULE, 'typescript', lock(wait, take))).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
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

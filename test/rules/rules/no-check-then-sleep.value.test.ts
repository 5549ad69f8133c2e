import { describe, expect, it } from 'vitest';
import { linesOf, marked } from './lint.js';

const RULE = 'no-check-then-sleep';

describe('no-check-then-sleep where a wait expects what the test has ruled out', () => {
  it.each([
    ['another number', 'if (Atomics.load(words, 0) === 1) {\n  Atomics.wait(words, 0, 0); // !!\n}'],
    ['the number itself', 'while (Atomics.load(words, 0) !== 3) {\n  Atomics.wait(words, 0, 3); // !!\n}'],
    ['zero', 'while (Atomics.load(words, 0) !== 0) {\n  Atomics.wait(words, 0, 0); // !!\n}'],
    ['truth', 'if (Atomics.load(words, 0)) {\n  Atomics.wait(words, 0, 0); // !!\n}'],
    [
      'an awaited step between',
      'if (words[0] === 1) {\n  await tell();\n  Atomics.wait(words, 0, 0); // !!\n}',
    ],
  ])('reports it: %s', (_, body) => {
    const code = `export async function pause(words, tell) {\n${body}\n}`;
    expect(linesOf(RULE, 'typescript', code)).toEqual(marked(code));
  });

  it.each([
    ['the value that was tested', 'while (Atomics.load(words, 0) === 1) Atomics.wait(words, 0, 1);'],
    ['one of several that are left', 'while (Atomics.load(words, 0) !== 1) Atomics.wait(words, 0, 0);'],
    ['zero', 'while (!Atomics.load(words, 0)) Atomics.wait(words, 0, 0);'],
    [
      'a store between',
      'if (Atomics.load(words, 0) === 1) { Atomics.store(words, 0, 0); Atomics.wait(words, 0, 0); }',
    ],
    ['an exchange', 'if (Atomics.exchange(words, 0, 0) === 1) Atomics.wait(words, 0, 0);'],
    ['another word', 'if (Atomics.load(words, 1) === 1) Atomics.wait(words, 0, 0);'],
    ['more than one way', 'if (Atomics.load(words, 0) === 1) tell(); Atomics.wait(words, 0, 0);'],
    ['a sum', 'while (Atomics.load(words, 0) + 1 === 1) Atomics.wait(words, 0, 0);'],
  ])('stays silent: %s', (_, body) => {
    expect(linesOf(RULE, 'typescript', `export function pause(words, tell) {\n${body}\n}`)).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { linesOf, marked } from './lint.js';

const cell = (wait: string): string => `export class Cell {
  constructor(buffer, at) {
    this.words = new Int32Array(buffer);
    this.at = at;
  }
  wait() {
    while (Atomics.load(this.words, this.at >> 2) === 0) ${wait}
  }
  set() {
    Atomics.store(this.words, this.at >> 2, 1);
    Atomics.notify(this.words, this.at >> 2);
  }
}`;

it('reports an offset that the other accesses divide', () => {
  const wrong = cell('Atomics.wait(this.words, this.at, 0); // !!');
  const lines = linesOf('no-wrong-queue-address', 'javascript', wrong);
  expect([...new Set(lines)]).toEqual(marked(wrong));
  const right = cell('Atomics.wait(this.words, this.at >> 2, 0);');
  expect(linesOf('no-wrong-queue-address', 'javascript', right)).toEqual([]);
});

describe('a notify right behind a store to another word', () => {
  const send = (index: string, rest = ''): string => `const STATUS = 1;
export function send(words, text) {
  Atomics.store(words, STATUS, 1);
  Atomics.notify(words, ${index});
}
${rest}`;

  it.each(['0', 'STATUS + 1', 'STATUS * 4'])(
    'reports index %s, which nothing in the file writes',
    (index) => {
      const wrong = send(index).replace('notify(words, ' + index + ');', (call) => call + ' // !!');
      expect(linesOf('no-wrong-queue-address', 'javascript', wrong)).toEqual(marked(wrong));
    },
  );

  it.each([
    ['the same word', send('STATUS')],
    [
      'a word that a function of the file writes',
      send('0', 'export const count = (words) => Atomics.add(words, 0, 1);'),
    ],
    [
      'a word that a function of the file waits on',
      send('0', 'export const wait = (words) => Atomics.wait(words, 0, 0);'),
    ],
    ['an index that may be any', send('text.index')],
  ])('stays silent about %s', (_, code) => {
    expect(linesOf('no-wrong-queue-address', 'javascript', code)).toEqual([]);
  });
});

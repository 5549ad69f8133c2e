import { expect, it } from 'vitest';
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

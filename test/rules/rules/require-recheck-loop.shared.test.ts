import { describe, expect, it } from 'vitest';
import { marked, promiseLines } from './lint.js';

const RULE = 'require-recheck-loop';

describe('require-recheck-loop where everybody waits on one promise', () => {
  const queue = (pop: string): string => `export class Queue {
  constructor() {
    this.items = [];
    this.ready = new Promise((resolve) => { this.tell = resolve; });
  }
  push(item) {
    this.items.push(item);
    this.tell();
    this.ready = new Promise((resolve) => { this.tell = resolve; });
  }
  async pop() {
${pop}
  }
}`;

  it.each([
    ['takes without a look', '    await this.ready; // !!\n    return this.items.shift();'],
    [
      'gives up where it is gone',
      `    if (this.item == null) {
      await this.ready; // !!
    }
    if (this.item == null) throw new Error('nothing there');
    const item = this.item;
    this.item = undefined;
    return item;`,
    ],
  ])('reports a waiter that %s', (_, pop) => {
    const code = queue(pop);
    expect(promiseLines(RULE, code)).toEqual(marked(code));
  });

  it.each([
    [
      'looks in a loop',
      '    while (this.items.length === 0) await this.ready;\n    return this.items.shift();',
    ],
    [
      'looks again',
      '    await this.ready;\n    if (this.items.length === 0) return undefined;\n    return this.items.shift();',
    ],
    ['takes nothing', '    await this.ready;\n    return this.items[0];'],
    [
      'throws for another reason',
      '    await this.ready;\n    if (this.closed) throw new Error();\n    return 1;',
    ],
  ])('stays silent about one that %s', (_, pop) => {
    expect(promiseLines(RULE, queue(pop))).toEqual([]);
  });

  it('reports a reader that takes what another one took before its turn', () => {
    const code = `export class BlockingQueue {
  async take() {
    let item;
    if (this.items.length !== 0 && this.readers.length === 0) {
      item = this.items.dequeue();
    } else {
      await new Promise((resolve) => { this.readers.enqueue(resolve); }); // !!
      item = this.items.dequeue();
    }
    return item;
  }
  put(item) {
    this.items.enqueue(item);
    const reader = this.readers.dequeue();
    reader();
  }
}`;
    expect(promiseLines(RULE, code)).toEqual(marked(code));
  });
});

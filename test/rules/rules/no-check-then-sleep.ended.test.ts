import { describe, expect, it } from 'vitest';
import { marked, promiseLines } from './lint.js';

const RULE = 'no-check-then-sleep';
const HAS_VALUE = '\n  hasValue() {\n    return this.values.length > 0;\n  }';

describe('no-check-then-sleep where an end has settled all who wait', () => {
  const iterator = (pull: string, rest = ''): string => `export class Values {
  constructor() {
    this.running = true;
    this.pulls = [];
    this.values = [];
  }
  pull() {
    return new Promise((resolve) => {
      ${pull}
    });
  }
  push(value) {
    if (this.pulls.length > 0) this.pulls.shift()({ value, done: false });
    else this.values.push(value);
  }
  return() {
    this.running = false;
    this.pulls.forEach((resolve) => resolve({ done: true }));
    this.pulls.length = 0;
    this.values.length = 0;
  }${rest}
}`;
  const expectMarked = (code: string): void => expect(promiseLines(RULE, code)).toEqual(marked(code));

  it.each([
    ['this.pulls.push(resolve); // !!'],
    [
      'if (this.values.length > 0) resolve(this.running ? { value: this.values.shift() } : { done: true });\n      else this.pulls.push(resolve); // !!',
    ],
  ])('reports a wait that does not ask for it: %s', (pull) => expectMarked(iterator(pull)));

  it('reports a wait that asks for something else by a call', () => {
    expectMarked(
      iterator('if (this.hasValue()) resolve();\n      else this.pulls.push(resolve); // !!', HAS_VALUE),
    );
    expectMarked(iterator('if (this.names.has(1)) resolve();\n      else this.pulls.push(resolve); // !!'));
    expectMarked(
      iterator(
        'if (this.hasValue()) resolve();\n      else this.pulls.push(resolve);',
        HAS_VALUE.replace('values.length', 'running'),
      ),
    );
  });

  it.each([
    ['if (this.running) this.pulls.push(resolve);\n      else resolve({ done: true });', ''],
    ['if (!this.running) return resolve({ done: true });\n      this.pulls.push(resolve);', ''],
    ['if (this.isOver()) return resolve({ done: true });\n      this.pulls.push(resolve);', ''],
    [
      'if (this.isRunning) this.pulls.push(resolve);\n      else resolve({ done: true });',
      '\n  get isRunning() {\n    return this.running;\n  }',
    ],
    ['this.pulls.push(resolve);', '\n  start() {\n    this.running = true;\n  }'],
    [
      'this.pulls.push(resolve);',
      '\n  next() {\n    if (!this.running) return { done: true };\n    return this.pull();\n  }',
    ],
  ])('stays silent about %s', (pull, rest) => expectMarked(iterator(pull, rest)));
});

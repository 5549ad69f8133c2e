import { describe, expect, it } from 'vitest';
import { marked, promiseLines } from './lint.js';

const RULE = 'require-finish-wait';
const expectMarked = (code: string): void => expect(promiseLines(RULE, code)).toEqual(marked(code));

const pool = (
  end: string,
  { hands = 'return this.idle.promise;', rest = '' } = {},
): string => `export class Pool {
  start() {
    this.idle = Promise.withResolvers();
    ${hands}
  }
  finish() {
    this.idle.resolve();
  }
  ${end}${rest}
}`;

describe('require-finish-wait where an end throws a deferred away', () => {
  it.each([
    ['close() {\n    this.tasks = [];\n    this.idle = null; // !!\n  }'],
    ['async stop() {\n    await this.server.close();\n    this.idle = undefined; // !!\n  }'],
    ['reset() {\n    return this.pause().then(() => {\n      this.idle = null; // !!\n    });\n  }'],
  ])('reports %s', (end) => {
    expectMarked(pool(end));
    expectMarked(pool(end, { hands: 'return this.isEndless ? null : this.idle.promise;' }));
  });

  it.each([
    ['it is settled first', 'close() {\n    this.idle.reject(new Error());\n    this.idle = null;\n  }', ''],
    ['it is looked at', 'close() {\n    if (this.idle) return;\n    this.idle = null;\n  }', ''],
    ['others are told', "close() {\n    this.emit('close');\n    this.idle = null;\n  }", ''],
    [
      'a method knows of it',
      'async close() {\n    await this.all();\n    this.idle = null;\n  }',
      '\n  all() {\n    return this.idle?.promise;\n  }',
    ],
    ['the function is no end', 'again() {\n    this.idle = null;\n  }', ''],
  ])('is silent where %s', (_, end, rest) => {
    expectMarked(pool(end, { rest }));
  });

  it('is silent where nobody is given the promise', () => {
    expectMarked(pool('close() {\n    this.idle = null;\n  }', { hands: '' }));
  });
});

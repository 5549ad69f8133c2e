import { describe, expect, it } from 'vitest';
import { analyze } from '../../../rules/src/analyze.js';
import { marked } from './lint.js';

const RULE = 'wake-after-update';

describe('wake-after-update with the option promises', () => {
  const strictLines = (code: string): readonly number[] =>
    analyze(code, 'javascript', { rules: { [RULE]: { promises: true } } }).findings.map(
      ({ range }) => code.slice(0, range[0]).split('\n').length,
    );

  const queue = (
    clear: string,
    wait = `await this.untilEvent('empty');`,
  ): string => `export class Queue extends Emitter {
  jobs = [];
  constructor() {
    super();
    this.jobs = [];
  }
  push(job) {
    this.jobs.push(job);
  }
  async onEmpty(limit) {
    if (this.jobs.length === 0) return;
    ${wait}
  }
  untilEvent(event) {
    return new Promise((resolve) => this.once(event, resolve));
  }
  run() {
    this.jobs.shift()?.();
    if (this.jobs.length === 0) this.emit('empty');
  }
  ${clear}
}
`;

  it.each<[string, string]>([
    ['a collection emptied without the event', queue('clear() {\n    this.jobs = []; // !!\n  }')],
    ['one emptied in place', queue('clear() {\n    this.jobs.length = 0; // !!\n  }')],
    [
      'an event that is not emitted wherever something is taken',
      queue('take() {\n    return this.jobs.pop();\n  }', `await this.untilEvent('empty'); // !!`),
    ],
    [
      'a reaction that is added after others may have taken the promise',
      `export class Mutex {
  #next = Promise.resolve();
  #busy = false;
  async lock() {
    let unlock;
    const before = this.#next;
    const done = new Promise((resolve) => (unlock = resolve));
    this.#next = done;
    await before;
    this.#busy = true;
    done.then(() => (this.#busy = false)); // !!
    return unlock;
  }
}
`,
    ],
  ])('reports %s', (_, code) => {
    expect(strictLines(code)).toEqual(marked(code));
    expect(strictLines(code)).toHaveLength(1);
    expect(analyze(code, 'javascript', { rules: { [RULE]: {} } }).findings).toEqual([]);
  });

  it.each<[string, string]>([
    [
      'an emptied collection that is announced',
      queue(`clear() {\n    this.jobs = [];\n    this.emit('empty');\n  }`),
    ],
    [
      'one that a function of the file announces',
      queue('clear() {\n    this.jobs = [];\n    this.run();\n  }'),
    ],
    [
      'one that callers announce',
      queue(
        `#drop() {\n    this.jobs = [];\n  }\n  clear() {\n    this.#drop();\n    this.emit('empty');\n  }`,
      ),
    ],
    ['one that another file may announce', queue('clear() {\n    this.jobs = [];\n    this.changed();\n  }')],
    ['a constructor', queue('')],
    [
      'an event that nobody emits in sight',
      queue('clear() {\n    this.jobs = [];\n  }').replace("this.emit('empty')", 'this.tell()'),
    ],
    [
      'a reaction added before the promise is put where others take it',
      `export class Mutex {
  #next = Promise.resolve();
  #busy = false;
  async lock() {
    let unlock;
    const before = this.#next;
    const done = new Promise((resolve) => (unlock = resolve));
    done.then(() => (this.#busy = false));
    this.#next = done;
    await before;
    this.#busy = true;
    return unlock;
  }
}
`,
    ],
    [
      'one added in the turn in which the promise is put there',
      `export class Mutex {
  #next = Promise.resolve();
  #busy = false;
  async lock() {
    let unlock;
    const before = this.#next;
    const done = new Promise((resolve) => (unlock = resolve));
    this.#next = done;
    done.then(() => (this.#busy = false));
    await before;
    this.#busy = true;
    return unlock;
  }
}
`,
    ],
  ])('stays silent about %s', (_, code) => {
    expect(strictLines(code)).toEqual([]);
  });
});

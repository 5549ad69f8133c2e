import { describe, expect, it } from 'vitest';
import { marked, promiseLines } from './lint.js';

const RULE = 'require-finish-wait';
const expectMarked = (code: string): void => expect(promiseLines(RULE, code)).toEqual(marked(code));

const wait = (body: string, after = ''): string => `export function ready(file) {
  return new Promise((resolve, reject) => {
    ${body}
  })${after};
}`;

describe('require-finish-wait where a poll goes on when it has settled its promise', () => {
  it.each([
    ['setInterval(() => { // !!\n if (file.isThere) resolve(file);\n }, 50);'],
    ['const timer = setInterval(() => { // !!\n if (file.isThere) { resolve(file); }\n }, 50);'],
    [
      'const timer = setInterval(() => { // !!\n if (file.isThere) { clearInterval(timer); resolve(file); }\n else if (file.isBroken) reject(new Error());\n }, 50);',
    ],
    [
      'let tries = 0;\n const poll = () => {\n if (file.isThere) resolve(file);\n setTimeout(poll, 50); // !!\n };\n poll();',
    ],
  ])('reports %s', (body) => {
    expectMarked(wait(body));
  });

  it('reports a method that is given both resolvers', () => {
    const lock = (settled: string, mark: string, start: string): string => `export class Lock {
  poll(resolve, reject) {
    if (this.isFree()) {
      ${settled}
    }
    setTimeout(this.poll.bind(this, resolve, reject), 50);${mark}
  }
  isFree() {
    return this.until < Date.now();
  }
  lock() {
    return ${start};
  }
}`;
    const bound = 'new Lock.Promise(this.poll.bind(this))';
    expectMarked(lock('resolve(this);', ' // !!', bound));
    expectMarked(
      lock('resolve(this);', ' // !!', 'new Promise((resolve, reject) => this.poll(resolve, reject))'),
    );
    expectMarked(lock('return resolve(this);', '', bound));
  });

  it.each([
    [
      'const timer = setInterval(() => {\n if (file.isThere) { clearInterval(timer); resolve(file); }\n }, 50);',
      '',
    ],
    [
      'const timer = setInterval(() => {\n if (file.isThere) { resolve(file); clearInterval(timer); }\n }, 50);',
      '',
    ],
    [
      'const timer = setInterval(() => {\n if (file.isThere) resolve(file);\n }, 50);\n file.timers.push(timer);',
      '',
    ],
    [
      'const end = () => { clearInterval(timer); resolve(file); };\n const timer = setInterval(() => {\n if (file.isThere) end();\n }, 50);',
      '',
    ],
    [
      'file.timer = setInterval(() => {\n if (file.isThere) resolve(file);\n }, 50);',
      '.finally(() => clearInterval(file.timer))',
    ],
    [
      'const poll = () => {\n if (file.isThere) return resolve(file);\n setTimeout(poll, 50);\n };\n poll();',
      '',
    ],
    [
      'const poll = () => {\n if (file.isThere) resolve(file);\n else setTimeout(poll, 50);\n };\n poll();',
      '',
    ],
    [
      'let done = false;\n const poll = () => {\n if (file.isThere) { resolve(file); done = true; }\n if (!done) setTimeout(poll, 50);\n };\n poll();',
      '',
    ],
    [
      'const poll = () => {\n if (file.isThere) resolve(file);\n setTimeout(file.close, 50);\n };\n poll();',
      '',
    ],
  ])('is silent for %s', (body, after) => {
    expectMarked(wait(body, after));
  });
});

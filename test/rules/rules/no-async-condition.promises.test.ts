import { describe, expect, it } from 'vitest';
import { analyze } from '../../../rules/src/analyze.js';
import { marked, promiseLines } from './lint.js';

const RULE = 'no-async-condition';

describe('no-async-condition with promises of other kinds', () => {
  it.each<[string, string]>([
    [
      'a test of an async method',
      `class Disk {
  async isReady() { return (await this.ask()).ready; }
  async waitUntilReady() {
    while (!this.isReady()) await pause(100); // !!
  }
}`,
    ],
    [
      'an async function given to a poll that does not await it',
      `function waitUntil(holds, done) {
  const timer = setInterval(() => { if (holds()) { clearInterval(timer); done(); } }, 10);
}
waitUntil(async () => (await load()).ok, () => {}); // !!`,
    ],
    [
      'a quantifier over async functions that are tested at once',
      `export async function waitForAll(disks) {
  while (!disks.every(async (disk) => await disk.isReady())) await pause(100); // !!
}`,
    ],
    [
      'a list that holds nothing but async functions',
      `export class Checks {
  list = [];
  forStatus(status) { this.list.push(async (answer) => (await answer).status === status); }
  hold(answer) { return this.list.every((check) => check(answer)); } // !!
}`,
    ],
    [
      'the same compiled, and called in an old way',
      `class Checks {
  forStatus(status) { this.list.push((answer) => __awaiter(this, void 0, void 0, function* () { return (yield answer).status === status; })); }
  hold(answer) { return this.list.some(function (check) { return check(answer); }); } // !!
}`,
    ],
  ])('reports %s, in strict only', (_, code) => {
    expect(promiseLines(RULE, code)).toEqual(marked(code));
    expect(analyze(code, 'javascript', { rules: { [RULE]: {} } }).findings).toEqual([]);
  });

  it.each<[string, string]>([
    [
      'answers that are awaited',
      `class Disk {
  async isReady() { return (await this.ask()).ready; }
  async waitUntilReady() { while (!(await this.isReady())) await pause(100); }
}`,
    ],
    [
      'a poll that awaits what it is given',
      `async function waitUntil(holds) { while (!(await holds())) await pause(10); }
waitUntil(async () => (await load()).ok);`,
    ],
    [
      'a list with plain functions in it, too',
      `class Checks {
  add(status) { this.list.push(async (it) => it.status === status); this.list.push((it) => it.ok); }
  hold(it) { return this.list.every((check) => check(it)); }
}`,
    ],
    [
      'promises collected and awaited together',
      `class Checks {
  add(status) { this.list.push(async (it) => it.status === status); }
  async hold(it) { return (await Promise.all(this.list.map((check) => check(it)))).every(Boolean); }
}`,
    ],
    [
      'a stream, whose every() takes async functions and is awaited',
      `export const waitForAll = async (lines) => await lines.every(async (line) => (await ask(line)).ok);`,
    ],
  ])('stays silent about %s', (_, code) => {
    expect(promiseLines(RULE, code)).toEqual([]);
  });
});

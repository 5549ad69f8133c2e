import { describe, expect, it } from 'vitest';
import { marked, promiseLines } from './lint.js';

const RULE = 'wake-after-update';

describe('wake-after-update and slots that a rejection keeps', () => {
  it('reports a job whose failure wakes nobody', () => {
    const code = `class Limit {
  async run(job) {
    while (this.active >= this.most) await new Promise((resolve) => this.waiters.push(resolve));
    this.active++;
    const answer = await job(); // !!
    this.active--;
    const next = this.waiters.shift();
    if (next) next();
    return answer;
  }
}`;
    expect(promiseLines(RULE, code)).toEqual(marked(code));
  });

  it('stays silent where a finally gives the slot back', () => {
    const code = `class Limit {
  async run(job) {
    while (this.active >= this.most) await new Promise((resolve) => this.waiters.push(resolve));
    this.active++;
    try { return await job(); } finally { this.active--; this.waiters.shift()?.(); }
  }
}`;
    expect(promiseLines(RULE, code)).toEqual([]);
  });

  it('stays silent about a list that somebody waits to get longer', () => {
    const code = `import { once } from 'node:events';
class Pool {
  async get() {
    if (this.idle.length === 0) await once(this, 'idle');
    return this.idle.pop();
  }
  put(one) { this.idle.push(one); this.emit('idle'); }
}`;
    expect(promiseLines(RULE, code)).toEqual([]);
  });
});

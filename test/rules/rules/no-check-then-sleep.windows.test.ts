import { describe, expect, it } from 'vitest';
import { marked, promiseLines } from './lint.js';

const RULE = 'no-check-then-sleep';

describe('no-check-then-sleep and an await between the test and the promise', () => {
  const wakers = `
  give() { this.free++; this.waiters.shift()?.(); }
  up() { this.isUp = true; this.emit('up'); }
}`;

  it.each<[string, string]>([
    [
      'a resolver that is kept',
      `class Slots {
  async take() {
    if (this.free === 0) {
      await this.log('full');
      await new Promise((resolve) => this.waiters.push(resolve)); // !!
    }
  }${wakers}`,
    ],
    [
      'an event of the object itself',
      `class Link {
  async whenUp() {
    if (this.isUp) return;
    await this.log('down');
    return new Promise((resolve) => this.once('up', resolve)); // !!
  }${wakers}`,
    ],
    [
      'compiled code with another name for this',
      `class Slots {
  take() {
    var _this = this;
    return __awaiter(this, void 0, void 0, function* () {
      if (this.free === 0) {
        yield this.log('full');
        yield new Promise(function (resolve) { return _this.waiters.push(resolve); }); // !!
      }
    });
  }${wakers}`,
    ],
  ])('reports %s', (_, code) => {
    expect(promiseLines(RULE, code)).toEqual(marked(code));
  });

  it.each<[string, string]>([
    [
      'a test in the turn of the promise',
      `class Slots {
  async take() {
    await this.log('take');
    if (this.free === 0) await new Promise((resolve) => this.waiters.push(resolve));
  }${wakers}`,
    ],
    [
      'a second test',
      `class Slots {
  async take() {
    while (this.free === 0) {
      await this.log('full');
      if (this.free > 0) break;
      await new Promise((resolve) => this.waiters.push(resolve));
    }
  }${wakers}`,
    ],
    [
      'a place that nobody changes before waking',
      `class Slots {
  async take() {
    if (this.verbose) await this.log('take');
    await new Promise((resolve) => this.waiters.push(resolve));
  }${wakers}`,
    ],
    [
      'a promise that is kept for others',
      `class Lock {
  async take() {
    if (this.free === 0) await this.log('full');
    this.next = new Promise((resolve) => this.waiters.push(resolve));
  }${wakers}`,
    ],
  ])('stays silent about %s', (_, code) => {
    expect(promiseLines(RULE, code)).toEqual([]);
  });
});

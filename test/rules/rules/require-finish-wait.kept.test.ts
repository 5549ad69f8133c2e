import { describe, expect, it } from 'vitest';
import { marked, promiseLines } from './lint.js';

const RULE = 'require-finish-wait';

describe('require-finish-wait and listeners that nothing ever takes away', () => {
  it.each<[string, string]>([
    [
      'one on a field that ends the wait under a condition',
      `export class Client {
  answer(id) {
    return new Promise((resolve) => {
      this.bus.on('answer', (one) => { // !!
        if (one.id === id) resolve(one);
      });
    });
  }
}`,
    ],
    [
      'one with a name, by way of another function',
      `import bus from './bus.js';
export function answer(id) {
  return new Promise((resolve) => {
    const settle = (one) => { resolve(one); };
    const onAnswer = (one) => { if (one.id === id) settle(one); };
    bus.addListener('answer', onAnswer); // !!
  });
}`,
    ],
  ])('reports %s', (_, code) => {
    expect(promiseLines(RULE, code)).toEqual(marked(code));
  });

  const answer = (listens: string, before = ''): string => `export class Client {
  answer(id) {
    return new Promise((resolve) => {
      ${before}
      ${listens}
    });
  }
}`;

  it.each<[string, string]>([
    [
      'a listener that takes itself away',
      answer(
        `this.bus.on('answer', on);`,
        `const on = (one) => { if (one.id === id) { this.bus.off('answer', on); resolve(one); } };`,
      ),
    ],
    ['once', answer(`this.bus.once('answer', resolve);`)],
    ['the last event', answer(`this.bus.on('close', () => resolve());`)],
    [
      'a handler that does more',
      answer(`this.bus.on('answer', (one) => { this.count(one); resolve(one); });`),
    ],
    [
      'an emitter made for the job',
      answer(`bus.on('answer', (one) => resolve(one));`, `const bus = this.connect(id);`),
    ],
    [
      'an emitter that is handed in',
      `export function first(bus) { return new Promise((resolve) => bus.on('answer', (one) => resolve(one))); }`,
    ],
  ])('stays silent about %s', (_, code) => {
    expect(promiseLines(RULE, code)).toEqual([]);
  });
});

describe('require-finish-wait and timers whose handle nobody uses', () => {
  const request = (timer: string): string => `export class Client {
  request(id, ms) {
    return new Promise((resolve, reject) => {
      ${timer}
      this.ask(id).then(resolve, reject);
    });
  }
}`;

  it.each([
    ['is declared', 'const timer = setTimeout(() => reject(new Error("late")), ms); // !!'],
    ['is assigned', 'let timer; timer = setTimeout(() => reject(new Error("late")), ms); // !!'],
  ])('reports one that %s', (_, timer) => {
    const code = request(timer);
    expect(promiseLines(RULE, code)).toEqual(marked(code));
  });

  it.each<[string, string]>([
    [
      'does not hold the process',
      request('const timer = setTimeout(() => reject(new Error()), ms); timer.unref();'),
    ],
    [
      'is handed on',
      request('const timer = setTimeout(() => reject(new Error()), ms); this.timers.add(timer);'),
    ],
    [
      'is a pause',
      'export const pause = (ms) => new Promise((resolve) => { const timer = setTimeout(resolve, ms); });',
    ],
  ])('stays silent about one that %s', (_, code) => {
    expect(promiseLines(RULE, code)).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { marked, promiseLines } from './lint.js';

const RULE = 'require-recheck-loop';
const expectMarked = (code: string): void => expect(promiseLines(RULE, code)).toEqual(marked(code));

describe('require-recheck-loop and listeners for one event that look which it is', () => {
  const stop = (listens: string, after = 'return waitUntil(() => !this.workers.has(name));'): string =>
    `export class Jobs {
  async stop(name) {
    const worker = this.workers.get(name);
    ${listens}
    worker.postMessage('cancel');
    ${after}
  }
  ended() { return new Promise((resolve) => this.waiters.push(resolve)); }
}`;

  it.each([
    "worker.once('message', (message) => { if (message === 'cancelled') worker.terminate(); }); // !!",
    "worker.once('message', ({ type }) => { if (type !== 'cancelled') return; worker.terminate(); }); //",
    "worker.once('message', (message) => { if (message.type !== 'cancelled') return; worker.terminate(); }); // !!",
  ])('reports %s', (listens) => {
    expectMarked(stop(listens));
  });

  it.each<[string, string?]>([
    ["worker.on('message', (message) => { if (message === 'cancelled') worker.terminate(); });"],
    ["worker.once('exit', (code) => { if (code === 'x') worker.terminate(); });"],
    [
      "worker.once('message', (message) => { if (message === 'cancelled') worker.terminate(); else this.fail(); });",
    ],
    ["worker.once('message', (message) => { if (message === 'cancelled') this.count(); });"],
    ["worker.once('message', () => worker.terminate());"],
    [
      "worker.once('message', (message) => { if (message === 'cancelled') worker.terminate(); });",
      'this.over = true;',
    ],
  ])('stays silent about %s', (listens, after) => {
    expectMarked(stop(listens, after));
  });
});

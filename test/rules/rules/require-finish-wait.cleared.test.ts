import { describe, expect, it } from 'vitest';
import { marked, promiseLines } from './lint.js';

const RULE = 'require-finish-wait';

interface Parts {
  readonly keeps?: string;
  readonly pause?: string;
  readonly waits?: string;
  readonly stop: string;
}

const poller = ({ keeps = '', pause = 'return', waits = 'this.pause(10)', stop }: Parts): string =>
  `export class Poller {
  async pause(ms) {
    ${pause} new Promise((resolve) => {
      ${keeps}
      this.timer = setTimeout(resolve, ms);
    });
  }
  async run() {
    while (this.isOpen) await ${waits};
  }
  async stop() {
    this.isOpen = false;
    ${stop}
  }
}`;

describe('require-finish-wait where the timer is taken away that alone settles a promise', () => {
  it.each([
    ['by a stop', poller({ stop: 'clearTimeout(this.timer); // !!' })],
    [
      'behind what it does, of a promise given at once',
      `export class Client {
  again = (job) => new Promise((resolve) => {
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      job().then(resolve);
    }, this.delay);
  });
  close() {
    if (this.#timer) {
      clearTimeout(this.#timer); // !!
      this.#timer = undefined;
    }
    this.socket.end();
  }
}`,
    ],
  ])('reports it: %s', (_, code) => {
    expect(promiseLines(RULE, code)).toEqual(marked(code));
  });

  it.each<[string, Parts]>([
    ['settled, too', { keeps: 'this.wake = resolve;', stop: 'clearTimeout(this.timer);\n    this.wake();' }],
    ['waited for before', { stop: 'await this.pause(10);\n    clearTimeout(this.timer);' }],
    ['raced', { waits: 'Promise.race([this.pause(10), this.over])', stop: 'clearTimeout(this.timer);' }],
    ['for nobody else', { pause: 'await', stop: 'clearTimeout(this.timer);' }],
  ])('is silent: %s', (_, parts) => {
    expect(promiseLines(RULE, poller(parts))).toEqual([]);
  });
});

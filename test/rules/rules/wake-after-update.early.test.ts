import { describe, expect, it } from 'vitest';
import { analyze } from '../../../rules/src/analyze.js';
import { linesOf, marked, promiseLines } from './lint.js';

const RULE = 'wake-after-update';
const analyzeTyped = (code: string): number =>
  analyze(code, 'typescript', { rules: { [RULE]: { promises: true } } }).findings.length;
const expectMarked = (code: string): void => expect(promiseLines(RULE, code)).toEqual(marked(code));

describe('wake-after-update and promises that leave a try before they are settled', () => {
  const bucket = (take: string, job: string, give: string, mark = ''): string => `export class Bucket {
  async enqueue(request: () => Promise<void>, plain: () => number) {
    ${take}
    try {
      return ${job}; // ${mark}
    } finally {
      ${give}
    }
  }
  async send(request) { await request(); }
  count(request) { return request.length; }
  idle() { return new Promise((resolve) => this.waiters.push(resolve)); }
}`;
  const js = (code: string): string => code.replace(/: \(\) => [\w<>]+/g, '');

  it.each([
    ['const entry = this.queue.acquire(); await entry.turn();', 'entry.release();'],
    ['const release = await this.mutex.acquire();', 'release();'],
    ['await this.lock.acquire();', 'this.lock.release();'],
    ['const client = await pool.connect();', 'pool.release(client);'],
  ])('reports %s', (take, give) => {
    expectMarked(js(bucket(take, 'this.send(request)', give, '!!')));
  });

  it.each([
    ['await this.lock.acquire();', 'await this.send(request)', 'this.lock.release();'],
    ['await this.lock.acquire();', 'this.count(request)', 'this.lock.release();'],
    ['await this.lock.acquire();', 'this.send(request)', 'this.log.info();'],
    ['await this.lock.acquire();', 'request.size', 'this.lock.release();'],
    ['this.open();', 'this.send(request)', 'this.lock.release();'],
  ])('stays silent about %s %s %s', (take, job, give) => {
    expectMarked(js(bucket(take, job, give)));
  });

  it('goes by the type of a job that is given', () => {
    const lines = (job: string): number =>
      analyzeTyped(bucket('await this.lock.acquire();', job, 'this.lock.release();'));
    expect(lines('request()')).toBe(1);
    expect(lines('plain()')).toBe(0);
  });
});

describe('wake-after-update and handlers that throw before the answer', () => {
  const answer = (call: string, none = 'Atomics.store(words, 0, 2); Atomics.notify(words, 0);'): string =>
    `export class Host {
  handleMessage(message) {
    const words = new Int32Array(message.memory);
    const handler = this.handlers.get(message.name);
    if (!handler) { ${none} return; }
    ${call}
    Atomics.store(words, 0, 1);
    Atomics.notify(words, 0);
  }
}`;

  it('reports one that was looked up and is called unguarded', () => {
    expect(linesOf(RULE, 'javascript', answer('handler(message.data);'))).toEqual([6]);
  });

  it('stays silent where it is caught, is none of theirs, or only one way answers', () => {
    for (const call of [
      'try { handler(message.data); } catch { this.failed = true; }',
      'this.count(message.data);',
    ])
      expect(linesOf(RULE, 'javascript', answer(call))).toEqual([]);
    expect(linesOf(RULE, 'javascript', answer('handler(message.data);', ''))).toEqual([]);
  });
});

describe('wake-after-update and stores to other words', () => {
  const call = (stores: string): string => `export class Messenger {
  call(length) {
    const { words } = this;
    ${stores}
    Atomics.notify(words, 0);
  }
  serve() {
    const { words } = this;
    Atomics.wait(words, 0, 0);
    return words[2];
  }
}`;

  it('does not take a store to another index for one to the word', () => {
    expect(linesOf(RULE, 'javascript', call('words[1] = 0; words[2] = length;'))).toEqual([5]);
    expect(linesOf(RULE, 'javascript', call('words[2] = length; words[0] = 1;'))).toEqual([]);
  });
});

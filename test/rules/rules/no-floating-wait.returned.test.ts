import { describe, expect, it } from 'vitest';
import { marked, promiseLines } from './lint.js';

const RULE = 'no-floating-wait';

const port = (send: string, use = 'await this.send(it);'): string => `export class Port {
  send(it) {
    ${send}
  }
  async ask(it) {
    ${use}
    return await new Promise((resolve) => this.once('answer', resolve));
  }
}`;

describe('no-floating-wait and promises that only one way returns', () => {
  it.each<[string, string]>([
    [
      'the way of an if',
      port(
        "if (typeof it === 'object') this.worker?.send(pack(it)); // !!\n    else return this.worker?.send(it);",
      ),
    ],
    [
      'the way behind it',
      port(
        'if (it.small) {\n      return this.worker.send(it);\n    }\n    this.worker.send(pack(it)); // !!',
      ),
    ],
    [
      'a block',
      port(
        'if (it.big) {\n      this.worker.send(pack(it)); // !!\n    } else {\n      return this.worker.send(it);\n    }',
      ),
    ],
  ])('reports %s', (_, code) => {
    expect(promiseLines(RULE, code)).toEqual(marked(code));
  });

  it.each<[string, string]>([
    [
      'two ways that return it',
      port('if (it.big) return this.worker.send(pack(it));\n    return this.worker.send(it);'),
    ],
    [
      'a function that nobody awaits',
      port('if (it.big) res.send(pack(it));\n    else return res.send(it);', 'this.send(it);'),
    ],
    [
      'a call that more comes behind',
      port('if (it.big) this.worker.send(head);\n    return this.worker.send(it);'),
    ],
    ['another call', port('if (it.big) this.log.write(it);\n    else return this.worker.send(it);')],
    [
      'one that is awaited',
      port('if (it.big) await this.worker.send(it);\n    else return this.worker.send(it);').replace(
        '  send',
        '  async send',
      ),
    ],
  ])('is silent on %s', (_, code) => {
    expect(promiseLines(RULE, code)).toEqual([]);
  });
});

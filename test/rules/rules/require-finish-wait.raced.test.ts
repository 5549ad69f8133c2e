import { describe, expect, it } from 'vitest';
import { marked, promiseLines } from './lint.js';

const RULE = 'require-finish-wait';

describe('require-finish-wait and races whose listener an abort takes away', () => {
  const race = (raced: string, before: string, after: string): string => `import { once } from 'node:events';
export async function handle(worker, job) {
  ${before}
  const answer = await Promise.race([${raced}]); // !!
  ${after}
  return answer;
}`;
  const CONTROLLER = 'const controller = new AbortController();';
  const EXIT = "once(worker, 'exit', { signal: controller.signal })";

  it.each<[string, string]>([
    ['beside a job', race(`job(), ${EXIT}`, CONTROLLER, 'controller.abort();')],
    [
      'behind a look at the answer',
      race(
        `job(), ${EXIT}.then(() => undefined)`,
        CONTROLLER,
        'if (answer === undefined) throw new Error();\n  controller.abort();',
      ),
    ],
  ])('reports one %s', (_, code) => {
    expect(promiseLines(RULE, code)).toEqual(marked(code));
  });

  it.each<[string, string]>([
    [
      'a finally',
      race(`job(), ${EXIT}`, `${CONTROLLER}\n  try {`, '} finally { controller.abort(); }').replace(
        'return answer;',
        '',
      ),
    ],
    [
      'a catch that aborts',
      race(
        `job(), ${EXIT}`,
        `${CONTROLLER}\n  try {`,
        'controller.abort(); } catch (e) { controller.abort(); throw e; }',
      ).replace('return answer;', ''),
    ],
    [
      'a worker made for the job',
      race(`job(), ${EXIT}`, `${CONTROLLER}\n  const worker = start();`, 'controller.abort();').replace(
        'worker, job',
        'job',
      ),
    ],
  ])('is silent on %s', (_, code) => {
    expect(promiseLines(RULE, code)).toEqual([]);
  });
});

describe('require-finish-wait and errors that are listened to until a server listens', () => {
  const start = (body: string, server = ''): string => `export class Host {
  async begin(server) {
    ${server}
    await new Promise((resolve, reject) => {
      ${body}
    });
  }
}`;

  it.each<[string, string]>([
    [
      'by its callback',
      start("server.once('error', reject); // !!\n      server.listen(this.port, resolve);"),
    ],
    [
      'of a server that the object keeps',
      start(
        "this.server.once('error', (error) => reject(error)); // !!\n      this.server.listen({ port: 1 }, () => { resolve(); });",
      ),
    ],
  ])('reports a listener that is left %s', (_, code) => {
    expect(promiseLines(RULE, code)).toEqual(marked(code));
  });

  it.each<[string, string]>([
    [
      'one that is taken away',
      start(
        "server.once('error', reject);\n      server.listen(1, () => { server.off('error', reject); resolve(); });",
      ),
    ],
    [
      'a server made for the job',
      start("own.once('error', reject);\n      own.listen(1, resolve);", 'const own = createServer();'),
    ],
  ])('is silent on %s', (_, code) => {
    expect(promiseLines(RULE, code)).toEqual([]);
  });
});

it('require-finish-wait: a listener that settles and notes it in a log stays all the same', () => {
  const code = (more: string): string => `export class Queue {
  idle() {
    return new Promise((resolve) => {
      this.on('empty', () => {${more.includes('debug') ? ' // !!' : ''}
        ${more}
        resolve();
      });
    });
  }
}`;
  expect(promiseLines(RULE, code('debugLoop();'))).toEqual(marked(code('debugLoop();')));
  expect(promiseLines(RULE, code('this.begin();'))).toEqual([]);
});

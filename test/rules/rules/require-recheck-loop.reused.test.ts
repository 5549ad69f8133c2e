import { describe, expect, it } from 'vitest';
import { lint, linesOf, marked } from './lint.js';

const RULE = 'require-recheck-loop';

/** The steps of one request, which waits on a word. */
const ask = (word: string, wait = `Atomics.wait(${word}, 0, 0); // !!`): string =>
  `Atomics.store(${word}, 0, 0);\n    this.port.postMessage({ path });\n    ${wait}`;

const inClass = (body: string): string =>
  `import { receiveMessageOnPort } from 'node:worker_threads';
export class Fetcher {
  #word = new Int32Array(new SharedArrayBuffer(4));
  fetch(path) {
    ${body}
    return receiveMessageOnPort(this.port).message;
  }
}
`;

describe('require-recheck-loop, words that all calls share', () => {
  it.each<[string, string]>([
    ['a field of the object', inClass(ask('this.#word'))],
    [
      'a view of memory that the object keeps',
      inClass(`const view = new Int32Array(this.memory.buffer, 4, 1);\n    ${ask('view')}`),
    ],
    [
      'an answer that is looked at only where it was there at once',
      inClass(
        `const view = new Int32Array(this.memory.buffer);
    ${ask('view', "const how = Atomics.wait(view, 0, 0, this.timeout); // !!\n    switch (how) {\n      case 'timed-out':\n        throw new Error();\n      case 'not-equal':\n        if (Atomics.load(view, 0) !== 1) throw new Error();\n    }")}`,
      ),
    ],
    [
      'a variable of the module',
      `const signal = new Int32Array(new SharedArrayBuffer(4));
export function load(worker, file) {
  Atomics.store(signal, 0, 0);
  worker.postMessage(file);
  Atomics.wait(signal, 0, 0); // !!
  return receive();
}
`,
    ],
    [
      'a word of the request, in a method that is called for each file',
      `export function open(request, host) {
  return host.open({
    load(file) {
      Atomics.store(request.signal, 0, 0);
      request.port.postMessage(file);
      Atomics.wait(request.signal, 0, 0); // !!
      return request.receive();
    },
  });
}
`,
    ],
  ])('reports %s', (_, code) => {
    expect(linesOf(RULE, 'javascript', code)).toEqual(marked(code));
    expect(lint(RULE, 'javascript', code)[0]!.interleaving?.length).toBeGreaterThan(3);
  });

  it.each<[string, string]>([
    [
      'a loop',
      inClass(ask('this.#word', 'while (Atomics.load(this.#word, 0) === 0) Atomics.wait(this.#word, 0, 0);')),
    ],
    [
      'a word made for the call',
      inClass(`const view = new Int32Array(new SharedArrayBuffer(4));\n    ${ask('view')}`),
    ],
    [
      'a word of another function',
      `export function ask(port, word) {\n  ${ask('word').replace('this.port', 'port')}\n}\n`,
    ],
    [
      'two waits, for one late notify',
      inClass(ask('this.#word', 'Atomics.wait(this.#word, 0, 0);\n    Atomics.wait(this.#word, 0, 0);')),
    ],
    [
      'an answer that stands in the word',
      inClass(
        ask(
          'this.#word',
          'Atomics.wait(this.#word, 0, 0);\n    if (Atomics.load(this.#word, 0) === 2) throw new Error();',
        ),
      ),
    ],
    [
      'a word that is not made ready again',
      inClass('this.port.postMessage({ path });\n    Atomics.wait(this.#word, 0, 0);'),
    ],
    [
      'a function that is called once',
      `export function open(request, host) {
  return host.open((options) => {
    Atomics.store(request.signal, 0, 0);
    request.port.postMessage(options);
    Atomics.wait(request.signal, 0, 0);
  });
}
`,
    ],
  ])('is silent on %s', (_, code) => {
    expect(linesOf(RULE, 'javascript', code)).toEqual([]);
  });
});

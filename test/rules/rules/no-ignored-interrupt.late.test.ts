import { describe, expect, it } from 'vitest';
import { linesOf, marked } from './lint.js';

const RULE = 'no-ignored-interrupt';

describe('no-ignored-interrupt with answers that come when nobody waits for them any more', () => {
  const ask = (body: string, before = 'const words = new Int32Array(new SharedArrayBuffer(4));'): string =>
    `import { port } from './port.js';
${before}
export function ask(question) {
  ${body}
  const answer = Atomics.exchange(words, 0, 0);
  return answer;
}`;
  const wait = "if (Atomics.wait(words, 0, 0, 500) === 'timed-out') throw new Error('too late');";

  it('reports a word that the next request waits on, too', () => {
    const code = ask(`port.postMessage({ question });\n  ${wait} // !!`);
    expect(linesOf(RULE, 'javascript', code)).toEqual(marked(code));
  });

  it('reports a word that the first request has made for all', () => {
    const code = ask(
      `if (words === undefined) {
    words = new Int32Array(new SharedArrayBuffer(4));
    start(words);
  } else {
    port.postMessage({ question });
  }
  ${wait} // !!`,
      'let words;',
    );
    expect(linesOf(RULE, 'javascript', code)).toEqual(marked(code));
  });

  it.each<[string, string]>([
    ['requests that are numbered', ask(`port.postMessage({ id: next(), question });\n  ${wait}`)],
    [
      'a worker that is ended',
      ask(`port.postMessage({ question });\n  ${wait.replace('throw', '{ port.terminate(); throw')} }`),
    ],
    [
      'a word for each request',
      ask(
        `const words = new Int32Array(new SharedArrayBuffer(4));\n  port.postMessage({ question, words });\n  ${wait}`,
        '',
      ),
    ],
    ['a wait for what nobody was asked', ask(wait)],
  ])('keeps silent on %s', (_, code) => expect(linesOf(RULE, 'javascript', code)).toEqual([]));
});

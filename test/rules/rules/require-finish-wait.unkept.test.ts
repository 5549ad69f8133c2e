import { describe, expect, it } from 'vitest';
import { marked, promiseLines } from './lint.js';

const RULE = 'require-finish-wait';

const answer = (timer: string, beside = 'port.ask().then(resolve, reject);'): string =>
  `export function answer(port, limit) {
  return new Promise((resolve, reject) => {
    ${timer}
    ${beside}
  });
}`;

describe('require-finish-wait and time limits whose handle nobody keeps', () => {
  it.each<[string, string]>([
    ['beside a promise', answer("setTimeout(() => reject(new Error('late')), limit); // !!")],
    [
      'which takes the listener away',
      answer(
        `setTimeout(function () { // !!
      port.off('message', onMessage);
      reject(new Error('late'));
    }, 5000);`,
        `const onMessage = (it) => {
      port.off('message', onMessage);
      resolve(it);
    };
    port.on('message', onMessage);`,
      ),
    ],
    [
      'under a condition',
      answer('if (limit) {\n      setTimeout(() => { reject(new Error()); }, limit); // !!\n    }'),
    ],
  ])('reports one %s', (_, code) => {
    expect(promiseLines(RULE, code)).toEqual(marked(code));
  });

  it.each<[string, string]>([
    [
      'one that does not keep the process',
      answer('setTimeout(() => reject(new Error()), limit).unref();', 'port.ask().then(resolve);'),
    ],
    [
      'one that is stopped',
      answer(
        'const timer = setTimeout(() => reject(new Error()), limit);',
        'port.ask().then((it) => { clearTimeout(timer); resolve(it); });',
      ),
    ],
    ['a moment', answer('setTimeout(() => reject(new Error()), 50);', 'port.ask().then(resolve);')],
    ['a pause', answer('setTimeout(resolve, limit);', 'port.ask().catch(reject);')],
    [
      'a look by the clock',
      answer(
        `const look = async () => {
      try { if (await port.isDone()) resolve(); else setTimeout(look, limit); } catch (error) { reject(error); }
    };`,
        'setTimeout(look, limit);\n    port.ready().then(resolve);',
      ),
    ],
    [
      'a wait that nothing else ends',
      answer('setTimeout(() => reject(new Error()), limit);', 'port.begin();'),
    ],
  ])('is silent on %s', (_, code) => {
    expect(promiseLines(RULE, code)).toEqual([]);
  });
});

import { expect, test } from 'vitest';
import type { ApiEntry } from '../../../rules/src/api/entry.js';
import { apiCalls, lowerInEslint, lowerText } from './helpers.js';

const recognised = (text: string, path?: string): string[] => apiCalls(lowerText(text, path));

test.each([
  ['named', `import { waitEvent } from 'waitq'; waitEvent(q, c);`],
  ['renamed', `import { waitEvent as w } from 'waitq'; w(q, c);`],
  ['namespace', `import * as wq from 'waitq'; wq.waitEvent(q, c);`],
  ['default interop', `import wq from 'waitq'; wq.waitEvent(q, c);`],
  ['default and namespace', `import * as wq from 'waitq'; wq.default.waitEvent(q, c);`],
  ['string name', `import { 'waitEvent' as w } from 'waitq'; w(q, c);`],
  ['computed with a literal', `import * as wq from 'waitq'; wq['waitEvent'](q, c);`],
  ['alias', `import { waitEvent } from 'waitq'; const w = waitEvent; const v = w; v(q, c);`],
  ['destructured namespace', `import * as wq from 'waitq'; const { waitEvent: w } = wq; w(q, c);`],
  ['dynamic import', `const wq = await import('waitq'); wq.waitEvent(q, c);`],
  ['destructured dynamic import', `const { waitEvent: w } = await import('waitq'); w(q, c);`],
  ['import equals', `import wq = require('waitq'); wq.waitEvent(q, c);`],
  ['createRequire', `const require = createRequire(import.meta.url); require('waitq').waitEvent(q, c);`],
  ['behind a cast', `import { waitEvent } from 'waitq'; (waitEvent as any)!(q, c);`],
  ['optional call', `import { waitEvent } from 'waitq'; waitEvent?.(q, c);`],
  ['threads', `import { waitEvent } from 'waitq/threads'; waitEvent(q, c);`],
])('a wait is known by its import: %s', (_, text) => {
  expect(recognised(text)).toEqual(['waitEvent']);
});

test.each([
  ['require', `const wq = require('waitq'); wq.waitEvent(q, c);`],
  ['destructured require', `const { waitEvent } = require('waitq'); waitEvent(q, c);`],
  ['renamed require', `const { waitEvent: w } = require('waitq'); w(q, c);`],
  ['member of require', `const w = require('waitq').waitEvent; w(q, c);`],
  ['tsc', `const waitq_1 = require("waitq"); (0, waitq_1.waitEvent)(q, c);`],
  ['tsc star', `const wq = __importStar(require("waitq")); wq.waitEvent(q, c);`],
  ['tslib', `const wq = tslib_1.__importStar(require("waitq")); wq.waitEvent(q, c);`],
  ['tsc default', `const waitq_1 = __importDefault(require("waitq")); waitq_1.default.waitEvent(q, c);`],
  ['babel', `var _w = _interopRequireWildcard(require("waitq")); (0, _w.waitEvent)(q, c);`],
  ['esbuild', `var import_waitq = __toESM(require("waitq"), 1); (0, import_waitq.waitEvent)(q, c);`],
])('a wait is known by its require: %s', (_, text) => {
  expect(recognised(text, 'file.cjs')).toEqual(['waitEvent']);
  expect(apiCalls(lowerInEslint(text, 'commonjs'))).toEqual(['waitEvent']);
});

test.each([
  ['another module', `import { waitEvent } from 'events'; waitEvent(q, c);`],
  ['a method of a queue', `import { WaitQueue } from 'waitq'; function f(q) { q.waitEvent(c); }`],
  ['a shadowed name', `import { waitEvent } from 'waitq'; function f(waitEvent) { waitEvent(q, c); }`],
  ['a reassigned alias', `import { waitEvent } from 'waitq'; let w = waitEvent; w = other; w(q, c);`],
  ['a shadowed require', `function require() {} const { waitEvent } = require('waitq'); waitEvent(q, c);`],
  ['shadowed Atomics', `function f(Atomics) { Atomics.wait(a, 0, 0); }`],
  ['a type', `import type { WaitQueue } from 'waitq'; let q: WaitQueue;`],
  ['a name that leads to itself', `import 'waitq'; var a = b, b = a; a(q, c);`],
])('not the API: %s', (_, text) => {
  expect(recognised(text)).toEqual([]);
});

test.each([
  ['global', `Atomics.wait(a, 0, 0);`],
  ['globalThis', `globalThis.Atomics.wait(a, 0, 0);`],
  ['destructured', `const { wait } = Atomics; wait(a, 0, 0);`],
  ['destructured and renamed', `const { wait: sleep } = globalThis.Atomics; sleep(a, 0, 0);`],
  ['alias', `const A = Atomics; A.wait(a, 0, 0);`],
])('Atomics.wait is known: %s', (_, text) => {
  expect(recognised(text)).toEqual(['Atomics.wait']);
  expect(apiCalls(lowerInEslint(text))).toEqual(['Atomics.wait']);
});

test('a project’s own functions are known by module or by bare name', () => {
  const base = { language: 'js', action: 'wake', family: 'wait', doc: 'Wakes.' } as const;
  const api: ApiEntry[] = [
    { ...base, name: 'ring', modules: ['./bell.js'] },
    { ...base, name: 'shout' },
    { ...base, name: 'this.call' },
  ];
  const text = `import { ring } from './bell.js'; ring(q); shout(q); class A { m() { this.call(q); } }`;
  expect(apiCalls(lowerText(text, 'file.ts', api))).toEqual(['ring', 'shout', 'this.call']);
});

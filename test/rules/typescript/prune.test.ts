import { parse } from '@typescript-eslint/typescript-estree';
import { expect, test } from 'vitest';
import type { FileModel } from '../../../rules/src/protocol/model.js';
import { lowerEstree } from '../../../rules/src/typescript/lower.js';
import { parseRelevant, parseScript } from '../../../rules/src/typescript/parse.js';
import { prune } from '../../../rules/src/typescript/prune.js';

/** Long enough to be worth pruning, and without a part in anything. */
const FILLER = Array.from(
  { length: 400 },
  (_, i) => `function filler${i}(a) { const b = (c) => c * ${i}; return b(a) + /* no */ filler${i}.length; }`,
).join('\n');

function modelOf(text: string, parseText: typeof parseScript): FileModel {
  const parsed = parseText(text, 'typescript', 'file.ts');
  if ('message' in parsed) throw new Error(parsed.message);
  return lowerEstree(text, parsed, {});
}

test.each([
  [
    'a helper',
    `function f(q) { g(q); wakeUp(q); } function g(q) { h(q); } function h(q) { q.n++; i(); } function i() { j(); }`,
  ],
  ['callers', `function a(q) { b(q); } const b = (q) => c(q); function c(q) { wakeUp(q); }`],
  ['a renamed import', `const w = wakeUp; const { v } = { v: w }; function f(q) { w(q); }`],
  [
    'a namespace',
    `import * as wq from 'waitq'; function f(q) { wq.waitEvent(q, c); } function c() { return d(); } function d() {}`,
  ],
  [
    'a writer',
    `let ready = false; function f(q) { waitEvent(q, () => ready); } function set() { ready = true; }`,
  ],
  [
    'a writer by a pattern',
    `let ready; function f(q) { waitEvent(q, () => ready); } function set(x) { [ready] = x; }`,
  ],
  ['a writer of a local', `function f(q) { let n = 0; on({ other() { n++; } }); wakeUp(q, n); }`],
  [
    'methods',
    `class A { #n = 0; constructor() { this.q = new WaitQueue('a'); } f() { this.#g(); wakeUp(this.q); } #g() { this.n = 1; } get x() { return 1; } }`,
  ],
  [
    'a prototype',
    `function A() { this.q = 1; } A.prototype.f = function () { this.g(); wakeUp(this.q); }; A.prototype.g = function () { this.n = 1; };`,
  ],
  [
    'a function handed on',
    `function f(q) { waitEvent(q, isReady); } const isReady = () => check(); function check() { return x.y; }`,
  ],
  [
    'Atomics by another way',
    `const { wait } = globalThis.Atomics; function f(a) { wait(a, 0, 0); } function g(a) { globalThis['Atomics'].notify(a, 0); }`,
  ],
  [
    'functions in functions',
    `function outer() { let n = 0; function inner(q) { wakeUp(q); return n; } function other() { n++; } return [inner, other]; }`,
  ],
  [
    'arrows with expressions',
    `const f = (q) => (x) => wakeUp(q, x); const g = () => ({ a: 1 }); const h = async () => await g();`,
  ],
])('%s: the model is the same as that of the whole text', (_, code) => {
  const text = `import { wakeUp, waitEvent, WaitQueue } from 'waitq';\n${FILLER}\n${code}\n${FILLER.replaceAll('filler', 'more')}`;
  expect(modelOf(text, parseRelevant)).toEqual(modelOf(text, parseScript));
});

test('bodies that cannot matter are emptied, and nothing moves', () => {
  const text = `${FILLER}\nfunction f(a) { Atomics.notify(a, 0); }`;
  const pruned = prune(text, 'file.ts', false, []);
  expect(pruned).toHaveLength(text.length);
  expect(pruned.indexOf('function f(a)')).toBe(text.indexOf('function f(a)'));
  expect(pruned).not.toContain('/* no */');
  expect(() => parse(pruned)).not.toThrow();
});

test('a project’s own functions matter', () => {
  const text = `${FILLER}\nfunction f(a) { bell.ring(a); } function g() { bell.hide(); }`;
  const ring = { name: 'bell.ring', language: 'js', action: 'wake', family: 'wait', doc: 'Wakes.' } as const;
  expect(prune(text, 'file.ts', false, [ring])).toMatch(/ring\(a\); \} function g\(\) ?\{ +\}$/);
});

test('a short text and one with a syntax error stay as they are', () => {
  expect(prune('function f() { a(); }', 'file.ts', false, [])).toBe('function f() { a(); }');
  const broken = `${FILLER}\nfunction f( { }`;
  expect(prune(broken, 'file.ts', false, [])).toBe(broken);
  expect(parseRelevant(broken, 'typescript')).toEqual(parseScript(broken, 'typescript'));
});

test('what is nested too deeply in a function that cannot matter does no harm', () => {
  const deep = `function deep() { return ${Array(10_000).fill('x').join('+')}; }`;
  const text = `${FILLER}\n${deep}\nfunction f(a) { Atomics.notify(a, 0); }`;
  expect(modelOf(text, parseRelevant).functions.map((fn) => fn.name)).toEqual(['f']);
});

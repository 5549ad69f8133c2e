import { expect, test } from 'vitest';
import type { FileModel } from '../../../rules/src/protocol/model.js';
import { functionNamed, lowerInEslint, lowerText } from './helpers.js';
import { printStructure } from './print.js';

const IMPORT = `import { waitEvent, wakeUp, finishWait, WaitQueue } from 'waitq';`;

/** `caller -> callee` for every call into the file. */
function links(model: FileModel): string[] {
  return model.functions.flatMap((fn) =>
    [...printStructure(fn.body).matchAll(/-> #(\d+)/g)].map((match) => {
      const target = model.functions[Number(match[1])]!;
      return `${fn.name} -> ${target.name.replace('#', '')}`;
    }),
  );
}

test('only functions that touch the API, their callers and their callees are lowered', () => {
  const model = lowerText(`${IMPORT}
    function touches(q) { helper(q); wakeUp(q); }
    function helper(q) { q.done = true; }
    function calls(q) { touches(q); }
    function unrelated() { alsoUnrelated(); }
    function alsoUnrelated() {}`);
  expect(model.functions.map((fn) => fn.name)).toEqual(['touches', 'helper', 'calls']);
  expect(links(model)).toEqual(['touches -> helper', 'calls -> touches']);
});

test('a file without the API has no functions', () => {
  expect(lowerText(`function f() { g(); } // Atomics`).functions).toEqual([]);
});

test.each([
  ['a declared function', `function f(q) { h(q); } function h(q) { wakeUp(q); }`],
  ['a constant arrow', `const f = (q) => h(q); const h = (q) => wakeUp(q);`],
  ['a variable set later', `let h; h = function (q) { wakeUp(q); }; function f(q) { h(q); }`],
  ['a method of this', `class A { f() { this.h(); } h() { wakeUp(this.q); } }`],
  ['a private method', `class A { f() { this.#h(); } #h() { wakeUp(this.q); } }`],
  [
    'a method from an arrow inside',
    `class A { f() { run(() => this.h()); this.h(); } h() { wakeUp(this.q); } }`,
  ],
  ['a field that is an arrow', `class A { f = () => { this.h(); }; h = () => { wakeUp(this.q); }; }`],
  ['a static method', `class A { static h(q) { wakeUp(q); } } function f(q) { A.h(q); }`],
  ['a method of an object', `const o = { f() { this.h(); }, h() { wakeUp(q); } };`],
  ['a function of an object', `const o = { h: (q) => wakeUp(q) }; function f(q) { o.h(q); }`],
  [
    'a method of a prototype',
    `function A() {} A.prototype.f = function () { this.h(); }; A.prototype.h = function () { wakeUp(this.q); };`,
  ],
  ['call with this', `function f(q) { h.call(this, q); } function h(q) { wakeUp(q); }`],
])('a call is followed to %s', (_, text) => {
  expect(links(lowerText(`${IMPORT} ${text}`, 'file.js'))).toContain('f -> h');
  expect(links(lowerInEslint(`${IMPORT} ${text}`))).toContain('f -> h');
});

test('constructors, promise executors and functions called on the spot are followed', () => {
  const model = lowerText(`${IMPORT}
    class A { constructor(q) { wakeUp(q); } }
    function f(q) { new A(q); (async () => { await waitEvent(q, c); })(); return new Promise((r) => { wakeUp(q); r(); }); }`);
  expect(links(model)).toEqual(['f -> constructor', 'f -> (anonymous)', 'f -> (anonymous)']);
});

test('methods of two classes are not mixed up', () => {
  const model = lowerText(`${IMPORT}
    class A { f() { this.h(); } h() { wakeUp(this.q); } }
    class B { g() { this.h(); } h() { wakeUp(this.r); } }`);
  const targets = model.functions.map((fn) => [
    fn.className,
    fn.name,
    /#(\d+)/.exec(printStructure(fn.body))?.[1],
  ]);
  expect(targets).toEqual([
    ['A', 'f', '1'],
    ['A', 'h', undefined],
    ['B', 'g', '3'],
    ['B', 'h', undefined],
  ]);
});

test('names, parameters and what kind of function it is', () => {
  const text = `${IMPORT} export async function f(a, { b }, c = 1, ...d) { wakeUp(a); } function* g() { wakeUp(1); }`;
  const model = lowerText(text);
  const f = functionNamed(model, 'f');
  expect(f).toMatchObject({
    isAsync: true,
    isGenerator: false,
    isLocal: false,
    parameters: ['a', '', 'c', 'd'],
  });
  expect(text.slice(...f.nameRange)).toBe('f');
  expect(functionNamed(model, 'g')).toMatchObject({ isAsync: false, isGenerator: true, isLocal: true });
});

test.each([
  `export function f() { wakeUp(q); }`,
  `export default function f() { wakeUp(q); }`,
  `function f() { wakeUp(q); } export { f as g };`,
  `export const f = () => wakeUp(q);`,
  `export class A { f() { wakeUp(q); } }`,
  `class A { f() { wakeUp(q); } } export { A };`,
  `exports.f = function () { wakeUp(q); };`,
  `function f() { wakeUp(q); } module.exports = { f };`,
  `function f() { wakeUp(q); } module.exports = f;`,
])('exported: %s', (text) => {
  expect(functionNamed(lowerText(`${IMPORT} ${text}`), 'f').isLocal).toBe(false);
});

test('a function of the same name inside another one is local', () => {
  expect(
    functionNamed(lowerText(`${IMPORT} export function g() { function f() { wakeUp(q); } }`), 'f').isLocal,
  ).toBe(true);
});

test('the top level is a function of its own', () => {
  const model = lowerText(`${IMPORT} const q = new WaitQueue('a'); await waitEvent(q, c);`);
  expect(model.functions).toMatchObject([{ isTopLevel: true, isAsync: true, parameters: [] }]);
});

test('getters, class fields and generators in objects are functions too', () => {
  const model = lowerText(`${IMPORT}
    class A { get a() { return wakeUp(q); } static b = () => wakeUp(q); async *[Symbol.asyncIterator]() { wakeUp(q); } }
    const o = { async c() { wakeUp(q); } };`);
  expect(model.functions.map((fn) => fn.name)).toEqual(['a', 'b', '(anonymous)', 'c']);
});

test('a constructor sets the fields first', () => {
  const model = lowerText(`${IMPORT} class A { n = 1; constructor() { this.m = 2; wakeUp(q); } }`);
  expect(printStructure(model.functions[0]!.body)).toBe(`this.m := 2\n<wake> wakeUp(q) [dropped]`);
});

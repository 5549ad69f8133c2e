import { expect, test } from 'vitest';
import { compileToES5, printed, restored } from './compile.js';

test.each<[string, string]>([
  ['results in declarations', 'async function f(a) {\n    const b = await a;\n    use(b);\n    return b;\n}'],
  [
    'branches',
    `async function f(a) {
    if (await a) {
        await b();
    }
    else {
        await c();
    }
}`,
  ],
  [
    'a loop that is left and continued',
    `async function f(a) {
    while (a.next()) {
        if (await b())
            continue;
        if (await c())
            break;
        await d();
    }
}`,
  ],
  [
    'a loop that tests last',
    'async function f(a) {\n    do {\n        await b();\n    } while (await a);\n}',
  ],
  [
    'an exception, however it goes on',
    `async function f() {
    try {
        await a();
    }
    catch (e) {
        await b(e);
        throw e;
    }
    finally {
        await c();
    }
}`,
  ],
  [
    'a choice',
    `async function f(a) {
    switch (a) {
        case 1:
            await b();
            break;
        case 2: return;
        default:
            await c();
    }
    d();
}`,
  ],
  [
    'arguments after an await',
    'async function f(a) {\n    a.list.push(1, await a.b());\n    use(a, await a.c());\n}',
  ],
  ['a field that is set', 'async function f() {\n    this.size = await g();\n}'],
  ['conditions', 'async function f(a) {\n    if (a && (await b()))\n        c();\n}'],
  ['a generator', 'function* f(a) {\n    const b = yield a;\n    yield g(b);\n}'],
])('%s are as they were', (_, source) => {
  const text = restored(compileToES5(source));
  expect(comparable(text ?? '')).toBe(comparable(source));
});

/** Without what makes no difference: braces around one statement, parentheses around a test. */
function comparable(script: string): string {
  return printed(script)
    .replace(/[{}();]|"use strict"|(?<=\be)_\d+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

test.each<[string, string, RegExp]>([
  ['a method', 'class A { async f() { await a; } }', /A\.prototype\.f = async function \(\) \{\s*await a;/],
  ['an arrow', 'const f = async (a) => { await a; };', /f = async \(a\) => \{\s*await a;/],
  [
    'an async generator',
    'async function* f(a) { await a; yield 1; }',
    /async function\* f\(a\) \{\s*await a;/,
  ],
  [
    'a function in a function',
    'async function f() { await g(async () => { await a; }); }',
    /await g\(async \(\) => \{\s*await a;/,
  ],
])('%s gets its head back', (_, source, head) => {
  expect(restored(compileToES5(source))).toMatch(head);
});

test.each<[string, string]>([
  ['code without such functions', 'function f(a) { switch (a.label) { case 0: return 1; } }'],
  [
    'a machine that no compiler writes',
    `function f() {
  return __generator(this, function (_a) { switch (_a.label) { case 0: return [9, 1]; case 1: _a.sent(); } });
}`,
  ],
  [
    'a jump to nowhere',
    `function f() {
  return __generator(this, function (_a) { switch (_a.label) { case 0: return [3, 7]; case 1: return [2]; } });
}`,
  ],
  [
    'a state that code hands on',
    `function f() {
  return __generator(this, function (_a) { switch (_a.label) { case 0: keep(_a.trys); return [2]; } });
}`,
  ],
])('%s stays as it is', (_, code) => {
  expect(restored(code)).toBeUndefined();
});

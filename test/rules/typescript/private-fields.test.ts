import { expect, test } from 'vitest';
import { functionNamed, lowerText } from './helpers.js';
import { printStructure } from './print.js';

const body = (text: string): string[] =>
  printStructure(functionNamed(lowerText(`function f() { ${text} }`, 'file.js'), 'f').body).split('\n');

test.each([
  [`__classPrivateFieldGet(this, _Room_words, "f")`],
  [`__classPrivateFieldGet(this, _words)`],
  [`tslib_1.__classPrivateFieldGet(this, _Room_words, "f")`],
  [`(0, tslib_1.__classPrivateFieldGet)(this, _Room_words, "f")`],
  [`__privateGet(this, _words)`],
  [`_class_private_field_get(this, _words)`],
])('%s is this.#words', (text) => {
  expect(body(`Atomics.notify(${text}, 0);`)).toEqual([`<wake> Atomics.notify(this.#words, 0) [dropped]`]);
});

test('setting a private field is an update and no call', () => {
  expect(body(`__classPrivateFieldSet(this, _A_n, next(), "f"); Atomics.notify(a, 0);`)).toEqual([
    `next() [other]`.replace('other', 'argument'),
    `this.#n := call{next() <- }`,
    `<wake> Atomics.notify(a, 0) [dropped]`,
  ]);
});

test.each([
  [`__classPrivateFieldGet(this, _A_instances, "m", _A_go).call(this)`],
  [`__privateMethod(this, _A_instances, _A_go).call(this)`],
])('%s is followed to the method', (text) => {
  const model = lowerText(
    `var _A_go = function () { Atomics.notify(a, 0); }; class A { f() { ${text}; } }`,
    'file.js',
  );
  expect(printStructure(functionNamed(model, 'f').body)).toMatch(/-> #0$/);
});

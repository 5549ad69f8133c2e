import { expect, test } from 'vitest';
import type { Declaration } from '../../../rules/src/protocol/model.js';
import { lowerInEslint, lowerText } from './helpers.js';

const IMPORT = `import { WaitQueue, WaitEntry, wakeUp } from 'waitq';
import { SimpleWaitQueue, SimpleWaiter } from 'waitq/swait'; import { SharedWaitQueue } from 'waitq/threads';`;

function declared(text: string, name: string): Declaration {
  const found = lowerText(`${IMPORT} ${text}`).declarations.find((declaration) => declaration.name === name);
  if (!found) throw new Error(`${name} is not declared`);
  return found;
}

test.each([
  [`const q = new WaitQueue('a'); wakeUp(q);`, { is: 'queue', family: 'wait', storage: 'file' }],
  [
    `function f() { const q = new WaitEntry(); wakeUp(q); }`,
    { is: 'entry', family: 'wait', storage: 'stack', owner: 0 },
  ],
  [`const q = new SimpleWaitQueue('a'); wakeUp(q);`, { is: 'queue', family: 'swait' }],
  [`const q = new SimpleWaiter(); wakeUp(q);`, { is: 'entry', family: 'swait' }],
  [
    `const q = await SharedWaitQueue.create(); wakeUp(q);`,
    { is: 'queue', by: { name: 'SharedWaitQueue.create' } },
  ],
  [
    `const q = SharedWaitQueue.attach(h); wakeUp(q);`,
    { is: 'queue', by: { name: 'SharedWaitQueue.attach' } },
  ],
  [
    `function f(q: WaitQueue) { wakeUp(q); }`,
    { is: 'queue', storage: 'parameter', type: 'WaitQueue', owner: 0 },
  ],
  [`const r = new WaitQueue(''); const q = { ...r }; wakeUp(q);`, { is: 'other', value: { form: 'copy' } }],
  [`const q = new Int32Array(buffer); wakeUp(q);`, { is: 'other', value: { form: 'new' } }],
  [`const { q } = this; wakeUp(q);`, { is: 'other', value: { form: 'place', text: 'this.q' } }],
  [`const q = [new WaitQueue('a')]; wakeUp(q[0]);`, { shape: 'array' }],
])('%s', (text, expected) => {
  expect(declared(text, 'q')).toMatchObject(expected);
});

test('fields are declared by their initialiser or in the constructor', () => {
  const text = `class A { #q = new WaitQueue('a'); constructor() { this.w = new WaitEntry(); } f() { wakeUp(this.#q); } }`;
  expect(declared(text, 'this.#q')).toMatchObject({ is: 'queue', storage: 'field' });
  expect(declared(text, 'this.w')).toMatchObject({ is: 'entry', storage: 'field' });
});

test('the queue in an object literal is declared under its path', () => {
  expect(declared(`const s = { q: new WaitQueue('a') }; wakeUp(s.q);`, 's.q')).toMatchObject({ is: 'queue' });
});

test('the value of a local is in sight: what Atomics rules follow', () => {
  const text = `function f(a) { const v = Atomics.load(a, 0); if (v === 0) Atomics.wait(a, 0, v); }`;
  const model = lowerInEslint(text);
  const v = model.declarations.find((declaration) => declaration.name === 'v');
  expect(v?.value).toMatchObject({ form: 'call', calls: [{ name: 'Atomics.load' }] });
  expect(text.slice(...v!.range)).toBe('v');
});

import { expect, test } from 'vitest';
import type { Operand } from '../../../rules/src/protocol/events.js';
import type { Structure } from '../../../rules/src/protocol/structure.js';
import { functionNamed, lowerText } from './helpers.js';

/** The first argument of the first `wakeUp` in a function `f`. */
function operand(expression: string, around = ''): Operand {
  const text = `import { wakeUp } from 'waitq'; ${around}; async function f(q, i) { wakeUp(${expression}); }`;
  const call = firstWake(functionNamed(lowerText(text), 'f').body);
  if (!call) throw new Error('no wakeUp');
  return call;
}

function firstWake(s: Structure): Operand | undefined {
  if (s.kind === 'call' && s.call.api?.name === 'wakeUp') return s.call.args[0];
  if (s.kind !== 'sequence') return undefined;
  return s.body.map(firstWake).find((found) => found !== undefined);
}

test.each([
  ['q', 'place', 'q'],
  ['q!', 'place', 'q'],
  ['(q as any)', 'place', 'q'],
  ['<any>q', 'place', 'q'],
  ['(q satisfies object)', 'place', 'q'],
  ['this.queue', 'place', 'this.queue'],
  ['q . a /* x */ .b', 'place', 'q.a.b'],
  ['q?.a?.[i]', 'place', 'q.a[i]'],
  [`q['a'][0]`, 'place', 'q.a[0]'],
  ['q[i + 1].x', 'place', 'q[i+1].x'],
  [`q['a-b']`, 'place', 'q[a-b]'],
  ['{ ...q }', 'copy', 'q'],
  ['{ ...q.a, name: 1 }', 'copy', 'q.a'],
  ['structuredClone(q)', 'copy', 'q'],
  ['Object.assign({}, q.a)', 'copy', 'q.a'],
  ['Object.assign(q, i)', 'call', undefined],
  ['new Thing()', 'new', undefined],
  ['make()', 'call', undefined],
  ['await make()', 'call', undefined],
  ['make().queue', 'other', undefined],
  ['() => q', 'function', undefined],
  ['5', 'literal', undefined],
  ['-5', 'literal', undefined],
  ['`x`', 'literal', undefined],
  ['undefined', 'literal', undefined],
  ['q || i', 'other', undefined],
  ['...q', 'other', undefined],
])('%s is a %s of %s', (expression, form, place) => {
  const found = operand(expression);
  expect([found.form, found.place?.text]).toEqual([form, place]);
});

test('the text is on one line and without comments', () => {
  expect(operand('q.a(\n  1, // one\n  2 /* two */)').text).toBe('q.a( 1, 2 )');
});

test.each([
  ['5', 5],
  ['-1', -1],
  ['2 << 3', 16],
  [`'x'`, 'x'],
  ['null', null],
  ['!0', true],
  ['INDEX', 4],
  ['INDEX * 4', 16],
  ['q', undefined],
  ['LATER', undefined],
  ['COUNT', undefined],
])('the constant of %s is %s', (expression, value) => {
  const around = 'const INDEX = 4; let LATER = 5; let COUNT = 0; COUNT++';
  expect(operand(expression, around).constant).toBe(value);
});

test('a function operand tells what its body reads and calls', () => {
  const found = operand(
    `async () => q.ready && list.some((x) => x.done) && !(await check(i))`,
    'let list = []',
  );
  expect(found.isAsync).toBe(true);
  expect(found.reads.map((place) => place.text)).toEqual(['q.ready', 'list', 'x.done', 'i']);
  expect(found.calls.map((call) => call.name)).toEqual(['list.some', 'check']);
});

test('a function known by name is looked into as well', () => {
  const found = operand('isReady', 'let ready = false; async function isReady() { return ready; }');
  expect([found.form, found.isAsync, found.place?.text]).toEqual(['function', true, 'isReady']);
  expect(found.reads.map((place) => place.text)).toEqual(['ready']);
});

test('a function that hands itself on does not go round for ever', () => {
  expect(operand('again', 'function again() { setTimeout(again, x.delay); }').reads[0]?.text).toBe('x.delay');
});

test('assignments in a body read the way to their target only', () => {
  const found = operand('() => { q.list[i].x = q.value; q.n += 1; }');
  expect(found.reads.map((place) => place.text)).toEqual(['i', 'q.value', 'q.n']);
});

test('an Atomics word is read, not its array', () => {
  expect(operand('Atomics.load(q.words, i)').reads.map((place) => place.text)).toEqual(['i', 'q.words[i]']);
});

test.each([
  ['a parameter', 'q', '', false],
  ['a property', 'q.x', '', true],
  ['a module variable', 'v', 'let v = 1', true],
  ['a module constant', 'v', 'const v = make()', true],
  ['a global', 'v', '', true],
  ['this', 'this', '', false],
])('%s: is %s reachable by others?', (_, expression, around, shared) => {
  expect(operand(expression, around).place?.shared).toBe(shared);
});

test.each([
  ['a local', `let v = 1; wakeUp(v);`, false],
  ['a local that a closure reads', `let v = 1; g(() => v); wakeUp(v);`, false],
  ['a local that a closure writes', `let v = 1; g(() => { v = 2; }); wakeUp(v);`, true],
  ['a local that a nested function destructures into', `let v; function h() { [v] = g(); } wakeUp(v);`, true],
])('%s: shared is right', (_, body, shared) => {
  const text = `import { wakeUp } from 'waitq'; function f() { ${body} }`;
  expect(firstWake(functionNamed(lowerText(text), 'f').body)?.place?.shared).toBe(shared);
});

test('a captured variable is shared; one of the top level is not while only the top level writes it', () => {
  const inner = `import { wakeUp } from 'waitq'; function g() { let v = 1; function f() { wakeUp(v); } }`;
  expect(firstWake(functionNamed(lowerText(inner), 'f').body)?.place?.shared).toBe(true);
  const top = (rest: string): boolean | undefined =>
    firstWake(functionNamed(lowerText(`import { wakeUp } from 'waitq'; ${rest}`), '(top level)').body)?.place
      ?.shared;
  expect(top(`let v = 1; wakeUp(v);`)).toBe(false);
  expect(top(`let v = 1; wakeUp(v); on(() => { v = 2; });`)).toBe(true);
  expect(top(`export let v = 1; wakeUp(v);`)).toBe(true);
});

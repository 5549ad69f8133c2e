import { expect, test } from 'vitest';
import { bodyOf } from './helpers.js';

const body = (text: string): string[] =>
  bodyOf(`import { waitEvent, wakeUp } from 'waitq'; async function f(q, c) { ${text}; wakeUp(q); }`)
    .split('\n')
    .slice(0, -1);

test('calls come in evaluation order, arguments first', () => {
  expect(body(`a(b(), q.x.d(e()))`)).toEqual([
    `b() [argument]`,
    `e() [argument]`,
    `q.x.d(call{e() <- }) [argument]`,
    `a(call{b() <- }, call{q.x.d(e()) <- q.x}) [dropped]`,
  ]);
});

test('&&, ||, ?: and ?? branch only where something happens', () => {
  expect(body(`c && a()`)).toEqual([`if {c <- c'}`, `  a() [dropped]`]);
  expect(body(`c || a()`)).toEqual([`if {c <- c'}`, `else`, `  a() [dropped]`]);
  expect(body(`const x = c ?? a()`)).toEqual([
    `either`,
    `  a() [assigned]`,
    `or`,
    `x := other{c ?? a() <- c'}`,
  ]);
  expect(body(`const x = c && q`)).toEqual([`x := other{c && q <- c', q'}`]);
  expect(body(`c.y ? await a() : b()`)).toEqual([
    `if {c.y <- c.y}`,
    `  a() [dropped awaited] !`,
    `  yield`,
    `else`,
    `  b() [dropped]`,
  ]);
});

test('assignments, patterns and ++ are updates', () => {
  expect(body(`q.x = c; q.n++; delete q.y; q.k += a()`)).toEqual([
    `q.x := c'`,
    `q.n := ?`,
    `q.y := ?`,
    `a() [assigned]`,
    `q.k := ?`,
  ]);
  expect(body(`const { a, b: { d = e() }, ...r } = q.state`)).toEqual([
    `a := q.state.a`,
    `either`,
    `  e() [assigned]`,
    `or`,
    `d := ?`,
    `r := ?`,
  ]);
  expect(body(`[q.a, c] = q.pair`)).toEqual([`q.a := q.pair[0]`, `c := q.pair[1]`]);
});

test('logical assignment writes on one branch', () => {
  expect(body(`c.x ||= a()`)).toEqual([
    `if {c.x <- c.x}`,
    `else`,
    `  a() [assigned]`,
    `  c.x := call{a() <- }`,
  ]);
  expect(body(`c.x &&= 1`)).toEqual([`if {c.x <- c.x}`, `  c.x := 1`]);
  expect(body(`c.x ??= 1`)).toEqual([`either`, `  c.x := 1`, `or`]);
});

test('await yields; awaiting something that is no call may throw as well', () => {
  expect(body(`await c`)).toEqual([`yield !`]);
  expect(body(`const x = await a()`)).toEqual([`a() [assigned awaited] !`, `yield`, `x := call{a() <- }`]);
  expect(body(`await (c ? a() : b())`)).toEqual([
    `if {c <- c'}`,
    `  a() [dropped awaited] !`,
    `else`,
    `  b() [dropped awaited] !`,
    `yield !`,
  ]);
});

test('yield gives way in a generator', () => {
  const text = `import { wakeUp } from 'waitq'; function* f(q) { yield a(); const x = yield* b(); wakeUp(q); }`;
  expect(bodyOf(text).split('\n').slice(0, 5)).toEqual([
    `a() [other]`,
    `yield`,
    `b() [other]`,
    `yield`,
    `x := other{yield* b() <- }`,
  ]);
});

test('an optional call may not happen', () => {
  expect(body(`c?.a(b())`)).toEqual([`either`, `  b() [argument]`, `  c.a(call{b() <- }) [dropped]`, `or`]);
});

test('methods that change their object are updates', () => {
  expect(body(`q.items.push(c); q.map.get(c)`)).toEqual([
    `q.items.push(c') [dropped]`,
    `q.items := ?`,
    `q.map.get(c') [dropped]`,
  ]);
  expect(body(`Object.assign(q.state, c)`)).toEqual([`Object.assign(q.state, c') [dropped]`, `q.state := ?`]);
});

test('Atomics methods read and write their word', () => {
  expect(body(`Atomics.store(q.a, c + 1, 5)`)).toEqual([
    `Atomics.store(q.a, other{c + 1 <- c'}, 5) [dropped]`,
    `q.a[c+1] := 5`,
  ]);
  expect(body(`if (Atomics.compareExchange(q.a, 0, 1, 2) === 1) a()`)).toEqual([
    `Atomics.compareExchange(q.a, 0, 1, 2) [tested]`,
    `q.a[0] := ?`,
    `if {Atomics.compareExchange(q.a, 0, 1, 2) === 1 <- q.a[0]}`,
    `  a() [dropped]`,
  ]);
});

test('static blocks and static fields run where the class is', () => {
  expect(body(`class A extends b() { static x = d(); y = e(); static { a(); } }`)).toEqual([
    `b() [other]`,
    `d() [assigned]`,
    `a() [dropped]`,
  ]);
});

test.each([
  [`a()`, 'dropped'],
  [`void a()`, 'void'],
  [`if (!a()) b`, 'tested'],
  [`if (a() === 'ok') b`, 'tested'],
  [`const x = a() as string`, 'assigned'],
  [`q.x = c ? a() : 1`, 'assigned'],
  [`return a()!`, 'returned'],
  [`b([a()])`, 'argument'],
  [`b(...a())`, 'argument'],
  [`(a(), c)`, 'dropped'],
  [`a().then(b)`, 'other'],
  [`c && a()`, 'dropped'],
  [`a() || c`, 'tested'],
])('use of the result: %s', (text, use) => {
  expect(body(text).find((line) => line.trim().startsWith('a()'))).toContain(`[${use}]`);
});

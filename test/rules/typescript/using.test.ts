import { expect, test } from 'vitest';
import { bodyOf } from './helpers.js';

const MAIN = `import { wakeUp, WaitEntry } from 'waitq'; import { SimpleWaiter } from 'waitq/swait';`;

test('using an entry finishes it on every way out of the block', () => {
  expect(
    bodyOf(`${MAIN} function f(q) { a(); using w = new WaitEntry(); if (q.x) return; wakeUp(q); }`),
  ).toBe(
    [
      `a() [dropped]`,
      `<declare-entry> WaitEntry() [assigned]`,
      `w := new{new WaitEntry() <- }`,
      `try`,
      `  if {q.x <- q.x}`,
      `    return`,
      `  <wake> wakeUp(q') [dropped]`,
      `finally`,
      `  <finish> finishWait(other{ <- }, w') [dropped]`,
    ].join('\n'),
  );
});

test('a simple waiter is finished by its own family', () => {
  expect(bodyOf(`${MAIN} function f(q) { using w = new SimpleWaiter(); wakeUp(q); }`)).toContain(
    `<finish> swaitFinish(other{ <- }, w')`,
  );
});

test('await using yields, other resources are disposed of, the last one first', () => {
  expect(
    bodyOf(`${MAIN} async function f(q) { await using a = open(), b = new WaitEntry(); wakeUp(q); }`),
  ).toBe(
    [
      `open() [assigned]`,
      `a := call{open() <- }`,
      `<declare-entry> WaitEntry() [assigned]`,
      `b := new{new WaitEntry() <- }`,
      `try`,
      `  <wake> wakeUp(q') [dropped]`,
      `finally`,
      `  <finish> finishWait(other{ <- }, b') [dropped]`,
      `  yield !`,
      `  a[Symbol.dispose]() [dropped]`,
      `  yield !`,
    ].join('\n'),
  );
});

test('using in the head of a loop is disposed of in each turn', () => {
  expect(bodyOf(`${MAIN} function f(q) { for (using g of q.locks()) wakeUp(q); }`)).toBe(
    [
      `q.locks() [other]`,
      `while ?`,
      `  g := ?`,
      `  try`,
      `    <wake> wakeUp(q') [dropped]`,
      `  finally`,
      `    g[Symbol.dispose]() [dropped]`,
    ].join('\n'),
  );
});

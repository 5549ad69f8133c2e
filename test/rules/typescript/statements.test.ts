import { expect, test } from 'vitest';
import { bodyOf } from './helpers.js';

const IMPORT = `import { waitEvent, prepareToWait, finishWait, schedule, wakeUp, WaitEntry } from 'waitq';`;
const body = (text: string): string => bodyOf(`${IMPORT} async function f(q, w, c) { ${text} wakeUp(q); }`);
const lines = (...text: string[]): string => [...text, `<wake> wakeUp(q') [dropped]`].join('\n');

test('if, else if, else', () => {
  expect(body(`if (c) a(); else if (!q.x) b(); else d();`)).toBe(
    lines(
      `if {c <- c'}`,
      `  a() [dropped]`,
      `else`,
      `  if !{q.x <- q.x}`,
      `    b() [dropped]`,
      `  else`,
      `    d() [dropped]`,
    ),
  );
});

test('loops with labels', () => {
  expect(
    body(`outer: for (let i = 0; i < 3; i++) { while (true) { if (c) break outer; continue outer; } }`),
  ).toBe(
    lines(
      `i := 0`,
      `outer: while {i < 3 <- i'}`,
      `  while {true = true <- }`,
      `    if {c <- c'}`,
      `      break outer`,
      `    continue outer`,
      `update`,
      `  i := ?`,
    ),
  );
  expect(body(`do { a(); } while (c && b());`)).toBe(
    lines(`do-while ({c <- c'} && {b() <- })`, `  test b() [tested]`, `  a() [dropped]`),
  );
  expect(body(`for (;;) { a(); }`)).toBe(lines(`while always`, `  a() [dropped]`));
  expect(body(`block: { if (c) break block; a(); }`)).toBe(
    lines(`label block`, `  if {c <- c'}`, `    break block`, `  a() [dropped]`),
  );
});

test('for-of, for-in and for-await turn an unknown number of times', () => {
  expect(body(`for (const x of list()) x.a();`)).toBe(
    lines(`list() [other]`, `while ?`, `  x := ?`, `  x.a() [dropped]`),
  );
  expect(body(`for (c.key in q) a();`)).toBe(lines(`while ?`, `  c.key := ?`, `  a() [dropped]`));
  expect(body(`for await (const x of q) a();`)).toBe(
    lines(`while ?`, `  yield !`, `  x := ?`, `  a() [dropped]`),
  );
});

test('switch keeps its order and falls through', () => {
  expect(body(`switch (c()) { case 1: a(); case 2: break; default: return; }`)).toBe(
    lines(
      `c() [tested]`,
      `switch {c() <- }`,
      `case 1`,
      `  a() [dropped]`,
      `case 2`,
      `  break`,
      `case default`,
      `  return`,
    ),
  );
});

test('try, catch, finally and throw', () => {
  expect(body(`try { await a(); } catch (e) { throw e; } finally { finishWait(q, w); }`)).toBe(
    lines(
      `try`,
      `  a() [dropped awaited] !`,
      `  yield`,
      `catch`,
      `  e := ?`,
      `  throw`,
      `finally`,
      `  <finish> finishWait(q', w') [dropped]`,
    ),
  );
});

test('the protocol by hand', () => {
  expect(
    body(
      `for (;;) { prepareToWait(q, w, 'interruptible'); if (c.ready) break; await schedule(w); } finishWait(q, w);`,
    ),
  ).toBe(
    lines(
      `while always`,
      `  <register> prepareToWait(q', w', 'interruptible') [dropped]`,
      `  if {c.ready <- c.ready}`,
      `    break`,
      `  <sleep> schedule(w') [dropped awaited] !`,
      `  yield`,
      `<finish> finishWait(q', w') [dropped]`,
    ),
  );
});

test('return carries its value', () => {
  expect(bodyOf(`${IMPORT} async function f(q, c) { return await waitEvent(q, c); }`)).toBe(
    [`<wait> waitEvent(q', c') [returned awaited] !`, `yield`, `return call{waitEvent(q, c) <- q', c'}`].join(
      '\n',
    ),
  );
  expect(bodyOf(`${IMPORT} const f = (q) => wakeUp(q);`)).toContain(`return call{wakeUp(q) <- q'}`);
});

import { describe, expect, it } from 'vitest';
import { lint, linesOf, marked, suggested } from './lint.js';

const RULE = 'no-stale-condition';

const imports =
  "import { waitEvent, waitEventInterruptible, waitEventTimeout } from 'waitq';\nlet turn = 0;\n";
const inAsync = (body: string): string =>
  `${imports}export async function f(q, dev, mine: number, signal) {\n${body}\n}\nexport const next = () => turn++;\n`;

describe('no-stale-condition reports', () => {
  it.each<[string, string]>([
    ['a comparison', '  await waitEvent(q, dev.count > 0); // !!'],
    ['a negation', '  await waitEvent(q, !dev.busy); // !!'],
    ['comparisons joined', '  await waitEvent(q, !dev.busy && dev.count === 0); // !!'],
    ['a literal', '  await waitEvent(q, true); // !!'],
    [
      'a variable that holds a comparison',
      '  const ready = dev.count > 0;\n  await waitEvent(q, ready); // !!',
    ],
    ['a variable of a plain type', '  const ready: boolean = dev.ready;\n  await waitEvent(q, ready); // !!'],
    ['a function that reads a copy', '  const ready = dev.ready;\n  await waitEvent(q, () => ready); // !!'],
    ['a function that reads copies', '  const { a, b } = dev;\n  await waitEvent(q, () => a > b); // !!'],
    [
      'a block that returns a copy',
      '  const ready = dev.ready;\n  await waitEvent(q, () => { return !ready; }); // !!',
    ],
    ['a parameter', '  await waitEvent(q, () => mine === 1); // !!'],
    [
      'a copy kept from a turn of a loop',
      '  for (let n = 0; n < 3; n++) await waitEvent(q, () => n === 2); // !!',
    ],
    ['a condition that is always true', '  await waitEvent(q, () => true); // !!'],
    [
      'a condition that is never true, with nothing else to end the wait',
      '  await waitEvent(q, () => false); // !!',
    ],
  ])('%s', (_, body) => {
    const code = inAsync(body);
    expect(linesOf(RULE, 'typescript', code)).toEqual(marked(code));
  });
});

describe('no-stale-condition stays silent about', () => {
  it.each<[string, string]>([
    ['a property', '  await waitEvent(q, () => dev.ready);'],
    ['a property of a copy', '  const state = dev.state;\n  await waitEvent(q, () => state.ready);'],
    ['an element', '  const [list] = dev.lists;\n  await waitEvent(q, () => list[0] === 1);'],
    ['a call', '  const ready = dev.ready;\n  await waitEvent(q, () => ready());'],
    ['a call with a copy', '  const list = dev.list;\n  await waitEvent(q, () => isEmpty(list));'],
    ['a look into a copy', '  const map = dev.map;\n  await waitEvent(q, () => "x" in map);'],
    [
      'a variable that a callback writes',
      '  let done = false;\n  dev.on("end", () => { done = true; });\n  await waitEvent(q, () => done);',
    ],
    [
      'a variable that is written while the wait goes on',
      '  let done = false;\n  const waiting = waitEvent(q, () => done);\n  done = true;\n  await waiting;',
    ],
    ['a variable of the module against a copy', '  await waitEvent(q, () => turn === mine);'],
    ['a condition of the caller', '  const condition = dev.condition;\n  await waitEvent(q, condition);'],
    ['one of two conditions', '  await waitEvent(q, dev.fast ? dev.isReady : dev.isDone);'],
    ['a condition or nothing', '  await waitEvent(q, dev.isReady || dev.isDone);'],
    ['a condition that a function makes', '  await waitEvent(q, dev.above(3));'],
    [
      'what a destructuring inside reads',
      '  await waitEvent(q, () => { const { ready } = dev; return ready; });',
    ],
    [
      'a loop inside',
      '  const list = dev.list;\n  await waitEvent(q, () => { for (const x of list) if (x.ok) return true; return false; });',
    ],
    ['a pause with a time', '  await waitEventTimeout(q, () => false, 100);'],
    ['a pause until an abort', '  await waitEventInterruptible(q, () => false, { signal });'],
  ])('%s', (_, body) => {
    expect(lint(RULE, 'typescript', inAsync(body))).toEqual([]);
  });
});

describe('no-stale-condition suggests', () => {
  it.each<[string, string, string]>([
    [
      'a function in place of a value',
      '  await waitEvent(q, dev.count > 0);',
      'waitEvent(q, () => dev.count > 0)',
    ],
    [
      'the source in place of a copied value',
      '  const ready: boolean = dev.ready;\n  await waitEvent(q, ready);',
      'waitEvent(q, () => dev.ready)',
    ],
    [
      'the source in place of the copy',
      '  const ready = dev.ready;\n  await waitEvent(q, () => !ready);',
      'waitEvent(q, () => !dev.ready)',
    ],
  ])('%s, which lints clean', (_, body, expected) => {
    const better = suggested(RULE, 'typescript', inAsync(body));
    expect(better).toContain(expected);
    expect(lint(RULE, 'typescript', better)).toEqual([]);
  });

  it('nothing for a literal', () => {
    expect(lint(RULE, 'typescript', inAsync('  await waitEvent(q, true);'))[0]?.suggestions).toEqual([]);
  });
});

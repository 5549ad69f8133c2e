import { describe, expect, test } from 'vitest';
import { told } from './project.js';

const FLOATING = 'no-floating-wait';
const EXPECTED = 'no-check-then-sleep';
const ADDRESS = 'no-wrong-queue-address';
const BLOCKING = 'no-blocking-condition';
const STALE = 'no-stale-condition';

describe('functions of the API that another file hands on', () => {
  const use = (from: string) =>
    `import { waitEvent } from '${from}';\nexport async function f(q: Q): Promise<void> {\n  waitEvent(q, () => q.ready);\n}\n`;

  test.each([
    ['by name', { 'waits.ts': "export { waitEvent } from 'waitq';\n" }],
    ['all of them', { 'waits.ts': "export * from 'waitq';\n" }],
    [
      'under another name',
      { 'waits.ts': "import { waitEvent as w } from 'waitq';\nexport { w as waitEvent };\n" },
    ],
    [
      'by way of a third file',
      { 'waits.ts': "export * from './more/index.js';\n", 'more/index.ts': "export * from 'waitq';\n" },
    ],
    [
      'as compilers write it',
      {
        'waits.js':
          "var w = require('waitq');\nObject.defineProperty(exports, 'waitEvent', { enumerable: true, get: function () { return w.waitEvent; } });\n",
      },
    ],
    ['all of them, as compilers write it', { 'waits.js': "__exportStar(require('waitq'), exports);\n" }],
  ])('%s', (_, files) => {
    expect(told(FLOATING, { ...files, 'a.ts': use('./waits.js') }, 'a.ts')).toEqual([
      expect.stringMatching(/^3: /),
    ]);
  });

  test.each([
    ['are of the same name only', { 'waits.ts': "export { waitEvent } from 'other';\n" }],
    ['are not exported', { 'waits.ts': "import { waitEvent } from 'waitq';\nwaitEvent;\n" }],
    ["can't be parsed", { 'waits.ts': "export * from 'waitq';\nexport {\n" }],
    [
      'lead in a circle',
      { 'waits.ts': "export * from './b.js';\n", 'b.ts': "export * from './waits.js';\n" },
    ],
    ['are not there', {}],
  ])('%s', (_, files) => {
    expect(told(FLOATING, { ...files, 'a.ts': use('./waits.js') }, 'a.ts')).toEqual([]);
  });
});

describe('functions that wrap one of the API', () => {
  const waits = [
    "import { waitEvent } from 'waitq';",
    'export const untilReady = (q: Q) => waitEvent(q, () => q.ready);',
    'export async function untilReadyToo(q: Q) { await waitEvent(q, () => q.ready); }',
    'export function start(q: Q) { void waitEvent(q, () => q.ready); }',
    'export function until(q: Q, condition: () => boolean) { return waitEvent(q, condition); }',
    'export default function (q: Q) { return waitEvent(q, () => q.done); }',
    '',
  ].join('\n');
  const among = (call: string) => ({
    'waits.ts': waits,
    'a.ts': `import whenDone, { untilReady, untilReadyToo, start, until } from './waits';\nexport async function f(q: Q): Promise<void> {\n  ${call};\n  q.go();\n}\n`,
  });

  test.each(['untilReady(q)', 'untilReadyToo(q)', 'whenDone(q)', 'until(q, () => q.ok)'])('%s', (call) => {
    expect(told(FLOATING, among(call), 'a.ts')).toHaveLength(1);
    expect(told(FLOATING, among(`await ${call}`), 'a.ts')).toEqual([]);
  });

  test('one that leaves the promise lie gives none to await', () => {
    expect(told(FLOATING, among('start(q)'), 'a.ts')).toEqual([]);
  });

  test('arguments stand where the wrapper has them', () => {
    expect(told(STALE, among('await until(q, () => true)'), 'a.ts')).toHaveLength(1);
    expect(told(ADDRESS, among('await until({ ...q }, () => q.ok)'), 'a.ts')).toHaveLength(1);
    expect(told(ADDRESS, among('await untilReady(q)'), 'a.ts')).toEqual([]);
  });
});

describe('Atomics', () => {
  const sleep =
    'export function sleepUntil(words: Int32Array, at: number, old: number) { return Atomics.wait(words, at, old); }\nexport function pause(ms: number) { Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms); }\nexport function tell(words: Int32Array, at: number) { Atomics.store(words, at, 1); Atomics.notify(words, at); }\n';

  test('a helper that sleeps on the word it is given', () => {
    const source =
      "import { sleepUntil } from './sleep.js';\nexport function f(words: Int32Array) {\n  if (Atomics.load(words, 0) === 0) sleepUntil(words, 0, Atomics.load(words, 0));\n}\n";
    expect(told(EXPECTED, { 'a.ts': source, 'sleep.ts': sleep }, 'a.ts')).toEqual([
      expect.stringMatching(/^3: An update between the test/),
    ]);
    const right = source.replace(
      'if (Atomics.load(words, 0) === 0) sleepUntil(words, 0, Atomics.load(words, 0));',
      'const old = Atomics.load(words, 0);\n  if (old === 0) sleepUntil(words, 0, old);',
    );
    expect(told(EXPECTED, { 'a.ts': right, 'sleep.ts': sleep }, 'a.ts')).toEqual([]);
  });

  test('a condition that blocks its thread in another file', () => {
    const source =
      "import { waitEvent } from 'waitq';\nimport { pause } from './sleep.js';\nexport const f = (q: Q) => waitEvent(q, () => { pause(10); return q.ok; });\n";
    expect(told(BLOCKING, { 'a.ts': source, 'sleep.ts': sleep }, 'a.ts')).toEqual([
      expect.stringContaining('pause() (Atomics.wait() in line 2 of sleep.ts)'),
    ]);
  });

  test('a byte offset of another file as index', () => {
    const offsets = 'export const AT = 2 * Int32Array.BYTES_PER_ELEMENT;\n';
    const source =
      "import { AT } from './offsets.js';\nexport const f = (words: Int32Array) => Atomics.wait(words, AT, 0);\n";
    expect(told(ADDRESS, { 'a.ts': source, 'offsets.ts': offsets }, 'a.ts')).toHaveLength(1);
    expect(told(ADDRESS, { 'a.ts': source, 'offsets.ts': 'export const AT = 2;\n' }, 'a.ts')).toEqual([]);
  });
});

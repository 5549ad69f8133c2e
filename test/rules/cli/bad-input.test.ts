import { execFileSync } from 'node:child_process';
import { chmodSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { FileResult } from '../../../rules/src/cli/result.js';
import { runCli, sleepOnC, sleepOnTs } from './run-cli.js';
import { makeTree } from './tree.js';

async function lint(paths: readonly string[]) {
  const { code, out, err } = await runCli(['--format=json', ...paths]);
  const results = JSON.parse(out) as FileResult[];
  return { code, err, messages: results.flatMap(({ messages }) => messages), results };
}

describe('texts', () => {
  test.each([
    ['empty', ''],
    ['only a byte order mark', '\uFEFF'],
    ['only a NUL byte', '\0'],
    ['an open string', 'const char *s = "sleep_on(&q);'],
    ['random bytes', Buffer.from(Array.from({ length: 5000 }, (_, at) => (at * 7919 + 13) % 256))],
    [
      'random bytes around a name',
      Buffer.concat([Buffer.from([0xff, 0, 0xfe, 1]), Buffer.from('wait_event('), Buffer.from([0x80, 0])]),
    ],
  ])('%s is clean', async (_name, text) => {
    expect(await lint([makeTree({ 'a.c': text })])).toMatchObject({ code: 0, messages: [] });
  });

  test.each([
    ['CRLF', sleepOnC.replaceAll('\n', '\r\n'), 7, 3],
    ['a byte order mark', `\uFEFF${sleepOnC}`, 7, 3],
    ['NUL bytes', sleepOnC.replace('static int', '\0\0static int'), 7, 3],
    ['Latin-1 bytes', Buffer.from(`/* \xe9\xfc */ ${sleepOnC}`, 'latin1'), 7, 3],
    ['UTF-16', Buffer.from(`\uFEFF${sleepOnC}`, 'utf16le'), 7, 3],
    ['UTF-16, big end first', Buffer.from(`\uFEFF${sleepOnC}`, 'utf16le').swap16(), 7, 3],
    ['astral characters', sleepOnC.replace('\t\tsleep_on', '\t\t/* 𝄞 */ sleep_on'), 7, 12],
  ])('%s moves no finding', async (_name, text, line, column) => {
    const { code, messages } = await lint([makeTree({ 'a.c': text })]);
    expect(code).toBe(1);
    expect(messages).toMatchObject([{ ruleId: 'waitq/no-sleep-on', line, column }]);
  });

  test('50 MB of C is linted to its end', async () => {
    const filler =
      'static int filler(int a)\n{\n\treturn a + 1; /* nothing waits here, but there is a lot of it */\n}\n';
    const root = makeTree({ 'big.c': filler.repeat(Math.ceil(50e6 / filler.length)) + sleepOnC });
    expect((await lint([root])).messages).toMatchObject([{ ruleId: 'waitq/no-sleep-on' }]);
  });

  test.each([
    ['in a function', sleepOnC.slice(0, sleepOnC.lastIndexOf('}')), /the braces of '\w+' do not match/, true],
    ['in a comment', `${sleepOnC}/* wake_up(&q);`, /^this comment is never closed/, false],
  ])('a file that ends %s is told of', async (_where, text, message, fatal) => {
    const { code, messages } = await lint([makeTree({ 'a.c': text })]);
    expect(code).toBe(1);
    const place = text.endsWith('wake_up(&q);') ? text.split('\n').length : expect.any(Number);
    expect(messages).toContainEqual(
      expect.objectContaining({
        ruleId: null,
        severity: 2,
        line: place,
        message: expect.stringMatching(message),
      }),
    );
    expect(messages.some((one) => one.fatal === true)).toBe(fatal);
  });

  test('every cut through a function is told of, and none between functions', async () => {
    const text = 'void a(void)\n{\n\tif (x) {\n\t\twake_up(&q);\n\t}\n}\n\nvoid b(void);\n';
    const from = text.indexOf('(&q)');
    const cuts = Array.from({ length: text.length - from }, (_, at) => from + at + 1);
    const root = makeTree(Object.fromEntries(cuts.map((end) => [`${end}.c`, text.slice(0, end)])));
    const { results } = await lint([root]);
    const told = results.map(({ filePath }) => Number(/(\d+)\.c$/.exec(filePath)?.[1])).sort((a, b) => a - b);
    expect(told).toEqual(cuts.filter((end) => end <= text.lastIndexOf('}')));
  });

  test('a function of many megabytes is passed over, which is said; what follows is linted', async () => {
    const long = `void long(void)\n{\n\tsleep_on(&q);\n${'\ta = b;\n'.repeat(1_000_000)}}\n`;
    const root = makeTree({ 'a.c': `${long}${sleepOnC}`, 'b.c': sleepOnC });
    expect((await lint([root])).messages).toMatchObject([
      { ruleId: null, severity: 2, line: 1, message: expect.stringContaining("'long' has 8") as string },
      { ruleId: 'waitq/no-sleep-on', line: 1_000_011 },
      { ruleId: 'waitq/no-sleep-on' },
    ]);
  });

  test('thousands of functions that call each other in a row are followed as far as anybody would', async () => {
    const one = (at: number): string =>
      `static void f${at}(void)\n{\n\tspin_lock(&l);\n\tf${at + 1}();\n\tspin_unlock(&l);\n}\n`;
    const chain = Array.from({ length: 12_000 }, (_, at) => one(at)).join('');
    const root = makeTree({ 'a.c': `${chain}static void f12000(void)\n{\n\tmsleep(1);\n}\n` });
    const { messages } = await lint([root]);
    expect(messages.at(-1)).toMatchObject({ ruleId: 'waitq/no-sleep-in-atomic', line: 71_998 });
    expect(messages.at(-9)?.message).toContain(
      'by way of f11993() and f11994() and f11995() and f11996() and 4 more)',
    );
  });

  test('a function of tens of thousands of wake-ups is linted', async () => {
    const wakes = '\td->a=1;wake_up(&d->q);\n'.repeat(38_000);
    const root = makeTree({
      'a.c': `void f(struct d *d)\n{\n\twait_event(d->q, d->x);\n${wakes}}\n${sleepOnC}`,
    });
    expect((await lint([root])).messages).toMatchObject([{ ruleId: 'waitq/no-sleep-on' }]);
  });

  test('a script that is none is a fatal message of its file; the others are linted', async () => {
    const root = makeTree({ 'a.ts': "import { wakeUp } from 'waitq';\nfunction {\n", 'b.ts': sleepOnTs });
    const { code, messages, results } = await lint([root]);
    expect(code).toBe(1);
    expect(messages).toMatchObject([
      { ruleId: null, fatal: true, severity: 2, line: 2, column: 10 },
      { ruleId: 'waitq/no-sleep-on' },
    ]);
    expect(results[0]).toMatchObject({ fatalErrorCount: 1, errorCount: 1 });
  });
});

test('a script nested too deeply for the parser is a fatal message with a place', async () => {
  const root = makeTree({ 'a.ts': `import { wakeUp } from 'waitq';\nwakeUp(${'['.repeat(30_000)});\n` });
  expect((await lint([root])).messages).toMatchObject([{ fatal: true, line: 1, column: 1 }]);
});

describe('things that are no readable file', () => {
  const isRoot = process.getuid?.() === 0;

  test('a FIFO that is named', async () => {
    const root = makeTree({ 'a.c': sleepOnC });
    execFileSync('mkfifo', [join(root, 'pipe.c')]);
    const { code, messages } = await lint([join(root, 'pipe.c'), join(root, 'a.c')]);
    expect(code).toBe(1);
    expect(messages.map(({ message }) => message)).toEqual([
      expect.stringContaining('sleep_on'),
      'cannot read this: it is not a regular file',
    ]);
  });

  test.skipIf(process.platform !== 'linux')('a file whose bytes cannot be read', async () => {
    const root = makeTree({ 'b.c': sleepOnC });
    symlinkSync('/proc/self/mem', join(root, 'a.c'));
    const { code, messages } = await lint([root]);
    expect(code).toBe(1);
    expect(messages).toMatchObject([
      { fatal: true, message: expect.stringContaining('cannot read the file: EIO') },
      { ruleId: 'waitq/no-sleep-on' },
    ]);
  });

  test.skipIf(isRoot)('a file and a directory without permission', async () => {
    const root = makeTree({ 'a.c': sleepOnC, 'b/c.c': sleepOnC, 'd.c': sleepOnC });
    chmodSync(join(root, 'a.c'), 0);
    chmodSync(join(root, 'b'), 0);
    const { code, messages } = await lint([root]);
    const { err } = await lint([join(root, 'b')]);
    chmodSync(join(root, 'b'), 0o755);
    expect([code, err]).toEqual([1, '']);
    expect(messages.map(({ message }) => message)).toEqual([
      expect.stringContaining('EACCES'),
      expect.stringContaining('EACCES'),
      expect.stringContaining('sleep_on'),
    ]);
  });

  test('a file of another language that is named is a warning', async () => {
    const root = makeTree({ 'a.txt': 'sleep_on(&q);' });
    const { code, messages } = await lint([join(root, 'a.txt')]);
    expect(code).toBe(0);
    expect(messages).toMatchObject([{ severity: 1, message: expect.stringContaining('not linted') }]);
  });

  test('a directory without anything to lint is told, not failed', async () => {
    const root = makeTree({ 'docs/': '' });
    expect(await lint([join(root, 'docs')])).toMatchObject({
      code: 0,
      messages: [],
      err: `waitq-lint: nothing to lint in ${join(root, 'docs')}\n`,
    });
  });
});

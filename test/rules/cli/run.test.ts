import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { FileResult } from '../../../rules/src/cli/result.js';
import { rules } from '../../../rules/src/rules/index.js';
import { rightC, runCli, sleepOnC, sleepOnTs, wrongAddressC, type Ran } from './run-cli.js';
import { makeTree } from './tree.js';

function resultsOf({ out }: Ran): FileResult[] {
  return JSON.parse(out) as FileResult[];
}

function rulesOf(ran: Ran): (string | null)[] {
  return resultsOf(ran).flatMap(({ messages }) => messages.map(({ ruleId }) => ruleId));
}

describe('findings', () => {
  test('in both languages, with place, rule and exit code 1', async () => {
    const root = makeTree({ 'a.c': sleepOnC, 'b.ts': sleepOnTs, 'c.c': rightC, 'd.js': 'const x = 1;\n' });
    const ran = await runCli(['--format', 'json', root]);
    expect(ran.code).toBe(1);
    const [inC, inTs, ...others] = resultsOf(ran);
    expect(others).toEqual([]);
    expect(inC).toMatchObject({
      filePath: join(root, 'a.c'),
      errorCount: 1,
      warningCount: 0,
      fatalErrorCount: 0,
    });
    expect(inC?.messages).toMatchObject([
      { ruleId: 'waitq/no-sleep-on', line: 7, column: 3, endLine: 7, endColumn: 11, severity: 2 },
    ]);
    expect(inTs?.messages).toMatchObject([{ ruleId: 'waitq/no-sleep-on', line: 7 }]);
    expect(inC?.source).toBe(sleepOnC);
  });

  test('none is exit code 0 and no output', async () => {
    const root = makeTree({ 'c.c': rightC });
    expect(await runCli([root])).toEqual({ code: 0, out: '', err: '' });
    expect((await runCli(['--format', 'json', root])).out).toBe('[]\n');
  });

  test("are listed in ESLint's stylish way", async () => {
    const root = makeTree({ 'a.c': sleepOnC });
    const { out } = await runCli([root]);
    expect(out).toContain(join(root, 'a.c'));
    expect(out).toMatch(/7:3 {2}error {2}.*waitq\/no-sleep-on/);
    expect(out).toContain('1 problem (1 error, 0 warnings)');
  });

  test('--explain says below the finding how it goes wrong', async () => {
    const root = makeTree({ 'a.c': sleepOnC });
    const { out } = await runCli(['--explain', root]);
    expect(out).toMatch(/7:3 {2}error/);
    expect(out).toContain('How it goes wrong:');
    expect(out).toMatch(/#1 {2}waiter {2}line \d+ .* → /);
    expect(out).toMatch(/#\d {2}waker /);
    expect(out).toContain('1 problem (1 error, 0 warnings)');
  });
});

describe('levels', () => {
  test('--rule turns a rule off, or down to a warning', async () => {
    const root = makeTree({ 'a.c': sleepOnC });
    expect(await runCli(['--rule', 'no-sleep-on=off', root])).toMatchObject({ code: 0, out: '' });
    const ran = await runCli(['--rule', 'waitq/no-sleep-on=warn', '--format=json', root]);
    expect(ran.code).toBe(0);
    expect(resultsOf(ran)).toMatchObject([{ warningCount: 1, errorCount: 0, messages: [{ severity: 1 }] }]);
  });

  test('under a preset, what is less than certain is a warning; a level that is asked for holds for all', async () => {
    const root = makeTree({
      'a.c': `static DECLARE_WAIT_QUEUE_HEAD(q);
static int ready;

void wait_here(void)
{
	DEFINE_WAIT(w);

	while (!ready) {
		prepare_to_wait(&q, &w, TASK_UNINTERRUPTIBLE);
		schedule_timeout(HZ);
		finish_wait(&q, &w);
	}
}

void set(void)
{
	ready = 1;
	wake_up(&q);
}
`,
    });
    const preset = await runCli(['--format=json', root]);
    expect([preset.code, resultsOf(preset)[0]?.messages[0]?.severity]).toEqual([0, 1]);
    const error = await runCli(['--format=json', '--rule=no-check-then-sleep=error', root]);
    expect([error.code, resultsOf(error)[0]?.messages[0]?.severity]).toEqual([1, 2]);
    const explained = await runCli(['--format=json', '--explain', root]);
    expect(resultsOf(explained)[0]?.messages[0]?.explanation?.confidence).toBe('medium');
    expect(preset.out).not.toContain('explanation');
  });

  test('--max-warnings fails on more; --quiet hides them and still counts', async () => {
    const root = makeTree({ 'a.c': sleepOnC });
    const warn = ['--rule', 'no-sleep-on=warn'];
    expect(await runCli([...warn, '--max-warnings', '1', root])).toMatchObject({ code: 0 });
    const { code, err } = await runCli([...warn, '--max-warnings', '0', root]);
    expect([code, err]).toEqual([1, 'waitq-lint: too many warnings: 1, allowed are 0\n']);
    expect(await runCli([...warn, '--quiet', root])).toEqual({ code: 0, out: '', err: '' });
    expect(await runCli([...warn, '--quiet', '--max-warnings=0', root])).toMatchObject({ code: 1, out: '' });
  });
});

describe('comments', () => {
  test('eslint-disable is honoured in both languages, with its reason', async () => {
    const root = makeTree({
      'a.c': sleepOnC.replace(
        '\tsleep_on',
        '\t/* eslint-disable-next-line waitq/no-sleep-on -- woken each second */\n\tsleep_on',
      ),
      'b.ts': `/* eslint-disable waitq/no-sleep-on -- old */\n${sleepOnTs}`,
      'c.c': sleepOnC.replace('&q);', '&q); // eslint-disable-line'),
    });
    expect(await runCli([root])).toMatchObject({ code: 0, out: '' });
    const log = JSON.parse((await runCli(['--format=sarif', root])).out);
    expect(log.runs[0].results).toEqual([]);
  });

  test("comments about other plugins' rules are nobody's business here", async () => {
    const text = `/* eslint no-console: "error", other/rule: [2, { a: 1 }] */\n/* eslint-disable-next-line other/rule */\nconsole.log(1);\n${sleepOnTs}`;
    const root = makeTree({
      'b.ts': text.replace(
        'import { WaitQueue',
        '// eslint-disable-next-line n/no-missing\nimport { WaitQueue',
      ),
    });
    expect(rulesOf(await runCli(['--format=json', root]))).toEqual(['waitq/no-sleep-on']);
  });
});

describe('--fix', () => {
  test('writes the fixed text and has nothing left to say', async () => {
    const root = makeTree({ 'a.c': wrongAddressC });
    const before = await runCli(['--format=json', root]);
    expect(rulesOf(before)).toEqual(['waitq/no-wrong-queue-address']);
    expect(resultsOf(before)[0]).toMatchObject({ fixableErrorCount: 1 });
    const after = await runCli(['--fix', '--format=json', root]);
    expect(after.code).toBe(0);
    expect(resultsOf(after)).toMatchObject([
      { messages: [], output: wrongAddressC.replace('&my_event', 'my_event') },
    ]);
    expect(readFileSync(join(root, 'a.c'), 'utf8')).toContain('wait_event(my_event, (event_present == 1) );');
  });

  test.each([
    ['a byte order mark', (text: string) => Buffer.from(`\uFEFF/* é */\r\n${text.replaceAll('\n', '\r\n')}`)],
    ['UTF-16', (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le')],
    ['UTF-16, big end first', (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16()],
    ['Latin-1 bytes', (text: string) => Buffer.from(`/* M\xfcller */\n${text}`, 'latin1')],
  ])('keeps %s', async (_name, encode) => {
    const root = makeTree({ 'a.c': encode(wrongAddressC) });
    await runCli(['--fix', root]);
    const expected = encode(wrongAddressC.replace('&my_event', 'my_event'));
    expect(readFileSync(join(root, 'a.c')).equals(expected)).toBe(true);
  });
});

describe('standard input', () => {
  test('is linted under the given name', async () => {
    const ran = await runCli(['--stdin', '--stdin-filename', 'drivers/a.c', '--format=json'], sleepOnC);
    expect(ran.code).toBe(1);
    expect(resultsOf(ran)).toMatchObject([{ filePath: join(process.cwd(), 'drivers/a.c'), errorCount: 1 }]);
  });

  test('of an unknown language is wrong usage', async () => {
    const { code, err } = await runCli(['--stdin', '--stdin-filename', 'a.txt'], 'x');
    expect(code).toBe(2);
    expect(err).toContain('--stdin-filename a.txt: not linted');
  });
});

describe('exit code 2', () => {
  test('wrong usage says so and points to the help', async () => {
    expect(await runCli(['--formt'])).toEqual({
      code: 2,
      out: '',
      err: "waitq-lint: Unknown option '--formt'\nTry 'waitq-lint --help'.\n",
    });
  });

  test('a missing path, after the others were linted', async () => {
    const root = makeTree({ 'a.c': sleepOnC });
    const ran = await runCli(['--format=json', join(root, 'nowhere'), root]);
    expect(ran.code).toBe(2);
    expect(ran.err).toBe(`waitq-lint: no such file or directory: ${join(root, 'nowhere')}\n`);
    expect(rulesOf(ran)).toEqual(['waitq/no-sleep-on']);
  });
});

test('--help lists every option and rule; --version the version', async () => {
  const { code, out } = await runCli(['--help']);
  expect(code).toBe(0);
  for (const word of [
    '--format',
    '--preset',
    '--rule',
    '--fix',
    '--explain',
    '--concurrency',
    '--api',
    '--stdin',
    '--stdin-filename',
    '--max-warnings',
    '--quiet',
    '--no-ignore',
    '--help',
    '--version',
    'no-sleep-on',
  ]) {
    expect(out).toContain(word);
  }
  const words = out.split('\n').map((line) => line.trim().split(/ {2,}/));
  for (const { meta } of rules.values()) expect(words).toContainEqual([meta.name, meta.description]);
  const version = (JSON.parse(readFileSync('rules/package.json', 'utf8')) as { version: string }).version;
  expect((await runCli(['--version'])).out).toBe(`${version}\n`);
});

import { expect, test } from 'vitest';
import { parseCommandLine } from '../../../rules/src/cli/command-line.js';
import { UsageError } from '../../../rules/src/cli/usage-error.js';

test('nothing but a path takes the defaults', () => {
  expect(parseCommandLine(['src'])).toEqual({
    paths: ['src'],
    format: 'stylish',
    preset: 'recommended',
    rules: {},
    fix: false,
    explain: false,
    quiet: false,
    ignore: true,
    extensions: undefined,
    concurrency: undefined,
    apiFile: undefined,
    stdinFilename: undefined,
    maxWarnings: undefined,
    show: undefined,
  });
});

test('rules are named with or without the prefix', () => {
  const { rules } = parseCommandLine([
    '--rule',
    'no-sleep-on=off',
    '--rule=waitq/require-finish-wait=warn',
    'src',
  ]);
  expect(rules).toEqual({ 'no-sleep-on': 'off', 'require-finish-wait': 'warn' });
});

test('extensions come with or without their dots, in one list or in several', () => {
  expect(parseCommandLine(['--ext', '.c,h', '--ext=ts', 'src']).extensions).toEqual(['.c', '.h', '.ts']);
});

test('options may follow paths, and -- ends them', () => {
  const command = parseCommandLine([
    'a',
    '--concurrency',
    '3',
    '--max-warnings=0',
    '--no-ignore',
    '--',
    '--fix',
  ]);
  expect(command).toMatchObject({
    paths: ['a', '--fix'],
    concurrency: 3,
    maxWarnings: 0,
    ignore: false,
    fix: false,
  });
});

test.each([
  [[], 'no PATH given'],
  [['--formt', 'json', 'a'], "Unknown option '--formt'"],
  [
    ['--ext', 'S', 'a'],
    "--ext must be .c or .h or .js or .mjs or .cjs or .jsx or .ts or .mts or .cts or .tsx, not '.S'",
  ],
  [['--format', 'xml', 'a'], "--format must be stylish or json or sarif, not 'xml'"],
  [['--preset', 'all', 'a'], "--preset must be recommended or strict, not 'all'"],
  [['--rule', 'no-such=off', 'a'], "there is no rule named 'no-such'"],
  [['--rule', 'no-sleep-on', 'a'], "--rule must be NAME=off|warn|error, not 'no-sleep-on'"],
  [['--rule', 'no-sleep-on=2', 'a'], "--rule no-sleep-on must be off or warn or error, not '2'"],
  [['--concurrency', '0', 'a'], "--concurrency must be a whole number from 1, not '0'"],
  [['--concurrency', 'many', 'a'], "--concurrency must be a whole number from 1, not 'many'"],
  [['--max-warnings', '-1', 'a'], '--max-warnings'],
  [['--stdin'], '--stdin needs --stdin-filename'],
  [['--stdin-filename', 'a.c'], '--stdin-filename needs --stdin'],
  [['--stdin', '--stdin-filename', 'a.c', 'b.c'], '--stdin takes no PATH'],
  [['--stdin', '--stdin-filename', 'a.c', '--fix'], '--fix has no file to write with --stdin'],
])('%j is wrong usage', (args, message) => {
  expect(() => parseCommandLine(args)).toThrow(UsageError);
  expect(() => parseCommandLine(args)).toThrow(message);
});

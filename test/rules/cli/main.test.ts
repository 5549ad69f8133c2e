import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, closeSync, constants, openSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { FileResult } from '../../../rules/src/cli/result.js';
import { rightC, sleepOnC, sleepOnTs } from './run-cli.js';
import { makeTree } from './tree.js';

const program = fileURLToPath(new URL('../../../rules/bin/waitq-lint.js', import.meta.url));

function runProgram(args: readonly string[], input = '') {
  return spawnSync(process.execPath, [program, ...args], { encoding: 'utf8', input, maxBuffer: 1e9 });
}

function resultsOf(args: readonly string[]): FileResult[] {
  return JSON.parse(runProgram(['--format=json', ...args]).stdout) as FileResult[];
}

test('the program can be executed', () => {
  accessSync(program, constants.X_OK);
  expect(spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test('a thread that only finds files and writes results loads no linter', () => {
  const face = new URL('../../../rules/dist/cli/run.js', import.meta.url).href;
  const script = `import('${face}').then(() => console.log(Object.keys(require.cache).join('\\n')))`;
  const { stdout, status } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
  expect(status).toBe(0);
  expect(stdout.split('\n').filter((path) => /node_modules.(eslint|ajv|typescript)\b/.test(path))).toEqual(
    [],
  );
});

test('exit codes reach the shell: 0, 1 and 2', () => {
  const root = makeTree({ 'a.c': sleepOnC, 'b.c': rightC });
  expect(runProgram([`${root}/b.c`]).status).toBe(0);
  expect(runProgram([root]).status).toBe(1);
  expect(runProgram([]).status).toBe(2);
});

test('standard input is read', () => {
  const { status, stdout } = runProgram(['--stdin', '--stdin-filename=a.ts'], sleepOnTs);
  expect([status, stdout]).toEqual([1, expect.stringContaining('waitq/no-sleep-on')]);
});

test('threads find the same as one, in the same order, in both languages', () => {
  const files = Array.from({ length: 400 }, (_, at) => {
    const [ending, wrong] = at % 2 ? ['ts', sleepOnTs] : ['c', sleepOnC];
    return [`d${at % 7}/f${at}.${ending}`, at % 3 ? rightC.replace('wait_event', 'nothing') : wrong] as const;
  });
  const root = makeTree(Object.fromEntries(files));
  const alone = resultsOf(['--concurrency=1', root]);
  expect(alone).toHaveLength(134);
  expect(resultsOf(['--concurrency=3', root])).toEqual(alone);
  expect(resultsOf([root])).toEqual(alone);
});

test('an absurd number of threads is no more than the machine can use', () => {
  const root = makeTree({ 'a.c': sleepOnC });
  expect(resultsOf(['--concurrency=1000000', root])).toHaveLength(1);
});

test.skipIf(process.platform !== 'linux')('output that cannot be written is said in one line', () => {
  const root = makeTree({ 'a.c': sleepOnC });
  const full = openSync('/dev/full', 'w');
  const { status, stderr } = spawnSync(process.execPath, [program, root], {
    encoding: 'utf8',
    stdio: ['ignore', full, 'pipe'],
  });
  closeSync(full);
  expect([status, stderr]).toEqual([
    2,
    expect.stringMatching(/^waitq-lint: cannot write the output: ENOSPC.*\n$/),
  ]);
});

test('a reader that stops reading is no crash', async () => {
  const files = Array.from(
    { length: 300 },
    (_, at) => [`f${at}.c`, `${sleepOnC}/* ${'x'.repeat(2000)} */\n`] as const,
  );
  const root = makeTree(Object.fromEntries(files));
  const child = spawn(process.execPath, [program, '--format=json', root], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.once('data', () => child.stdout.destroy());
  const [stderr] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  expect(stderr).toBe('');
  expect(child.exitCode).toBe(1);
});

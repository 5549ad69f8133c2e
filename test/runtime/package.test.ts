import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  return { status, output: stdout + stderr };
}

it('is what publint wants', () => {
  const { status, output } = run('node_modules/publint/src/cli.js', 'runtime', '--strict');
  expect(output).toContain('All good!');
  expect(status).toBe(0);
});

it('has types for every entry point', () => {
  const attw = 'node_modules/@arethetypeswrong/cli/dist/index.js';
  const { status, output } = run(attw, '--pack', 'runtime', '--profile', 'esm-only', '--format', 'ascii');
  expect(output).toContain('waitq/swait');
  expect({ status, output: status === 0 ? '' : output }).toEqual({ status: 0, output: '' });
});

it('can be required by CommonJS', () => {
  const program = `
    const { WaitQueue, waitEvent, wakeUp } = require('waitq');
    const { swaitEvent } = require('waitq/swait');
    const queue = new WaitQueue();
    let ready = false;
    waitEvent(queue, () => ready).then(() => console.log('woken', typeof swaitEvent));
    ready = true;
    wakeUp(queue);`;
  expect(run('--no-warnings', '--input-type=commonjs', '--eval', program)).toEqual({
    status: 0,
    output: 'woken function\n',
  });
});

it('brings the JSON-RPC of the live view along, with its licence, and asks for no package', () => {
  const read = (file: string) => readFileSync(join(root, 'runtime/dist/inspect', file), 'utf8');
  expect(read('LICENSE-vscode-jsonrpc')).toContain('Microsoft Corporation');
  for (const file of ['json-rpc.js', 'json-rpc.d.ts'])
    expect(read(file)).not.toMatch(/from ['"](?!node:|\.)/);
});

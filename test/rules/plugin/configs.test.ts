import { expect, test } from 'vitest';
import { plugin } from '../../../rules/src/plugin/plugin.js';
import { runCli } from '../cli/run-cli.js';
import { makeTree } from '../cli/tree.js';

const RULE = 'waitq/require-recheck-loop';
const semaphore = `export class Semaphore {
  free = 1;
  waiters = [];
  async acquire() {
    if (this.free === 0) await new Promise((resolve) => this.waiters.push(resolve));
    this.free--;
  }
  release() {
    this.free++;
    this.waiters.shift()?.();
  }
}
`;

test('the config `strict` gives the rules their stricter options, the others do not', () => {
  const { configs } = plugin as unknown as Record<string, Record<string, { rules: Record<string, unknown> }>>;
  expect(configs!.strict!.rules[RULE]).toEqual(['error', { promises: true }]);
  for (const name of ['recommended', 'kernel', 'kernel-strict'])
    expect(configs![name]!.rules[RULE]).toBe('error');
});

test('waitq-lint --preset strict reads files that wait by promises alone', async () => {
  const root = makeTree({ 'a.js': semaphore });
  expect((await runCli([root])).out).toBe('');
  expect((await runCli(['--preset', 'strict', root])).out).toContain(RULE);
});

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

it('threads-work-queue loses no wake-up with waitEvent, and counts those that sleepOn loses', () => {
  const script = fileURLToPath(new URL('../../../samples/run.mjs', import.meta.url));
  const { stdout, stderr, status } = spawnSync(process.execPath, [script, 'threads-work-queue'], {
    encoding: 'utf8',
  });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  const [right, wrong] = stdout.split('\n');
  expect(right).toBe('waitEvent: 300 of 300 jobs done, no wake-up lost');
  expect(wrong).toMatch(/^sleepOn: 300 of 300 jobs done, hung \d+ times by a lost wake-up$/);
});

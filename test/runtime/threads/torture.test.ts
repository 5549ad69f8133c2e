import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

it('20 seconds of torture lose no wake-up, no token, no slot', { timeout: 120_000 }, () => {
  const script = fileURLToPath(new URL('torture.mjs', import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, '--minutes', String(20 / 60)], {
    encoding: 'utf8',
  });
  expect({ status, stdout, stderr }).toEqual({
    status: 0,
    stdout: expect.stringContaining('faults: []'),
    stderr: '',
  });
});

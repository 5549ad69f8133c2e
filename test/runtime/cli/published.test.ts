import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { startSleepers } from './program.js';

const runtime = fileURLToPath(new URL('../../../runtime', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'waitq-published-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('the program runs as npm publishes it, with no other package there, and names those within it', async () => {
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const { stdout } = spawnSync('npm', args, { cwd: runtime, encoding: 'utf8' });
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
  expect(spawnSync('tar', ['-xf', filename], { cwd: folder }).status).toBe(0);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package/package.json'), 'utf8')) as {
    bin: { waitq: string };
  };
  const waitq = (...words: string[]) =>
    spawnSync(process.execPath, [join(folder, 'package', bin.waitq), ...words], { encoding: 'utf8' });

  const { pid } = await startSleepers();
  const { status, stdout: table, stderr } = waitq('top');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(table).toContain(`sleepers.mjs (${pid})`);
  expect(JSON.parse(waitq('inspect', '--json').stdout)).toHaveLength(1);

  const notices = readFileSync(join(folder, 'package/dist/bin/ThirdPartyNotices.txt'), 'utf8');
  for (const name of ['cli-table3', 'pretty-ms', 'vscode-jsonrpc'])
    expect(notices).toMatch(new RegExp(`^${name} \\d`, 'm'));
  expect(existsSync(join(folder, 'package/dist/inspect/page/page.html'))).toBe(true);
  expect(existsSync(join(folder, 'package/dist/inspect/cli'))).toBe(false);
});

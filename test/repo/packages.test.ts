import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

test.each(['runtime', 'rules', 'server'])('package %s publishes what its manifest promises', async (name) => {
  const { messages, pkg } = await publint({ pkgDir: join(root, name), strict: true, pack: 'npm' });
  const told = messages.map((message) => formatMessage(message, pkg as never, { color: false }));
  expect(told).toEqual([]);
});

test('the plugin brings program, grammar and pages along, and no sources of ours', () => {
  const { stdout } = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: join(root, 'rules'),
    encoding: 'utf8',
  });
  const [{ files }] = JSON.parse(stdout) as [{ files: { path: string }[] }];
  const paths = files.map(({ path }) => path);
  for (const path of [
    'bin/waitq-lint.js',
    'dist/index.js',
    'dist/index.d.ts',
    'dist/cli/worker.js',
    'dist/grammar/tree-sitter-c.wasm',
    'dist/grammar/LICENSE-tree-sitter-c',
    'docs/presets.md',
    'docs/rules/no-sleep-on.md',
    'LICENSE',
    'README.md',
  ]) {
    expect(paths).toContain(path);
  }
  expect(paths.filter((path) => path.startsWith('src/') || path.endsWith('.tsbuildinfo'))).toEqual([]);
});

test('all packages bear one version', () => {
  const versions = ['.', 'runtime', 'rules', 'server', 'extension'].map((folder) => {
    const manifest = readFileSync(join(root, folder, 'package.json'), 'utf8');
    return (JSON.parse(manifest) as { version: string }).version;
  });
  expect(new Set(versions).size).toBe(1);
});

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

test.each(['runtime', 'rules', 'server'])(
  'package %s publishes neither sources nor the notes of a build',
  (name) => {
    const paths = publishedBy(name);
    expect(paths).toContain('README.md');
    expect(paths.filter((path) => path.startsWith('src/') || path.endsWith('.tsbuildinfo'))).toEqual([]);
  },
);

test('the plugin brings program, grammar and pages along', () => {
  const paths = publishedBy('rules');
  for (const path of [
    'bin/waitq-lint.js',
    'dist/index.js',
    'dist/index.d.ts',
    'dist/bundle/main.js',
    'dist/bundle/worker.js',
    'dist/grammar/tree-sitter-c.wasm',
    'dist/grammar/LICENSE-tree-sitter-c',
    'docs/presets.md',
    'docs/rules/no-sleep-on.md',
    'LICENSE',
    'README.md',
  ]) {
    expect(paths).toContain(path);
  }
});

test('all packages bear one version', () => {
  const versions = ['.', 'runtime', 'rules', 'server', 'extension'].map((folder) => {
    const manifest = readFileSync(join(root, folder, 'package.json'), 'utf8');
    return (JSON.parse(manifest) as { version: string }).version;
  });
  expect(new Set(versions).size).toBe(1);
});

function publishedBy(folder: string): string[] {
  const { stdout } = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: join(root, folder),
    encoding: 'utf8',
  });
  const [{ files }] = JSON.parse(stdout) as [{ files: { path: string }[] }];
  return files.map(({ path }) => path);
}

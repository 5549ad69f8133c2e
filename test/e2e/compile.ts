import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { repository } from './places.js';

/** Compiles a sample as `npm run sample` does: Node 20 runs no TypeScript. */
export function compile(source: string, target: string): void {
  const esbuild = path.join(repository, 'node_modules/.bin/esbuild');
  const args = [source, `--outfile=${target}`, '--format=esm', '--sourcemap', '--log-level=error'];
  const { status } = spawnSync(esbuild, args, { stdio: 'inherit' });
  if (status !== 0) throw new Error(`${source} does not compile`);
}

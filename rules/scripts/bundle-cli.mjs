// Bundles the program waitq-lint into dist/bundle/: each of its threads would read some four hundred modules otherwise. What it
// depends on stays outside.
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const dist = path.join(fileURLToPath(new URL('../', import.meta.url)), 'dist');
const outdir = path.join(dist, 'bundle');

await rm(outdir, { recursive: true, force: true });
await build({
  entryPoints: ['main', 'worker'].map((name) => path.join(dist, 'cli', `${name}.js`)),
  outdir,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  logLevel: 'warning',
});

// Bundles the timeline page into dist/inspect/page/: page.html, page.js, page.css, and the licences of what is in it.
import { cp, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { writeNotices } from '../../extension/scripts/notices.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const source = path.join(root, 'src/inspect/page/app');
const dist = path.join(root, 'dist/inspect/page');

await mkdir(dist, { recursive: true });
const { metafile } = await build({
  entryPoints: [
    { in: path.join(source, 'main.tsx'), out: 'page' },
    { in: path.join(source, 'page.css'), out: 'page' },
  ],
  outdir: dist,
  bundle: true,
  format: 'esm',
  // What VS Code 1.91 has inside.
  target: 'chrome124',
  minify: true,
  metafile: true,
  legalComments: 'none',
  logLevel: 'warning',
});
await cp(path.join(source, 'page.html'), path.join(dist, 'page.html'));
await writeNotices([metafile], dist);

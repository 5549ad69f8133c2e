// Bundles the program waitq into dist/bin/waitq.js, with the licences of what is in it: the package depends on nothing.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { writeNotices } from '../../extension/scripts/notices.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const dist = path.join(root, 'dist/bin');

const { metafile } = await build({
  entryPoints: [path.join(root, 'src/inspect/cli/main.ts')],
  outfile: path.join(dist, 'waitq.js'),
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  minifySyntax: true,
  minifyWhitespace: true,
  metafile: true,
  legalComments: 'none',
  logLevel: 'warning',
  // CommonJS packages inside an ES module still call require() for what Node brings along.
  banner: {
    js: "import { createRequire as createRequireOf } from 'node:module';\nconst require = createRequireOf(import.meta.url);",
  },
});
await writeNotices([metafile], dist);

// Bundles the extension and its language server into dist/, with everything they read at run time.
import { cp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import path from 'node:path';
import { build } from 'esbuild';
import { writeNotices } from './notices.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const dist = path.join(root, 'dist');
const require = createRequire(import.meta.url);
const rules = path.dirname(require.resolve('eslint-plugin-waitq/package.json'));

await rm(path.join(dist, 'server'), { recursive: true, force: true });

const shared = {
  bundle: true,
  platform: 'node',
  minify: true,
  metafile: true,
  legalComments: 'none',
  logLevel: 'warning',
};

// VS Code loads extensions by require() in all versions we support.
const extension = build({
  ...shared,
  entryPoints: [path.join(root, 'src/extension.ts')],
  outfile: path.join(dist, 'extension.cjs'),
  format: 'cjs',
  target: 'node20',
  external: ['vscode'],
  // A module inside makes itself a require() by its address.
  define: { 'import.meta.url': 'addressOfThisFile' },
  banner: { js: "const addressOfThisFile = require('node:url').pathToFileURL(__filename).href;" },
});

// An ES module, because the rules find their grammar by import.meta.url; the CommonJS packages inside still
// call require().
const server = build({
  ...shared,
  entryPoints: [path.join(root, '../server/src/server.ts')],
  outfile: path.join(dist, 'server/server.mjs'),
  format: 'esm',
  // The main file of jsonc-parser hides what it requires from bundlers.
  mainFields: ['module', 'main'],
  target: 'node20',
  banner: {
    js: "import { createRequire as createRequireOf } from 'node:module'; const require = createRequireOf(import.meta.url); import { fileURLToPath as pathOf } from 'node:url'; const __filename = pathOf(import.meta.url), __dirname = pathOf(new URL('.', import.meta.url));",
  },
});

const results = await Promise.all([extension, server]);
// The timeline, built with the runtime; its licences go with those of the rest.
const timeline = path.join(root, '../runtime/dist/inspect/page');
for (const file of ['page.js', 'page.css', 'ThirdPartyNotices.txt']) {
  await cp(path.join(timeline, file), path.join(dist, 'page', file));
}
await cp(path.join(rules, 'docs/rules'), path.join(dist, 'server/docs/rules'), { recursive: true });
// The rules look for both files beside the module they are bundled into.
const wasm = ['web-tree-sitter/web-tree-sitter.wasm', 'tree-sitter-c/tree-sitter-c.wasm'].map((file) =>
  require.resolve(file),
);
for (const file of wasm) await cp(file, path.join(dist, 'server', path.basename(file)));
await writeNotices(
  results.map(({ metafile }) => metafile),
  dist,
  wasm.map((file) => path.dirname(file)),
);

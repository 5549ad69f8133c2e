// Bundles vscode-jsonrpc into the one module that uses it, with its licence: the package depends on nothing.
import { copyFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = join(root, 'dist/inspect');
const source = join(dirname(createRequire(import.meta.url).resolve('vscode-jsonrpc')), '../..');

await build({
  entryPoints: [join(root, 'src/inspect/json-rpc.ts')],
  outfile: join(target, 'json-rpc.js'),
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  logLevel: 'warning',
  // A CommonJS package inside an ES module still calls require() for what Node brings along.
  banner: {
    js: "// With vscode-jsonrpc, see LICENSE-vscode-jsonrpc.\nimport { createRequire as createRequireOf } from 'node:module';\nconst require = createRequireOf(import.meta.url);",
  },
});
copyFileSync(join(source, 'License.txt'), join(target, 'LICENSE-vscode-jsonrpc'));

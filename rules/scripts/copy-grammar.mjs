// Copies the C grammar and its licence into dist/, so that users install no native code.
import { copyFileSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const target = join(dirname(fileURLToPath(import.meta.url)), '../dist/grammar');
const source = dirname(require.resolve('tree-sitter-c/package.json'));

mkdirSync(target, { recursive: true });
copyFileSync(join(source, 'tree-sitter-c.wasm'), join(target, 'tree-sitter-c.wasm'));
copyFileSync(join(source, 'LICENSE'), join(target, 'LICENSE-tree-sitter-c'));

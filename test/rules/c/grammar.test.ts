import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const require = createRequire(import.meta.url);
const source = fileURLToPath(new URL('../../../rules/src/c/', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'waitq-grammar-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The front end as one CommonJS file, as an editor's server has it. */
beforeAll(async () => {
  writeFileSync(
    join(folder, 'entry.ts'),
    `export { configureGrammar, grammarReady } from ${JSON.stringify(join(source, 'grammar.ts'))};
     export { lowerC } from ${JSON.stringify(join(source, 'lower.ts'))};`,
  );
  for (const format of ['cjs', 'esm'] as const) {
    await build({
      entryPoints: [join(folder, 'entry.ts')],
      outfile: join(folder, `bundle.${format === 'cjs' ? 'cjs' : 'mjs'}`),
      bundle: true,
      platform: 'node',
      format,
      ...(format === 'cjs'
        ? {
            define: { 'import.meta.url': '__url' },
            banner: { js: 'const __url = require("node:url").pathToFileURL(__filename).href;' },
          }
        : {
            banner: {
              js: 'import { createRequire as __cr } from "node:module"; const require = __cr(import.meta.url);',
            },
          }),
      logLevel: 'error',
    });
  }
});

async function outputOf(file: string, program: string): Promise<string> {
  writeFileSync(join(folder, file), program);
  const { stdout } = await run(process.execPath, [join(folder, file)]);
  return stdout.trim();
}

const READ = `lowerC('void f(void) { wait_event(q, x); }').functions.map((fn) => fn.name).join()`;

describe('a bundle', () => {
  it('takes the paths of its files', async () => {
    const files = {
      coreWasm: require.resolve('web-tree-sitter/web-tree-sitter.wasm'),
      grammarWasm: require.resolve('tree-sitter-c/tree-sitter-c.wasm'),
    };
    const program = `const { configureGrammar, grammarReady, lowerC } = require('./bundle.cjs');
      configureGrammar(${JSON.stringify(files)});
      grammarReady().then(() => console.log(${READ}));`;
    expect(await outputOf('configured.cjs', program)).toBe('f');
  });

  it('says why when there are none', async () => {
    const program = `const { configureGrammar, grammarReady, lowerC } = require('./bundle.cjs');
      configureGrammar({ coreWasm: '/nowhere.wasm', grammarWasm: '/nowhere.wasm' });
      grammarReady().catch((error) => console.log(error.code, lowerC('void f(void) { wait_event(q, x); }').problems[0].message));`;
    expect(await outputOf('missing.cjs', program)).toContain('ENOENT');
  });

  it('finds them beside itself', async () => {
    for (const name of ['web-tree-sitter/web-tree-sitter.wasm', 'tree-sitter-c/tree-sitter-c.wasm']) {
      copyFileSync(require.resolve(name), join(folder, name.split('/')[1]!));
    }
    const program = `import { grammarReady, lowerC } from './bundle.mjs'; await grammarReady(); console.log(${READ});`;
    expect(await outputOf('beside.mjs', program)).toBe('f');
  });

  it('reports a parse in the turn of its own import, instead of failing', async () => {
    const program = `import { lowerC } from './bundle.mjs';
      console.log(lowerC('void f(void) { wait_event(q, x); }').problems[0].message, lowerC('int x;').problems.length);`;
    expect(await outputOf('early.mjs', program)).toMatch(/still being loaded.* 0$/);
  });
});

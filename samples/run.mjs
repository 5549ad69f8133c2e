/**
 * Runs a TypeScript sample by its name: `npm run sample -- io-daemon`. Node 22.18 and later run the files as
 * they are (`node samples/typescript/io-daemon.ts`); this strips the types first, so that Node 20 can, too.
 */
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const folder = new URL('typescript/', import.meta.url);
const name = process.argv[2]?.replace(/\.ts$/, '') ?? '';
const source = fileURLToPath(new URL(`${name}.ts`, folder));

if (!name || !existsSync(source)) {
  const names = readdirSync(folder).flatMap((file) => /^(.*)\.ts$/.exec(file)?.[1] ?? []);
  console.error(`No sample '${name}'. There are: ${names.join(', ')}`);
  process.exit(2);
}

const outfile = fileURLToPath(new URL(`dist/${name}.mjs`, folder));
await build({
  entryPoints: [source],
  outfile,
  target: 'node20',
  format: 'esm',
  sourcemap: true,
  logLevel: 'error',
});
process.setSourceMapsEnabled(true);
await import(pathToFileURL(outfile).href);

import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { createSourcePlaces } from '../../../runtime/src/inspect/source-places.js';
import { connected, freshFolder, start, until } from './program.js';

const runtime = fileURLToPath(new URL('../../../runtime', import.meta.url));

const SOURCE = `
interface Tank { full: boolean }
import { WaitQueue, waitEvent } from 'waitq';

const tank: Tank = { full: false };
void waitEvent(new WaitQueue('tank'), () => tank.full);
setInterval(() => {}, 1000);
`;

/** Compiles it into `dist/` below a folder; answers both files. */
function compiled(
  folder: string,
  options: ts.CompilerOptions,
): { readonly source: string; readonly js: string } {
  const { outputText, sourceMapText } = ts.transpileModule(SOURCE, {
    fileName: 'src/tank.mts',
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, ...options },
  });
  const [source, js] = [join(folder, 'src/tank.mts'), join(folder, 'dist/tank.mjs')];
  for (const name of ['src', 'dist']) mkdirSync(join(folder, name));
  writeFileSync(source, SOURCE);
  writeFileSync(js, outputText.replace('URL=tank.mts.map', 'URL=tank.mjs.map'));
  if (sourceMapText) {
    const map = JSON.parse(sourceMapText) as { sources: string[]; file: string };
    writeFileSync(
      join(folder, 'dist/tank.mjs.map'),
      JSON.stringify({ ...map, sources: ['../src/tank.mts'] }),
    );
  }
  return { source, js };
}

it('a program that was compiled shows the lines of its source', async () => {
  const folder = freshFolder();
  const { source, js } = compiled(folder, { sourceMap: true });
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(runtime, join(folder, 'node_modules/waitq'));
  const client = await connected(start(`import ${JSON.stringify(pathToFileURL(js).href)};`));
  const { waiters, location } = await until(async () => {
    const { queues } = await client.request('waitq/snapshot', { places: true });
    return queues.find((queue) => queue.waiters[0]?.place);
  });
  const url = pathToFileURL(source).href;
  expect(waiters[0]).toMatchObject({ site: `${url}:6:6`, place: { file: url, line: 6, column: 39 } });
  expect(waiters[0]!.stack![0]).toBe(`${url}:6:6`);
  expect(location).toMatchObject({ file: url, line: 6 });
});

it('maps in the file itself, sources relative to a root, and paths that are no URLs', () => {
  const folder = freshFolder();
  const { source, js } = compiled(folder, { inlineSourceMap: true, sourceRoot: '../src' });
  const { putInto } = createSourcePlaces();
  const line =
    readFileSync(js, 'utf8')
      .split('\n')
      .findIndex((text) => text.startsWith('void')) + 1;
  const site = `${js}:${line}:6`;
  expect(putInto({ stack: [`f (${site})`] })).toEqual({ stack: [`f (${source}:6:6)`] });
  expect(putInto({ evidence: [{ site, what: site }] })).toEqual({
    evidence: [{ site: `${source}:6:6`, what: site }],
  });
});

it('leaves alone what no map leads away from', () => {
  const folder = freshFolder();
  const named = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return `${join(folder, name)}:1:1`;
  };
  const map = (sources: readonly string[]): string =>
    `//# sourceMappingURL=data:application/json,${encodeURIComponent(JSON.stringify({ version: 3, sources, names: [], mappings: 'AAAA' }))}`;
  const sites = [
    named('none.js', 'f();'),
    named('lost.js', 'f();\n//# sourceMappingURL=not-there.map'),
    named('damaged.js', 'f();\n//# sourceMappingURL=data:application/json,{"version":'),
    named('sourceless.js', `f();\n${map(['gone.ts'])}`),
    named('elsewhere.js', `f();\n${map(['webpack://x/y.ts'])}`),
    `${folder}:1:1`,
    '/dev/zero:1:1',
    'node:internal/timers:5:9',
    '[eval1]:3:4',
    'nothing',
  ];
  const { putInto } = createSourcePlaces();
  expect(sites.map((site) => putInto({ site }).site)).toEqual(sites);
  const mapped = named('right.js', `f();\n${map(['none.js'])}`);
  expect(putInto({ site: mapped }).site).toBe(`${join(folder, 'none.js')}:1:1`);
});

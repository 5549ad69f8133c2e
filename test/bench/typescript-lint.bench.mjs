/**
 * What the rules add to linting TypeScript: the sources of `effect` by ESLint that only parses, with the preset
 * `recommended`, with `strict` (all rules for scripts), and with typescript-eslint's typed no-floating-promises alone. Runs
 * take turns, so that a busy hour of the machine falls on all alike; the median of each counts.
 *
 * All sides have the same parser, files and ESLint. Importing a plugin is counted for none; the program that a typed rule
 * needs is counted, since it is made while linting. That is one rule against all of ours, but nine tenths of either time
 * and more go into parsing and types: what the rules themselves take is told by `strict` beside `parse`.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { row } from './pairs.mjs';

const TURNS = 5;
const VARIANTS = ['parse', 'recommended', 'strict', 'typed'];
const MOST_ADDED = 0.1;
const MOST_OF_TYPED = 0.5;

const script = fileURLToPath(new URL('lint-effect.mjs', import.meta.url));
const folder = prepare();
try {
  const runs = new Map(VARIANTS.map((variant) => [variant, []]));
  for (let turn = 0; turn < TURNS; turn++) {
    for (const variant of VARIANTS) runs.get(variant).push(run(variant));
  }
  report(runs);
} finally {
  rmSync(folder, { recursive: true });
}

/** ESLint leaves out what lies below node_modules. */
function prepare() {
  const made = mkdtempSync(join(tmpdir(), 'waitq-bench-'));
  cpSync(fileURLToPath(new URL('node_modules/effect/src', import.meta.url)), join(made, 'src'), {
    recursive: true,
  });
  symlinkSync(fileURLToPath(new URL('node_modules', import.meta.url)), join(made, 'node_modules'));
  const compilerOptions = {
    target: 'es2022',
    lib: ['es2022', 'dom', 'dom.iterable', 'esnext.disposable'],
    module: 'nodenext',
    strict: true,
    skipLibCheck: true,
    noEmit: true,
    types: [],
    allowImportingTsExtensions: true,
  };
  writeFileSync(join(made, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['src'] }));
  return made;
}

function run(variant) {
  const out = execFileSync(process.execPath, [script, folder, variant], { encoding: 'utf8' });
  return JSON.parse(out);
}

function report(runs) {
  row('effect by ESLint', 'processor', 'wall', 'peak', 'files, findings');
  for (const [variant, all] of runs) {
    const { files, findings, fatal } = all[0];
    if (fatal > 0) throw new Error(`${variant}: ${fatal} files could not be parsed`);
    const peak = `${median(all, 'peakMB')} MB`;
    row(variant, seconds(median(all, 'cpu')), seconds(median(all, 'wall')), peak, `${files}, ${findings}`);
  }
  const cpu = (variant) => median(runs.get(variant), 'cpu');
  const added = cpu('strict') / cpu('parse') - 1;
  const ofTyped = cpu('strict') / cpu('typed');
  console.log(`\nstrict adds ${(added * 100).toFixed(1)} % to parsing (at most ${MOST_ADDED * 100} %)`);
  console.log(`strict takes ${ofTyped.toFixed(2)} of the typed rule's time (at most ${MOST_OF_TYPED})`);
  if (added > MOST_ADDED || ofTyped > MOST_OF_TYPED) process.exitCode = 1;
}

function median(all, key) {
  const sorted = all.map((one) => one[key]).sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

function seconds(value) {
  return `${value.toFixed(1)} s`;
}

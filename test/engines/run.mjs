/**
 * Runs the runtime's tests on every engine it supports: this Node, Node 22 and 24, and Chromium. Names on the
 * command line choose: `node test/engines/run.mjs node-24 chromium`. With `--reports FOLDER` each leaves vitest's
 * JSON report there, NAME.json. Installs what is missing. Build first.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { installSystemPackages, run } from '../system-packages.mjs';
import { suite } from './suite.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));

const { values, positionals: wanted } = parseArgs({
  options: { reports: { type: 'string' } },
  allowPositionals: true,
});

const vitest = [`${root}node_modules/vitest/vitest.mjs`, 'run'];
const installed = (name) => `${here}node_modules/${name}/bin/node`;
const engines = {
  'this-node': [process.execPath, [...vitest, ...suite]],
  'node-22': [installed('node-22'), [...vitest, ...suite]],
  'node-24': [installed('node-24'), [...vitest, ...suite]],
  // Node 24 runs TypeScript and `using` as they stand.
  'node-24-using': [installed('node-24'), ['samples/typescript/missing-finish.ts']],
  chromium: [process.execPath, [...vitest, '--config', 'test/engines/browser.config.ts']],
};

for (const name of wanted) {
  if (!(name in engines)) throw new Error(`No engine ${name}: there are ${Object.keys(engines).join(', ')}`);
}
const chosen = Object.keys(engines).filter((name) => !wanted.length || wanted.includes(name));
install();
const results = chosen.map((name) => [name, passes(name)]);
console.log(`\n${results.map(([name, ok]) => `${name}: ${ok ? 'passed' : 'failed'}`).join(', ')}`);
process.exitCode = results.every(([, ok]) => ok) ? 0 : 1;

function passes(name) {
  console.log(`\n# ${name}`);
  const [command, args] = engines[name];
  const { status, error } = spawnSync(command, [...args, ...reporters(name, args)], {
    cwd: root,
    stdio: 'inherit',
  });
  if (error) console.error(error.message);
  return status === 0;
}

function reporters(name, args) {
  if (!values.reports || !args.includes('run')) return [];
  const file = path.resolve(values.reports, `${name}.json`);
  return ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
}

/** What the chosen engines lack; throws when it can't be had. */
function install() {
  if (chosen.includes('chromium') && !process.env.CHROMIUM) installSystemPackages(['chromium']);
  const lock = readFileSync(`${here}package-lock.json`);
  const stamp = `${here}node_modules/.installed`;
  const hash = createHash('sha256').update(lock).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  // Without its peers: vitest is the root's, and there must be one only.
  run('npm', ['ci', '--legacy-peer-deps', '--no-audit', '--no-fund'], { cwd: here });
  writeFileSync(stamp, hash);
}

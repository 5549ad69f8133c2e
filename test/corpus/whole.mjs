import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lint } from './lint.mjs';
import { measure } from './measure.mjs';
import { treeName } from './sources.mjs';

const PLUGIN = import.meta.resolve('eslint-plugin-waitq');
const ESLINT = fileURLToPath(new URL('../../node_modules/eslint/bin/eslint.js', import.meta.url));
const PATCHES = fileURLToPath(new URL('peer.cocci', import.meta.url));

/**
 * Lints a whole kernel tree, then lets Coccinelle look for four of the same mistakes; prints what both took. Coccinelle reads
 * the files that end in `.c`, so these alone are compared; the headers are told beside them.
 */
export async function compareSpeed(folder, { peer = true, eslint = false, save, leftOut = [] } = {}) {
  warmUp(folder);
  console.log(`\n| ${treeName(folder)} | wall time | processor time | peak memory |\n|---|---|---|---|`);
  const off = leftOut.flatMap((rule) => ['--rule', `${rule}=off`]);
  const whole = await lint([folder], off);
  printRun('waitq-lint, headers too', whole);
  const ours = await lint([folder], ['--ext', '.c', ...off]);
  printRun('waitq-lint', ours);
  if (save) {
    mkdirSync(dirname(save), { recursive: true });
    writeFileSync(save, JSON.stringify(whole.results));
  }
  if (eslint) printRun('eslint, headers too', await runEslint(folder, leftOut, '**/*.{c,h}'));
  const through = eslint ? await runEslint(folder, leftOut, '**/*.c') : undefined;
  if (through) printRun('eslint', through);
  if (peer) {
    const theirs = await runCoccinelle(folder);
    printRun('spatch', theirs);
    printShare('waitq-lint', ours, theirs);
    if (through) printShare('eslint', through, theirs);
  }
  printCounts(whole.results);
}

/** Reads the sources once, so that neither program pays for the disk on behalf of the other. */
function warmUp(folder) {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile() && /\.[ch]$/.test(entry.name)) readFileSync(join(entry.parentPath, entry.name));
  }
}

/** ESLint itself with the preset for kernels, as a developer runs it; its configuration lies outside the tree. */
async function runEslint(folder, leftOut, files) {
  const home = mkdtempSync(join(tmpdir(), 'waitq-eslint-'));
  const config = join(home, 'eslint.config.mjs');
  const off = Object.fromEntries(leftOut.map((rule) => [`waitq/${rule}`, 'off']));
  const lines = [
    `import waitq from '${PLUGIN}';`,
    `import { defineConfig } from '${import.meta.resolve('eslint/config')}';`,
    `const config = { files: ['${files}'], extends: [waitq.configs.kernel], rules: ${JSON.stringify(off)} };`,
    'export default defineConfig([config]);',
  ];
  writeFileSync(config, lines.join('\n'));
  try {
    const args = [ESLINT, '--config', config, '--no-ignore', '--quiet', '.'];
    return await measure(process.execPath, args, { cwd: folder });
  } finally {
    rmSync(home, { recursive: true });
  }
}

function runCoccinelle(folder) {
  const args = ['--sp-file', PATCHES, '--dir', '.', '-j', '2', '--no-includes', '--very-quiet'];
  return measure('spatch', args, { cwd: folder });
}

function printShare(name, ours, theirs) {
  const share = (key) => (ours[key] / theirs[key]).toFixed(2);
  const onClock = `${share('seconds')} of spatch's time`;
  console.log(`\n${name} takes ${onClock}, ${share('processorSeconds')} of its processor time.`);
}

function printRun(name, { seconds, processorSeconds, peakMB, status }) {
  const ended = status === 0 || status === 1 ? '' : ` (ended with ${status})`;
  console.log(
    `| ${name}${ended} | ${seconds.toFixed(1)} s | ${processorSeconds?.toFixed(1) ?? '?'} s | ${peakMB ?? '?'} MB |`,
  );
}

function printCounts(results) {
  const counts = new Map();
  for (const { ruleId, fatal } of results.flatMap(({ messages }) => messages)) {
    const key = fatal ? 'could not be read' : ruleId;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  console.log('');
  for (const [rule, count] of [...counts].sort((a, b) => b[1] - a[1])) console.log(`${rule}: ${count}`);
}

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lint } from './lint.mjs';
import { measure } from './measure.mjs';
import { treeName } from './sources.mjs';

const PATCHES = fileURLToPath(new URL('peer.cocci', import.meta.url));

/** Lints a whole kernel tree, then lets Coccinelle look for four of the same mistakes; prints what both took. */
export async function compareSpeed(folder, { peer = true, save, leftOut = [] } = {}) {
  warmUp(folder);
  console.log(`\n| ${treeName(folder)} | wall time | peak memory |\n|---|---|---|`);
  const off = leftOut.flatMap((rule) => ['--rule', `${rule}=off`]);
  const ours = await lint([folder], off);
  printRun('waitq-lint', ours);
  if (save) {
    mkdirSync(dirname(save), { recursive: true });
    writeFileSync(save, JSON.stringify(ours.results));
  }
  if (peer) {
    const theirs = await runCoccinelle(folder);
    printRun('spatch', theirs);
    console.log(`\nwaitq-lint takes ${(ours.seconds / theirs.seconds).toFixed(2)} of spatch's time.`);
  }
  printCounts(ours.results);
}

/** Reads the sources once, so that neither program pays for the disk on behalf of the other. */
function warmUp(folder) {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile() && /\.[ch]$/.test(entry.name)) readFileSync(join(entry.parentPath, entry.name));
  }
}

function runCoccinelle(folder) {
  const args = ['--sp-file', PATCHES, '--dir', '.', '-j', '2', '--no-includes', '--very-quiet'];
  return measure('spatch', args, { cwd: folder });
}

function printRun(name, { seconds, peakMB, status }) {
  const ended = status === 0 || status === 1 ? '' : ` (ended with ${status})`;
  console.log(`| ${name}${ended} | ${seconds.toFixed(1)} s | ${peakMB ?? '?'} MB |`);
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

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { treeName } from './sources.mjs';

const RUN = fileURLToPath(new URL('growth-run.mjs', import.meta.url));
const SEED = 1;
const SIZES = [1000, 2000, 4000, 8000, 16000, 32000];

/** Lints more and more C files of a tree, each time in a process of its own; prints how the time grows with their number. */
export function measureGrowth(folder) {
  const files = inFixedOrder(folder);
  console.log(`\n| ${treeName(folder)}, files | processor time | for 1,000 files |\n|---|---|---|`);
  const points = [];
  for (const count of SIZES.filter((size) => size <= files.length)) {
    const seconds = timeOf(folder, files.slice(0, count).sort());
    points.push([count, seconds]);
    const each = (1000 * seconds) / count;
    console.log(`| ${count.toLocaleString('en')} | ${seconds.toFixed(1)} s | ${each.toFixed(2)} s |`);
  }
  console.log(`\nThe time grows as the number of files to the power of ${slope(points).toFixed(2)}.`);
}

/** The C files in an order that the seed decides: a larger sample holds the smaller ones. */
function inFixedOrder(folder) {
  const key = (file) =>
    createHash('sha256')
      .update(`${SEED} ${relative(folder, file)}`)
      .digest('hex');
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.c'))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ file, key: key(file) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ file }) => file);
}

/** Seconds of processor time, which a busy machine does not change as it does the time on the clock. */
function timeOf(folder, files) {
  const output = execFileSync(process.execPath, [RUN, folder], { input: files.join('\n'), encoding: 'utf8' });
  return Number(output);
}

/** Of the line that fits best through the logarithms: 1 where twice as many files take twice as long. */
export function slope(points) {
  const logs = points.map((point) => point.map(Math.log));
  const [x, y] = [0, 1].map((axis) => logs.reduce((sum, point) => sum + point[axis], 0) / logs.length);
  const above = logs.reduce((sum, [a, b]) => sum + (a - x) * (b - y), 0);
  return above / logs.reduce((sum, [a]) => sum + (a - x) ** 2, 0);
}

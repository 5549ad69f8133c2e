/**
 * A wake-up handed to and fro between two tasks, as a multiple of a bare promise doing the same. Each contender
 * runs in processes of its own, in turn with the bare promise, so that none spoils another's optimised code;
 * the contenders take turns too, and each figure is the median of its processes.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { contenders } from './contenders.mjs';
import { comparePairs, median, row } from './pairs.mjs';

const PROCESSES = 5;

const name = process.argv[2];
if (name === undefined) await compareAll();
else console.log(JSON.stringify(await compare(name)));

async function compareAll() {
  const names = Object.keys(contenders).slice(1);
  const results = new Map(names.map((contender) => [contender, []]));
  for (let i = 0; i < PROCESSES; i++) {
    for (const contender of names) results.get(contender).push(inProcess(contender));
  }
  row('', 'time / bare', 'from', 'to', 'rate of bare', 'ns', 'bare ns');
  for (const [contender, measured] of results) {
    const ratios = measured.map(({ ratio }) => ratio);
    const [ratio, base, other] = ['ratio', 'base', 'other'].map((key) =>
      median(measured.map((one) => one[key])),
    );
    const spread = [Math.min(...ratios), Math.max(...ratios)].map((value) => value.toFixed(2));
    row(contender, ratio.toFixed(2), ...spread, (1 / ratio).toFixed(2), other.toFixed(0), base.toFixed(0));
  }
}

function inProcess(contender) {
  return JSON.parse(
    execFileSync(process.execPath, [fileURLToPath(import.meta.url), contender], { encoding: 'utf8' }),
  );
}

async function compare(contender) {
  const bare = await contenders['bare promise']();
  const slow = contender === 'effect' || contender === 'events.once';
  const options = slow ? { rounds: 10, warmup: 4, chunk: 5000 } : {};
  return comparePairs(bare, await contenders[contender](), options);
}

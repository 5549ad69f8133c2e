import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { median, row } from './pairs.mjs';

const PROCESSES = 5;

/**
 * Measures each name in processes of its own, so that none spoils another's optimised code, and in turn with the others;
 * each figure is the median of its processes. The script calls itself for one name.
 * @param {string} url of the script
 * @param {readonly string[]} names
 * @param {(name: string) => Promise<{ ratio: number, base: number, other: number }>} compare
 */
export async function compareInProcesses(url, names, compare) {
  const name = process.argv[2];
  if (name !== undefined) return console.log(JSON.stringify(await compare(name)));
  const results = new Map(names.map((one) => [one, []]));
  for (let i = 0; i < PROCESSES; i++) {
    for (const one of names) results.get(one).push(inProcess(fileURLToPath(url), one));
  }
  row('', 'time / bare', 'from', 'to', 'rate of bare', 'ns', 'bare ns');
  for (const [one, measured] of results) show(one, measured);
}

function inProcess(script, name) {
  return JSON.parse(execFileSync(process.execPath, [script, name], { encoding: 'utf8' }));
}

function show(name, measured) {
  const ratios = measured.map(({ ratio }) => ratio);
  const [ratio, base, other] = ['ratio', 'base', 'other'].map((key) =>
    median(measured.map((one) => one[key])),
  );
  const spread = [Math.min(...ratios), Math.max(...ratios)].map((value) => value.toFixed(2));
  row(name, ratio.toFixed(2), ...spread, (1 / ratio).toFixed(2), other.toFixed(0), base.toFixed(0));
}

#!/usr/bin/env node
// Feeds the analysis damaged files; README.md explains. After npm run build:
//   node test/fuzz/run.mjs [--kernel DIR] [--inputs N] [--seed S]
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { inputsOf } from './inputs.mjs';
import { kernelSeeds, ownSeeds, packageSeeds } from './seeds.mjs';
import { createWatchdog } from './watchdog.mjs';

const { values } = parseArgs({
  options: {
    kernel: { type: 'string' },
    inputs: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
  },
});
const count = wholeNumber('inputs', values.inputs);
const seed = wholeNumber('seed', values.seed);
const FOLDER = join(tmpdir(), `waitq-fuzz-${seed}`);

const seeds = [
  ...ownSeeds(),
  ...packageSeeds(300, seed),
  ...(values.kernel === undefined ? [] : kernelSeeds(values.kernel, 400, seed)),
];
console.log(`${count} inputs of ${seeds.length} files, seed ${seed}`);
const start = performance.now();
const inputs = numbered(inputsOf(seeds, count, seed));
const failed = (await Promise.all(Array.from({ length: availableParallelism() }, work))).flat();
console.log(`${failed.length} failed, ${((performance.now() - start) / 1000).toFixed(0)} s`);
process.exitCode = failed.length > 0 ? 1 : 0;

/** The threads take inputs from one line. */
async function work() {
  const watchdog = createWatchdog();
  const failures = [];
  for (const { index, input } of inputs) {
    let faults = await watchdog.judge(input);
    // On a busy machine a quick one may be slow; a hang is one every time.
    if (faults.some((fault) => /took|no answer/.test(fault))) faults = await watchdog.judge(input);
    if (faults.length > 0) failures.push(tell(index, input, faults));
  }
  await watchdog.stop();
  return failures;
}

function* numbered(all) {
  let index = 0;
  for (const input of all) yield { index: index++, input };
}

/** Keeps the input, so that it can be looked into by itself. */
function tell(index, { name, text, encoding, how }, faults) {
  mkdirSync(FOLDER, { recursive: true });
  const file = join(FOLDER, `${index}-${basename(name)}`);
  writeFileSync(file, text, encoding);
  console.log(`\ninput ${index}, ${name}, ${how}\n  ${file}\n  ${faults.join('\n  ')}`);
  return file;
}

function wholeNumber(option, value) {
  if (/^\d+$/.test(value)) return Number(value);
  console.error(`--${option} must be a whole number, not '${value}'`);
  process.exit(2);
}

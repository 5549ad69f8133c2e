/**
 * A wake-up handed to and fro between two tasks, as a multiple of a bare promise doing the same. Each contender
 * runs in a process of its own, in turn with the bare promise, so that none spoils another's optimised code.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { contenders } from './contenders.mjs';
import { comparePairs, row } from './pairs.mjs';

const name = process.argv[2];
if (name === undefined) {
  row('', 'time / bare', 'rate of bare', 'ns', 'bare ns');
  for (const contender of Object.keys(contenders).slice(1)) {
    spawnSync(process.execPath, [fileURLToPath(import.meta.url), contender], { stdio: 'inherit' });
  }
} else {
  const bare = await contenders['bare promise']();
  const slow = name === 'effect' || name === 'events.once';
  const options = slow ? { rounds: 10, warmup: 4, chunk: 5000 } : {};
  const { ratio, base, other } = await comparePairs(bare, await contenders[name](), options);
  row(name, ratio.toFixed(2), (1 / ratio).toFixed(2), other.toFixed(0), base.toFixed(0));
}

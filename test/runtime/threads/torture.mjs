/**
 * `npm run torture -- --minutes 10 [--seed N] [--threads N]`: torments threads in Node and tells what it found. Exit
 * code 1 when a wake-up, a token or a slot was lost.
 */
import { parseArgs } from 'node:util';
import { torture } from './torture-rounds.mjs';

const { values } = parseArgs({
  options: { minutes: { type: 'string' }, seed: { type: 'string' }, threads: { type: 'string' } },
});
const result = await torture({
  seconds: Number(values.minutes ?? 10) * 60,
  seed: Number(values.seed ?? Date.now() % 2 ** 31),
  threads: Number(values.threads ?? 16),
});
console.log(result);
process.exit(result.faults.length > 0 ? 1 : 0);

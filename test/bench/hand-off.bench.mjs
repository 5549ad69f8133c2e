/** A wake-up handed to and fro between two tasks, as a multiple of a bare promise doing the same. */
import { contenders } from './contenders.mjs';
import { comparePairs } from './pairs.mjs';
import { compareInProcesses } from './processes.mjs';

await compareInProcesses(import.meta.url, Object.keys(contenders).slice(1), async (contender) => {
  const bare = await contenders['bare promise']();
  const slow = contender === 'effect' || contender === 'events.once';
  const options = slow ? { rounds: 10, warmup: 4, chunk: 5000 } : {};
  return comparePairs(bare, await contenders[contender](), options);
});

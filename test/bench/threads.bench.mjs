/**
 * A turn handed to and fro between two threads on one processor, as a multiple of raw `Atomics.wait` and
 * `notify` doing the same, and one exclusive wake-up among eight sleepers. Not pinned, such times are bimodal.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { row } from './pairs.mjs';
import { threadContenders } from './thread-contenders.mjs';

const pinned = spawnSync('taskset', ['-c', '0', 'true']).status === 0;
if (!pinned) console.log('no taskset here: the threads are not pinned, the figures mean little');

function run(script, ...args) {
  const node = [process.execPath, fileURLToPath(new URL(script, import.meta.url)), ...args];
  const [command, ...rest] = pinned ? ['taskset', '-c', '0', ...node] : node;
  const { status } = spawnSync(command, rest, { stdio: 'inherit', timeout: 60_000 });
  if (status !== 0) row(args[0] ?? script, 'failed or hung');
}

row('', 'time / raw', 'rate of raw', 'ns', 'raw ns');
for (const name of Object.keys(threadContenders).slice(1)) run('thread-pair.mjs', name);
row('', '');
run('thread-herd.mjs');

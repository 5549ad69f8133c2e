/**
 * What being watched costs a hand-off: with nobody attached against the same build with inspection compiled out,
 * and attached against nobody attached. Pairs of chunks in one process, several processes; medians of ratios.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { waitqHandOff } from './contenders.mjs';
import { comparePairs, median, row } from './pairs.mjs';

const PROCESSES = 5;
const dist = fileURLToPath(new URL('../../runtime/dist/', import.meta.url));
const [comparison, folder] = process.argv.slice(2);

if (comparison === undefined) await compareAll();
else if (comparison === 'memory') await showMemory(folder);
else console.log(JSON.stringify(await compare(comparison, folder)));

async function compareAll() {
  const made = mkdtempSync(join(tmpdir(), 'waitq-bench-'));
  try {
    await Promise.all([bundle(made, 'without', true), bundle(made, 'unwatched'), bundle(made, 'watched')]);
    row('hand-off', 'time / base', 'from', 'to', 'ns', 'base ns');
    for (const name of ['nobody attached / compiled out', 'attached / nobody attached']) {
      const measured = Array.from({ length: PROCESSES }, () => inProcess(name, made));
      const ratios = measured.map(({ ratio }) => ratio);
      const [ratio, base, other] = ['ratio', 'base', 'other'].map((key) =>
        median(measured.map((one) => one[key])),
      );
      const spread = [Math.min(...ratios), Math.max(...ratios)].map((value) => value.toFixed(3));
      row(name, ratio.toFixed(3), ...spread, other.toFixed(0), base.toFixed(0));
    }
    const { events, before, after } = inProcess('memory', made);
    const megabytes = ({ heapUsed, arrayBuffers }) => ((heapUsed + arrayBuffers) / 2 ** 20).toFixed(1);
    row('attached, events/s', 'MB before', 'after');
    row(`${(events / 1e6).toFixed(1)} million`, megabytes(before), megabytes(after));
  } finally {
    rmSync(made, { recursive: true });
  }
}

/** One file with all of the package; `out` leaves nothing of the checks for a watch in it. */
async function bundle(made, name, out = false) {
  const compiledOut = {
    name: 'compiled-out',
    setup({ onLoad }) {
      onLoad({ filter: /[\\/]attention\.js$/ }, async ({ path }) => {
        const { readFile } = await import('node:fs/promises');
        const contents = await readFile(path, 'utf8');
        return {
          contents: contents
            .replace(/export let watch;/, 'export const watch = undefined;')
            .replace('watch = by;', ''),
        };
      });
    },
  };
  await build({
    stdin: {
      contents: `export * from './index.js'; export { startWatching } from './inspect/start.js';`,
      resolveDir: dist,
    },
    outfile: join(made, `${name}.mjs`),
    bundle: true,
    format: 'esm',
    platform: 'node',
    minify: true,
    logLevel: 'error',
    plugins: out ? [compiledOut] : [],
  });
}

function inProcess(name, made) {
  const args = ['--expose-gc', fileURLToPath(import.meta.url), name, made];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
}

async function compare(name, made) {
  const load = (file) => import(pathToFileURL(join(made, `${file}.mjs`)).href);
  const unwatched = await load('unwatched');
  if (name.startsWith('nobody'))
    return comparePairs(waitqHandOff(await load('without')), waitqHandOff(unwatched));
  return comparePairs(waitqHandOff(unwatched), attachedHandOff(await load('watched')));
}

/** The log is kept and read ten times a second, as for a client that has subscribed. */
function attachedHandOff(waitq) {
  const hub = waitq.startWatching();
  hub.keepLog({});
  let { sequence } = hub.snapshot();
  let last = performance.now();
  const program = waitqHandOff(waitq);
  return async (count) => {
    await program(count);
    if (performance.now() - last < 100) return;
    last = performance.now();
    ({ sequence } = JSON.parse(JSON.stringify(hub.deltas(sequence))));
  };
}

/** A million events a second, and what they leave behind: the log has its size from the start. */
async function showMemory(made) {
  const waitq = await import(pathToFileURL(join(made, 'watched.mjs')).href);
  const program = attachedHandOff(waitq);
  const heap = async () => {
    for (let i = 0; i < 4; i++) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      globalThis.gc();
    }
    return process.memoryUsage();
  };
  await run(program, 1_000_000);
  const before = await heap();
  const begin = performance.now();
  await run(program, 5_000_000);
  const seconds = (performance.now() - begin) / 1000;
  const after = await heap();
  // A hand-off is a wait with its tests and a wake-up: nine events.
  console.log(JSON.stringify({ events: (9 * 5_000_000) / seconds, before, after }));
}

async function run(program, count) {
  for (let done = 0; done < count; done += 20_000) await program(20_000);
}

/** Times two threads on one contender and, in turn, on raw `Atomics`: `node thread-pair.mjs NAME`. */
import { Worker, isMainThread, parentPort } from 'node:worker_threads';
import { median, row } from './pairs.mjs';
import { threadContender } from './thread-contenders.mjs';

const TURNS = 5000;
const ROUNDS = 24;
const WARMUP = 6;

if (isMainThread) await time(process.argv[2]);
else serve();

function serve() {
  const sides = new Map();
  parentPort.on('message', async ({ name, shared }) => {
    if (shared) {
      sides.set(name, (await threadContender(name)).side(1, shared));
      parentPort.postMessage('ready');
    } else await sides.get(name)(TURNS);
  });
}

async function time(name) {
  const worker = new Worker(new URL(import.meta.url));
  const answered = () => new Promise((resolve) => worker.once('message', resolve));
  const sides = new Map();
  for (const one of ['raw', name]) {
    const { share, side } = await threadContender(one);
    const { shared, mine = shared, transfer } = share();
    sides.set(one, side(0, mine));
    worker.postMessage({ name: one, shared }, transfer);
    await answered();
  }
  const ratios = [];
  const times = [];
  for (let round = 0; round < ROUNDS; round++) {
    const ns = {};
    for (const one of round % 2 ? ['raw', name] : [name, 'raw']) {
      worker.postMessage({ name: one });
      const start = performance.now();
      await sides.get(one)(TURNS);
      ns[one] = ((performance.now() - start) * 1e6) / (2 * TURNS);
      await new Promise((resolve) => setTimeout(resolve, 2)); // the other side leaves its loop, too
    }
    if (round < WARMUP) continue;
    ratios.push(ns[name] / ns.raw);
    times.push(ns);
  }
  const ratio = median(ratios);
  const of = (one) => median(times.map((ns) => ns[one])).toFixed(0);
  row(name, ratio.toFixed(2), (1 / ratio).toFixed(2), of(name), of('raw'));
  await worker.terminate();
}

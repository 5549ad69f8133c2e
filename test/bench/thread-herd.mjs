/** One exclusive wake-up among eight sleeping threads: how many it wakes, and its time against two threads. */
import { Worker, isMainThread, workerData } from 'node:worker_threads';
import {
  SharedWaitQueue,
  sharedCounters,
  sharedWaiters,
  waitEventExclusiveSync,
  wakeUp,
} from 'waitq/threads';
import { median, row } from './pairs.mjs';

const TURNS = 200;
const ROUNDS = 15;
const WARM_TURNS = 5000;
const [TOKENS, ANSWERS, STOP] = [0, 1, 2];

if (isMainThread) {
  row('sleepers', 'ns', 'woken a wake-up', 'in vain');
  const groups = [await start(1), await start(8)];
  for (const group of groups) warmUp(group);
  const before = groups.map((group) => settled(group));
  const times = groups.map(() => []);
  for (let round = 0; round < ROUNDS; round++) groups.forEach((group, i) => times[i].push(measure(group)));
  groups.forEach(({ sleepers, queue }, i) => {
    const { woken, spurious } = difference(sharedCounters(queue), before[i]);
    row(
      String(sleepers),
      median(times[i].slice(3)).toFixed(0),
      (woken / (ROUNDS * TURNS)).toFixed(3),
      String(spurious),
    );
  });
  const ratios = times[1].map((time, i) => time / times[0][i]).slice(3);
  row('eight : one', median(ratios).toFixed(2));
  process.exit(0);
} else serve(workerData);

async function start(sleepers) {
  const cells = new Int32Array(new SharedArrayBuffer(16));
  const queue = SharedWaitQueue.create({ name: 'sleepers' });
  const back = SharedWaitQueue.create({ name: 'back' });
  for (let i = 0; i < sleepers; i++) {
    new Worker(new URL(import.meta.url), { workerData: { cells, queue: queue.handle, back: back.handle } });
  }
  const group = { sleepers, cells, queue, back };
  while (!allAsleep(group)) await new Promise((resolve) => setTimeout(resolve, 5));
  return group;
}

function allAsleep({ queue, sleepers }) {
  return sharedWaiters(queue).filter((waiter) => waiter.inLine).length === sleepers;
}

/** What the counters say with everybody asleep. */
function settled(group) {
  while (!allAsleep(group)) Atomics.wait(group.cells, STOP, 0, 0.1);
  return sharedCounters(group.queue);
}

function difference(now, before) {
  return { woken: now.woken - before.woken, spurious: now.spurious - before.spurious };
}

/** Each thread compiles for itself, so each must have been woken often enough. */
function warmUp(group) {
  for (let i = 0; i < WARM_TURNS * group.sleepers; i++) turn(group);
}

/** ns from a wake-up with everybody asleep to the answer of the woken thread. */
function measure(group) {
  const { cells } = group;
  const durations = [];
  for (let i = 0; i < TURNS; i++) {
    while (!allAsleep(group)) Atomics.wait(cells, STOP, 0, 0.1);
    const start = performance.now();
    turn(group);
    durations.push((performance.now() - start) * 1e6);
  }
  return median(durations);
}

function turn({ cells, queue, back }) {
  const before = Atomics.load(cells, ANSWERS);
  Atomics.add(cells, TOKENS, 1);
  wakeUp(queue);
  waitEventExclusiveSync(back, () => Atomics.load(cells, ANSWERS) !== before);
}

function serve({ cells, ...handles }) {
  const queue = SharedWaitQueue.attach(handles.queue);
  const back = SharedWaitQueue.attach(handles.back);
  const take = () => {
    const tokens = Atomics.load(cells, TOKENS);
    return tokens > 0 && Atomics.compareExchange(cells, TOKENS, tokens, tokens - 1) === tokens;
  };
  while (Atomics.load(cells, STOP) === 0) {
    waitEventExclusiveSync(queue, take);
    Atomics.add(cells, ANSWERS, 1);
    wakeUp(back);
  }
}

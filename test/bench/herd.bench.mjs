/** One exclusive wake-up among many sleepers, and beside it a design that wakes all of them to test again. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { WaitQueue, waitEvent, waitEventExclusive, wakeUp, wakeUpAll } from 'waitq';
import { median, row } from './pairs.mjs';

/** The time of one hand-over among `sleepers`, ns: wake-up, the woken goes on, and sleeps again. */
async function measure(sleepers, wait, wake, times) {
  const queue = new WaitQueue('herd');
  let tokens = 0;
  let stopped = false;
  let taken = 0;
  let noteTaken = () => {};
  const take = () => stopped || (tokens > 0 && tokens-- > 0);
  const worker = async () => {
    for (;;) {
      await wait(queue, take);
      if (stopped) return;
      taken++;
      noteTaken();
    }
  };
  const workers = Array.from({ length: sleepers }, worker);
  const durations = [];
  for (let i = 0; i < times; i++) {
    const start = performance.now();
    const done = new Promise((resolve) => (noteTaken = resolve));
    tokens++;
    wake(queue);
    await done;
    durations.push((performance.now() - start) * 1e6);
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  stopped = true;
  wakeUpAll(queue);
  await Promise.all(workers);
  if (taken !== times) throw new Error(`${taken} taken of ${times}`);
  return median(durations);
}

const SIZES = [10, 1000, 100_000];
const PROCESSES = 7;

if (process.argv[2] === undefined) compare();
else console.log(JSON.stringify(await costs(process.argv[2])));

/** Each figure is the median of its processes: where the sleepers lie in memory differs from one to the next. */
function compare() {
  const [exclusive, all] = ['exclusive', 'all'].map((way) => {
    const found = Array.from({ length: way === 'all' ? 1 : PROCESSES }, () => inProcess(way));
    return SIZES.map((_, at) => median(found.map((times) => times[at])));
  });
  row('sleepers', 'exclusive ns', 'wake-all ns');
  SIZES.forEach((size, at) => row(String(size), exclusive[at].toFixed(0), all[at].toFixed(0)));
  row('exclusive, dearest : cheapest', (Math.max(...exclusive) / Math.min(...exclusive)).toFixed(2));
}

function inProcess(way) {
  const script = fileURLToPath(import.meta.url);
  return JSON.parse(execFileSync(process.execPath, [script, way], { encoding: 'utf8' }));
}

/** The time of each size, ns; sizes take turns. */
async function costs(way) {
  const found = SIZES.map(() => []);
  for (let round = 0; round < 4; round++) {
    for (const [at, sleepers] of SIZES.entries()) {
      const time =
        way === 'all'
          ? await measure(sleepers, waitEvent, wakeUpAll, sleepers > 10_000 ? 3 : 50)
          : await measure(sleepers, waitEventExclusive, wakeUp, 200);
      if (round > 0) found[at].push(time); // in the first the engine warms up
    }
  }
  return found.map(median);
}

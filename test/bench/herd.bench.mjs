/** One exclusive wake-up among many sleepers, and beside it a design that wakes all of them to test again. */
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
const costs = new Map(SIZES.map((sleepers) => [sleepers, { exclusive: [], all: [] }]));
for (let round = 0; round < 4; round++) {
  for (const [sleepers, { exclusive, all }] of costs) {
    const one = await measure(sleepers, waitEventExclusive, wakeUp, 300);
    const every = await measure(sleepers, waitEvent, wakeUpAll, sleepers > 10_000 ? 3 : 50);
    if (round === 0) continue; // for the engine to warm up
    exclusive.push(one);
    all.push(every);
  }
}

row('sleepers', 'exclusive ns', 'wake-all ns');
const flat = SIZES.map((sleepers) => {
  const { exclusive, all } = costs.get(sleepers);
  row(String(sleepers), median(exclusive).toFixed(0), median(all).toFixed(0));
  return median(exclusive);
});
row('exclusive, dearest : cheapest', (Math.max(...flat) / Math.min(...flat)).toFixed(2));

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

row('sleepers', 'exclusive ns', 'wake-all ns');
await measure(10, waitEventExclusive, wakeUp, 500);
const flat = [];
for (const sleepers of [10, 1000, 100_000]) {
  const exclusive = await measure(sleepers, waitEventExclusive, wakeUp, 400);
  const all = await measure(sleepers, waitEvent, wakeUpAll, sleepers > 10_000 ? 3 : 50);
  flat.push(exclusive);
  row(String(sleepers), exclusive.toFixed(0), all.toFixed(0));
}
row('exclusive, 100,000 : 10', (flat[2] / flat[0]).toFixed(2));

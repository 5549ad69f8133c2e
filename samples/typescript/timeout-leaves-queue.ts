/** A request that gives up after a time is off the queue: what is freed later goes to one who still waits. */
import { WaitQueue, waitEventIdleExclusiveTimeout, waitQueueActive, wakeUp } from 'waitq';

const pool = { queue: new WaitQueue('pool'), free: 0 };

const acquire = (ms: number): Promise<number> =>
  waitEventIdleExclusiveTimeout(pool.queue, () => pool.free > 0 && pool.free-- > 0, ms);

function release(): void {
  pool.free++;
  wakeUp(pool.queue);
}

const patient = acquire(10_000);
const hasty = acquire(10);
console.log(`the hasty one has ${await hasty} ms left: out of time`);
release();
console.log(
  `the patient one got it: ${(await patient) > 0}; somebody queued: ${waitQueueActive(pool.queue)}`,
);

/**
 * A work queue between worker threads: two of them produce jobs, three take them. First with `waitEventSync`,
 * then with `sleepOnSync`: that one registers only after the test, so a wake-up of another thread in between is
 * lost, and with a job there everybody sleeps. The main thread looks on, counts such hangs and ends them.
 */
import { Worker, isMainThread, workerData } from 'node:worker_threads';
import { SharedWaitQueue, sharedWaiters, sleepOnSync, waitEventExclusiveSync } from 'waitq/threads';
import { wakeUp, wakeUpAll, type SharedHandle } from 'waitq/threads';

const [PRODUCERS, CONSUMERS, JOBS] = [2, 3, 300];
/** Words of shared memory: how many jobs lie there, how many are done, whether no more will come. */
const [READY, DONE, CLOSED] = [0, 1, 2];

type Kind = 'waitEvent' | 'sleepOn';

/**
 * Where nothing moves for so long it hangs (milliseconds). Nobody is hurried who waits right: a thread may be off its core
 * between an update and the wake-up.
 */
const PATIENCE = { waitEvent: 5000, sleepOn: 5 } as const;

interface Task {
  readonly role: 'producer' | 'consumer';
  readonly kind: Kind;
  readonly cells: Int32Array;
  readonly jobs: SharedHandle;
  readonly room: SharedHandle;
}

function work({ role, kind, cells, ...handles }: Task): void {
  const jobs = SharedWaitQueue.attach(handles.jobs);
  const room = SharedWaitQueue.attach(handles.room);

  const put = (): boolean => Atomics.compareExchange(cells, READY, 0, 1) === 0;
  const take = (): boolean => Atomics.compareExchange(cells, READY, 1, 0) === 1;
  const closed = (): boolean => Atomics.load(cells, CLOSED) === 1;

  function produce(): void {
    for (let job = 0; job < JOBS / PRODUCERS; job++) {
      waitEventExclusiveSync(room, put);
      wakeUp(jobs);
    }
  }

  function consume(): void {
    for (;;) {
      let taken = false;
      waitEventExclusiveSync(jobs, () => (taken = take()) || closed());
      if (!taken) return;
      finished();
    }
  }

  function consumeWithSleepOn(): void {
    for (;;) {
      while (!take()) {
        if (closed()) return;
        lookAround();
        // waitq-expect no-sleep-on
        sleepOnSync(jobs);
      }
      finished();
    }
  }

  function finished(): void {
    wakeUp(room);
    Atomics.add(cells, DONE, 1);
  }

  if (role === 'producer') produce();
  else if (kind === 'sleepOn') consumeWithSleepOn();
  else consume();
}

/** Something that takes a moment, as a line in a log would. */
function lookAround(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
}

async function run(kind: Kind): Promise<void> {
  const cells = new Int32Array(new SharedArrayBuffer(12));
  const jobs = SharedWaitQueue.create({ name: 'jobs' });
  const room = SharedWaitQueue.create({ name: 'room' });
  const start = (role: Task['role']): Promise<unknown> => {
    const data: Task = { role, kind, cells, jobs: jobs.handle, room: room.handle };
    const worker = new Worker(new URL(import.meta.url), { workerData: data });
    return new Promise((resolve) => worker.once('exit', resolve));
  };
  const consumers = Array.from({ length: CONSUMERS }, () => start('consumer'));
  const producers = Array.from({ length: PRODUCERS }, () => start('producer'));

  let lost = 0;
  let [before, since] = ['', 0];
  const look = setInterval(() => {
    const asleep = sharedWaiters(jobs).filter((waiter) => waiter.inLine).length;
    const now = `${Atomics.load(cells, READY)} ${Atomics.load(cells, DONE)} ${asleep}`;
    if (now !== before) [before, since] = [now, performance.now()];
    const hangs = performance.now() - since >= PATIENCE[kind];
    if (hangs && Atomics.load(cells, READY) === 1 && asleep === CONSUMERS) {
      lost++;
      wakeUp(jobs);
    }
  }, 5);
  await Promise.all(producers);
  while (Atomics.load(cells, DONE) < JOBS) await new Promise((resolve) => setTimeout(resolve, 5));
  Atomics.store(cells, CLOSED, 1);
  const close = setInterval(() => wakeUpAll(jobs), 5);
  await Promise.all(consumers);
  clearInterval(look);
  clearInterval(close);
  const verdict = lost === 0 ? 'no wake-up lost' : `hung ${lost} times by a lost wake-up`;
  console.log(`${kind}: ${Atomics.load(cells, DONE)} of ${JOBS} jobs done, ${verdict}`);
}

if (isMainThread) {
  await run('waitEvent');
  await run('sleepOn');
} else {
  work(workerData as Task);
}

/**
 * Up to 16 threads wait and wake at random, get signals, time out and are terminated at random moments, for
 * `npm run torture -- --minutes 10 [--seed N] [--threads N]`. After each round, when everybody rests or sleeps:
 * nobody sleeps while there is a token to take, and no token is unaccounted for. Exit code 1 when that fails.
 */
/* global setInterval, clearInterval */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import * as wq from 'waitq/threads';
import { CELL, random } from './torture-cells.mjs';

export async function torture({ seconds, seed, threads = 16, terminations = 200 }) {
  const next = random(seed);
  const cells = new Int32Array(new SharedArrayBuffer(64));
  const queue = wq.SharedWaitQueue.create({ name: 'torture', slots: 2 });
  const lock = wq.SharedLock.create({ name: 'torture', slots: 2 });
  const result = { seed, rounds: 0, terminated: 0, slotsReaped: 0, locksReaped: 0, signals: 0, faults: [] };
  const alive = new Map();
  const begin = Date.now();

  const spawn = () => {
    const task = wq.SharedTask.create('tormented', [queue]);
    const handles = { queue: queue.handle, lock: lock.handle, task: task.handle };
    const worker = new Worker(new URL('torture-worker.mjs', import.meta.url), {
      workerData: { cells, seed: next(2 ** 31), ...handles },
    });
    worker.on('error', (error) => result.faults.push(String(error.stack)));
    const reaped = wq.watch(worker);
    alive.set(worker, task);
    reaped.then(({ slots, locks }) => {
      alive.delete(worker);
      result.slotsReaped += slots;
      result.locksReaped += locks;
    });
    return { worker, reaped };
  };

  /** Runs until as many rest as are alive or, but for those that sleep in line, nobody moves any more. */
  const settle = async () => {
    let still = 0;
    for (let before = ''; still < 20;) {
      await pause(5);
      const waiters = wq.sharedWaiters(queue);
      const asleep = new Set(waiters.filter((waiter) => waiter.inLine).map((waiter) => waiter.threadId));
      const now = JSON.stringify([[...cells], wq.sharedCounters(queue), waiters]);
      const all = Atomics.load(cells, CELL.resting) + asleep.size >= alive.size;
      still = now === before && all ? still + 1 : 0;
      before = now;
      if (Date.now() - begin > (seconds + 60) * 1000) return false;
    }
    return true;
  };

  const check = () => {
    const waiting = wq.sharedWaiters(queue);
    const tokens = Atomics.load(cells, CELL.tokens);
    if (tokens > 0 && waiting.length > 0) {
      result.faults.push(
        `round ${result.rounds}: ${waiting.length} asleep although there are ${tokens} tokens`,
      );
    }
    const lost = Atomics.load(cells, CELL.produced) - Atomics.load(cells, CELL.taken) - tokens;
    // A thread may die between noting and doing: at most two tokens each time.
    if (Math.abs(lost) > 2 * result.terminated) result.faults.push(`${lost} tokens are unaccounted for`);
    if (Atomics.load(cells, CELL.intruders) > lock.recoveries) result.faults.push('the lock had two holders');
  };

  const terminateOne = async () => {
    const worker = [...alive.keys()][next(alive.size)];
    const reaped = wq.watch(worker);
    await worker.terminate();
    await reaped;
    result.terminated++;
  };

  for (let i = 0; i < threads; i++) spawn();
  while (Date.now() - begin < seconds * 1000 && result.faults.length === 0) {
    if (!(await settle())) result.faults.push('the threads do not come to rest');
    const round = ++result.rounds;
    Atomics.store(cells, CELL.resting, 0);
    Atomics.store(cells, CELL.round, round);
    Atomics.notify(cells, CELL.round);
    const due = Math.ceil((terminations * (Date.now() - begin)) / (seconds * 1000));
    let killed = 0;
    for (let i = 20 + next(60); i > 0; i--) {
      if (next(3) === 0) await pause(next(4));
      const count = 1 + next(3);
      Atomics.add(cells, CELL.produced, count);
      Atomics.add(cells, CELL.tokens, count);
      wq.wakeUpNr(queue, count);
      if (next(5) > 0) continue;
      const task = [...alive.values()][next(alive.size)];
      if (wq.kill(task, next(4) === 0 ? 'SIGKILL' : 'SIGTERM')) result.signals++;
      if (result.terminated < due && next(3) === 0) {
        await terminateOne();
        killed++;
      }
    }
    if (!(await settle())) result.faults.push('the threads do not come to rest');
    check();
    Atomics.store(cells, CELL.over, round);
    wq.wakeUpAll(queue);
    for (; killed > 0; killed--) spawn();
  }
  Atomics.store(cells, CELL.over, result.rounds);
  Atomics.store(cells, CELL.round, -1);
  wq.wakeUpAll(queue);
  const ends = [...alive.keys()].map((worker) => wq.watch(worker));
  const resting = setInterval(() => Atomics.notify(cells, CELL.round), 5);
  await Promise.race([Promise.all(ends), pause(20_000)]);
  clearInterval(resting);
  if (alive.size > 0) result.faults.push(`${alive.size} threads did not end`);
  await Promise.all([...alive.keys()].map((worker) => worker.terminate()));
  if (wq.sharedWaiters(queue).length > 0 || leaked(queue) + leaked(lock) > 0)
    result.faults.push('a slot leaked');
  return { ...result, ...wq.sharedCounters(queue), produced: cells[CELL.produced], taken: cells[CELL.taken] };
}

/** Slots that belong to a thread, read as `docs/threads.md` lays them out. */
function leaked({ handle: { buffer } }) {
  const words = new Int32Array(buffer);
  let taken = 0;
  for (let slot = 32; slot < words.length; slot += 8) if (words[slot + 1] !== 0) taken++;
  return taken;
}

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: { minutes: { type: 'string' }, seed: { type: 'string' }, threads: { type: 'string' } },
  });
  const seed = Number(values.seed ?? Date.now() % 2 ** 31);
  const result = await torture({
    seconds: Number(values.minutes ?? 10) * 60,
    seed,
    threads: Number(values.threads ?? 16),
  });
  console.log(result);
  process.exit(result.faults.length > 0 ? 1 : 0);
}

/**
 * Up to 16 threads wait and wake at random, get signals, time out and are terminated at random moments, in Node or
 * in a page. After each round, when everybody rests or sleeps: nobody sleeps while there is a token to take, and no
 * token is unaccounted for.
 */
/* global setInterval, clearInterval */
import * as wq from 'waitq/threads';
import { CELL, random } from './torture-cells.mjs';
import { startWorker } from './torture-start.mjs';

/** How long, in ms, threads may take to come to rest, and one that must find a token to find it. */
const PATIENCE = 40_000;

/**
 * Resolves to what was done and, in `faults`, what was lost. Where machines are slow it goes on until `deaths` threads
 * have died, but for three times as long at most.
 */
export async function torture({ seconds, seed, threads = 16, terminations = 200, deaths = 0 }) {
  const torment = {
    next: random(seed),
    cells: new Int32Array(new SharedArrayBuffer(64)),
    queue: wq.SharedWaitQueue.create({ name: 'torture', slots: 2 }),
    lock: wq.SharedLock.create({ name: 'torture', slots: 2 }),
    result: { seed, rounds: 0, terminated: 0, slotsReaped: 0, locksReaped: 0, signals: 0, faults: [] },
    alive: new Map(),
    dying: new WeakSet(),
    begin: Date.now(),
    seconds,
    terminations,
  };
  const { cells, queue, result } = torment;
  for (let i = 0; i < threads; i++) spawn(torment);
  const due = () => elapsed(torment) < 1 || (result.terminated < deaths && elapsed(torment) < 3);
  while (due() && result.faults.length === 0) await oneRound(torment);
  await endAll(torment);
  return { ...result, ...wq.sharedCounters(queue), produced: cells[CELL.produced], taken: cells[CELL.taken] };
}

/** The share of the time that is over. */
function elapsed({ begin, seconds }) {
  return (Date.now() - begin) / (seconds * 1000);
}

function spawn({ next, cells, queue, lock, alive, result }) {
  const task = wq.SharedTask.create('tormented', [queue]);
  const handles = { queue: queue.handle, lock: lock.handle, task: task.handle };
  const worker = startWorker({ cells, seed: next(2 ** 31), ...handles }, (error) =>
    result.faults.push(error),
  );
  alive.set(worker, task);
  wq.watch(worker).then(({ slots, locks }) => {
    alive.delete(worker);
    result.slotsReaped += slots;
    result.locksReaped += locks;
  });
}

async function oneRound(torment) {
  const { cells, queue, result } = torment;
  await settle(torment);
  const round = ++result.rounds;
  Atomics.store(cells, CELL.resting, 0);
  Atomics.store(cells, CELL.round, round);
  Atomics.notify(cells, CELL.round);
  let killed = await interfere(torment);
  await settle(torment);
  await check(torment);
  // One token more, when nobody moves: if its wake-up is lost, nobody else takes it by chance.
  produce(torment, 1);
  await settle(torment);
  await check(torment);
  Atomics.store(cells, CELL.over, round);
  wq.wakeUpAll(queue);
  for (; killed > 0; killed--) spawn(torment);
}

/** Waits until as many rest as are alive or, but for those that sleep in line, nobody moves any more. */
async function settle({ cells, queue, alive, result }) {
  const begin = Date.now();
  let still = 0;
  for (let before = ''; still < 20;) {
    await pause(5);
    const waiters = wq.sharedWaiters(queue);
    const asleep = new Set(waiters.filter((waiter) => waiter.inLine).map((waiter) => waiter.threadId));
    const now = JSON.stringify([[...cells], wq.sharedCounters(queue), waiters]);
    const all = Atomics.load(cells, CELL.resting) + asleep.size >= alive.size;
    still = now === before && all ? still + 1 : 0;
    before = now;
    if (Date.now() - begin > PATIENCE) {
      result.faults.push('the threads do not come to rest');
      return;
    }
  }
}

/** Brings tokens, signals and deaths among the threads; resolves to how many have died. */
async function interfere(torment) {
  const { next, alive, result, terminations } = torment;
  const due = Math.ceil(terminations * elapsed(torment));
  const deaths = [];
  for (let i = 20 + next(60); i > 0; i--) {
    if (next(3) === 0) await pause(next(4));
    produce(torment, 1 + next(3));
    if (next(5) > 0) continue;
    const task = [...alive.values()][next(alive.size)];
    if (wq.kill(task, next(4) === 0 ? 'SIGKILL' : 'SIGTERM')) result.signals++;
    if (result.terminated + deaths.length < due && next(3) === 0) deaths.push(terminateOne(torment));
  }
  return (await Promise.all(deaths)).length;
}

function produce({ cells, queue }, count) {
  Atomics.add(cells, CELL.produced, count);
  Atomics.add(cells, CELL.tokens, count);
  wq.wakeUpNr(queue, count);
}

async function terminateOne({ next, alive, dying, result }) {
  const others = [...alive.keys()].filter((worker) => !dying.has(worker));
  const worker = others[next(others.length)];
  dying.add(worker);
  const reaped = wq.watch(worker);
  worker.terminate();
  await reaped;
  result.terminated++;
}

async function check({ cells, queue, lock, result }) {
  // A thread in line may not have tested yet, if the machine lets it wait: lost is only what stays so.
  const begin = Date.now();
  const owed = () => Atomics.load(cells, CELL.tokens) > 0 && wq.sharedWaiters(queue).length > 0;
  while (owed() && Date.now() - begin < PATIENCE) await pause(5);
  const tokens = Atomics.load(cells, CELL.tokens);
  if (owed()) {
    const asleep = wq.sharedWaiters(queue).length;
    result.faults.push(`round ${result.rounds}: ${asleep} asleep although there are ${tokens} tokens`);
  }
  const lost = Atomics.load(cells, CELL.produced) - Atomics.load(cells, CELL.taken) - tokens;
  // A thread may die between noting and doing: at most two tokens each time.
  if (Math.abs(lost) > 2 * result.terminated) result.faults.push(`${lost} tokens are unaccounted for`);
  if (Atomics.load(cells, CELL.intruders) > lock.recoveries) result.faults.push('the lock had two holders');
}

/** Lets all threads end, and looks what they have left. */
async function endAll({ cells, queue, lock, alive, result }) {
  Atomics.store(cells, CELL.over, result.rounds);
  Atomics.store(cells, CELL.round, -1);
  wq.wakeUpAll(queue);
  const ends = [...alive.keys()].map((worker) => wq.watch(worker));
  const resting = setInterval(() => Atomics.notify(cells, CELL.round), 5);
  await Promise.race([Promise.all(ends), pause(20_000)]);
  clearInterval(resting);
  if (alive.size > 0) result.faults.push(`${alive.size} threads did not end`);
  for (const worker of alive.keys()) worker.terminate();
  if (wq.sharedWaiters(queue).length > 0 || leaked(queue) + leaked(lock) > 0)
    result.faults.push('a slot leaked');
}

/** Slots that belong to a thread, read as `docs/threads.md` lays them out. */
function leaked({ handle: { buffer } }) {
  const words = new Int32Array(buffer);
  let taken = 0;
  for (let slot = 48; slot < words.length; slot += 16) if (words[slot + 1] !== 0) taken++;
  return taken;
}

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

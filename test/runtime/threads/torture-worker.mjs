/** One of the threads that `torture-rounds.mjs` torments: random waits and wake-ups, round by round. */
/* global AbortSignal */
import * as wq from 'waitq/threads';
import { CELL, random } from './torture-cells.mjs';
import { ownData } from './torture-start.mjs';

const { cells, seed, ...handles } = await ownData();
await wq.announceThread();
const queue = wq.SharedWaitQueue.attach(handles.queue);
const lock = wq.SharedLock.attach(handles.lock);
const task = wq.SharedTask.attach(handles.task);
const next = random(seed);
const pick = (list) => list[next(list.length)];
let round = 0;

const over = () => Atomics.load(cells, CELL.over) === round;
/** Tries again when another thread was quicker: a waiter that gives up then would sleep beside a token. */
const take = () => {
  let tokens;
  do {
    tokens = Atomics.load(cells, CELL.tokens);
    if (tokens <= 0) return false;
  } while (Atomics.compareExchange(cells, CELL.tokens, tokens, tokens - 1) !== tokens);
  Atomics.add(cells, CELL.taken, 1);
  return true;
};
const condition = () => take() || over();

function produce() {
  const count = 1 + next(2);
  Atomics.add(cells, CELL.produced, count);
  Atomics.add(cells, CELL.tokens, count);
  if (next(4) === 0) wq.wakeUpAll(queue);
  else wq.wakeUpNr(queue, count);
}

/** Waits that end for a token, or at the end of the round; some also earlier. */
const BLOCKING = [
  () => wq.waitEventExclusiveSync(queue, condition),
  () => wq.waitEventSync(queue, condition),
  () => wq.waitEventInterruptibleExclusiveSync(queue, condition, { task }),
  () => wq.waitEventKillableExclusiveSync(queue, condition, { task }),
  () => wq.waitEventIdleExclusiveTimeoutSync(queue, condition, next(30) / 10),
  () => wq.waitEventTimeoutSync(queue, condition, next(30) / 10),
  () => wq.waitEventInterruptibleHrtimeoutSync(queue, condition, BigInt(next(3_000_000)), { task }),
  byHand,
];
const FREE = [
  () => wq.waitEventExclusive(queue, condition),
  () => wq.waitEvent(queue, condition),
  () => wq.waitEventInterruptibleExclusive(queue, condition, { signal: AbortSignal.timeout(next(4)) }),
  () => wq.waitEventKillableExclusive(queue, condition, { task }),
  () => wq.waitEventIdleExclusiveTimeout(queue, condition, next(4)),
];

function byHand() {
  const entry = new wq.WaitEntry();
  try {
    for (;;) {
      wq.prepareToWaitExclusive(queue, entry);
      if (condition()) return;
      wq.scheduleSync(entry);
    }
  } finally {
    wq.finishWait(queue, entry);
  }
}

async function underLock() {
  if (next(3) === 0) await lock.acquire();
  else lock.acquireSync();
  if (Atomics.exchange(cells, CELL.inside, 1) !== 0) Atomics.add(cells, CELL.intruders, 1);
  for (let i = next(200); i > 0; i--) Atomics.load(cells, CELL.inside);
  Atomics.store(cells, CELL.inside, 0);
  lock.release();
}

async function ignoringInterrupts(wait) {
  try {
    await wait();
  } catch (error) {
    if (!(error instanceof wq.InterruptedError)) throw error;
    wq.flushSignals(task);
  }
}

async function oneThing() {
  const dice = next(10);
  if (dice < 3) produce();
  else if (dice < 7) await ignoringInterrupts(pick(BLOCKING));
  else if (dice < 8) await underLock();
  else await Promise.all(Array.from({ length: 1 + next(3) }, () => ignoringInterrupts(pick(FREE))));
}

for (;;) {
  // At rest between the rounds: on a word of its own, so that the queue is what is tested.
  Atomics.add(cells, CELL.resting, 1);
  Atomics.wait(cells, CELL.round, round);
  const now = Atomics.load(cells, CELL.round);
  if (now < 0) break;
  if (now === round) continue;
  round = now;
  for (let i = 20 + next(200); i > 0 && !over(); i--) await oneThing();
}
globalThis.close?.(); // a web worker does not end with its program

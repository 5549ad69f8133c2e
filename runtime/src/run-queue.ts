/** The woken, in the order they were woken (the run queue of kernel/sched/core.c, for one thread). */

/** Somebody who was woken and goes on when it is their turn. */
export interface Runnable {
  run(): void;
}

const ready: Runnable[] = [];
/** So many have had their turn before the list is cut; without it a list that never empties would grow. */
const CHUNK = 1024;
const settled = Promise.resolve();
let next = 0;

/** Lets them go on after those who were woken before, and never before the caller yields. */
export function makeReady(woken: Runnable): void {
  if (ready.push(woken) === 1) arm();
}

/** Those who wait for a turn, the first first. */
export function pendingTurns(): readonly Turn[] {
  return ready.slice(next);
}

/** Somebody who waits for a turn, and perhaps the queue he was woken from. */
export interface Turn extends Runnable {
  readonly queue?: unknown;
}

/** Whether nobody is waiting for a turn. */
export function isIdle(): boolean {
  return ready.length === 0;
}

/**
 * One turn a microtask: what the first of two woken waiters takes when it goes on is gone when the second
 * tests its condition.
 */
function runNext(): void {
  const woken = ready[next++]!;
  const more = next < ready.length;
  if (!more) next = ready.length = 0;
  else if (next === CHUNK) next = ready.splice(0, next).length - CHUNK;
  try {
    woken.run();
  } finally {
    if (more) arm();
  }
}

function arm(): void {
  void settled.then(runNext);
}

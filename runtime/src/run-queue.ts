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
let armed = false;

/** Lets them go on after those who were woken before, and never before the caller yields. */
export function makeReady(woken: Runnable): void {
  ready.push(woken);
  arm();
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
  armed = false;
  const woken = ready[next++]!;
  if (next === ready.length) next = ready.length = 0;
  else if (next === CHUNK) next = ready.splice(0, next).length - CHUNK;
  woken.run();
  if (ready.length > 0) arm();
}

function arm(): void {
  if (armed) return;
  armed = true;
  void settled.then(runNext);
}

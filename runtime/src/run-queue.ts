/** The woken, in the order they were woken (the run queue of kernel/sched/core.c, for one thread). */

/** Somebody who was woken and goes on when it is their turn. */
export interface Runnable {
  /** Called with itself. */
  run(self: Runnable): void;
}

/** Somebody who waits for a turn, and perhaps the queue he was woken from. */
export interface Turn extends Runnable {
  readonly queue?: unknown;
}

interface Place {
  readonly woken: Turn;
  next: Place | undefined;
}

/** Nothing to wait for. Shared: one cannot be told from another, and making one costs as much as a wait. */
export const settled: Promise<void> = Promise.resolve();

let first: Place | undefined;
/** Who goes on last; `undefined`: nobody waits for a turn. Every hand-off reads it, and is spared a call. */
export let last: Place | undefined;

/** Lets them go on after those who were woken before, and never before the caller yields. */
export function makeReady(woken: Runnable): void {
  const place = { woken, next: undefined };
  if (last) last.next = place;
  else {
    first = place;
    void settled.then(runFirst);
  }
  last = place;
}

/** Those who wait for a turn, the first first. */
export function pendingTurns(): readonly Turn[] {
  const turns: Turn[] = [];
  for (let place = first; place; place = place.next) turns.push(place.woken);
  return turns;
}

/**
 * One turn a microtask: what the first of two woken waiters takes when it goes on is gone when the second
 * tests its condition.
 */
function runFirst(): void {
  const { woken, next } = first!;
  first = next;
  if (!next) last = next;
  try {
    woken.run(woken);
  } finally {
    if (next) void settled.then(runFirst);
  }
}

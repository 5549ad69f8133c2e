/** The woken, in the order they were woken (the run queue of kernel/sched/core.c, for one thread). */

interface Place {
  readonly woken: object;
  readonly run: (woken: never) => void;
  next: Place | undefined;
}

/** Nothing to wait for. Shared: one cannot be told from another, and making one costs as much as a wait. */
export const settled: Promise<void> = Promise.resolve();

let first: Place | undefined;
/** Who goes on last; `undefined`: nobody waits for a turn. Every hand-off reads it, and is spared a call. */
export let last: Place | undefined;

/** Runs it for the woken after those who were woken before, and never before the caller yields. */
export function makeReady<One extends object>(woken: One, run: (woken: One) => void): void {
  const place: Place = { woken, run, next: undefined };
  if (last) last.next = place;
  else {
    first = place;
    void settled.then(runFirst);
  }
  last = place;
}

/** Those who wait for a turn, the first first. */
export function pendingTurns(): readonly object[] {
  const turns: object[] = [];
  for (let place = first; place; place = place.next) turns.push(place.woken);
  return turns;
}

/**
 * One turn a microtask: what the first of two woken waiters takes when it goes on is gone when the second
 * tests its condition.
 */
function runFirst(): void {
  const { woken, run, next } = first!;
  first = next;
  if (!next) last = next;
  try {
    run(woken as never);
  } finally {
    if (next) void settled.then(runFirst);
  }
}

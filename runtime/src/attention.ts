/**
 * Who attends to waits besides their queues: tasks they belong to, a live view that watches them. Nobody does
 * until the first `spawn` or the first queue brings them in; a plain wait then asks for each at once.
 */
import type { Watch } from './inspect/watch.js';
import type { Task } from './task.js';
import type { waitAttended } from './wait-attended.js';

/**
 * Waits in the stead of `waitAs` once anybody attends. Every hand-off asks this alone, and one without tasks takes nothing
 * else of them along.
 */
export let attend: typeof waitAttended | undefined;

/** From now on somebody may. */
export function setAttend(by: typeof waitAttended): void {
  attend = by;
}

/** Tells the task that runs now, where the platform does; set once waits may belong to tasks. */
export let findTask: (() => Task | undefined) | undefined;

/** The task that runs now, where the platform tells. */
export function taskNow(): Task | undefined {
  return findTask?.();
}

/** Set by the first `spawn`: async context is not loaded before. */
export function setTaskFinder(find: () => Task | undefined): void {
  findTask = find;
}

/** Stands in for waits and wake-ups while the program is watched. */
export let watch: Watch | undefined;

/** Set when the first queue finds that the program is watched, and by whoever begins to watch later. */
export function setWatch(by: Watch): void {
  watch = by;
}

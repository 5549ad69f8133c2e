/**
 * Who attends to waits besides their queues: tasks they belong to, a live view they are noted for. Nobody does
 * until the first `spawn` or the first queue brings them in; a plain wait then asks for both at once.
 */
import type { Task } from './task.js';

/** Whether anybody does. */
export let attended = false;

/** Notes when and where a wait began. `depth`: how many frames of this package the user's call is away. */
export type WaitNoter = (waiter: object, depth: number) => void;
export let noteWait: WaitNoter | undefined;

let findTask: (() => Task | undefined) | undefined;

/** The task that runs now, where the platform tells. */
export function taskNow(): Task | undefined {
  return findTask?.();
}

/** Set by the first `spawn`: async context is not loaded before. */
export function setTaskFinder(find: () => Task | undefined): void {
  findTask = find;
  attended = true;
}

/** Set by the first queue if the program is watched, and by whoever asks for records. */
export function setWaitNoter(note: WaitNoter): void {
  noteWait = note;
  attended = true;
}

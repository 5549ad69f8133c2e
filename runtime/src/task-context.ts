import type { Task } from './task.js';

/** Finds the task that runs now. Set by the first `spawn`: async context is not loaded before. */
let findTask: (() => Task | undefined) | undefined;

export function taskNow(): Task | undefined {
  return findTask?.();
}

export function setTaskFinder(find: () => Task | undefined): void {
  findTask = find;
}

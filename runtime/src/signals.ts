import type { Signal, Task } from './task.js';

/**
 * Sends a signal (`kill`). It stays pending and ends every interruptible sleep of the task, SIGKILL also the
 * killable ones; an uninterruptible sleep goes on.
 *
 * @returns whether the task takes the signal
 */
export function kill(task: Task, signal: Signal): boolean {
  if (task.allowed && !task.allowed.has(signal)) return false;
  task.pending.add(signal);
  task.rouseForSignal();
  return true;
}

/** Whether a signal waits for the task (`signal_pending`). */
export function signalPending(task: Task): boolean {
  return task.pending.size > 0;
}

/**
 * Makes the task take this signal (`allow_signal`). A task takes every signal until it first says which, as a
 * daemon does; from then on it ignores the others.
 */
export function allowSignal(task: Task, signal: Signal): void {
  (task.allowed ??= new Set()).add(signal);
}

/** Forgets the pending signals (`flush_signals`), for a task that goes on after an interruption. */
export function flushSignals(task: Task): void {
  task.pending.clear();
}

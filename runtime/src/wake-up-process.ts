import { TASK_NORMAL, type TaskState } from './state.js';
import type { Task } from './task.js';

/**
 * Wakes a task whatever queue it sleeps on (`wake_up_process`). Whoever calls it holds the task: the sleeper
 * stored it before going to sleep.
 *
 * @returns whether the task slept
 */
export function wakeUpProcess(task: Task): boolean {
  return task.wakeUp(TASK_NORMAL);
}

/** The same for a task that sleeps in one of the given states (`wake_up_state`). */
export function wakeUpState(task: Task, state: TaskState): boolean {
  return task.wakeUp(state);
}

/** Sets the state before testing a condition, so that `wakeUpProcess` is not lost (`set_current_state`). */
export function setTaskState(task: Task, state: TaskState): void {
  task.state = state;
}

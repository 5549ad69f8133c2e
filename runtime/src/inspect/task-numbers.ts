import type { Task } from '../task.js';
import { randomId } from '../threads/thread-id.js';

const numbers = new WeakMap<Task, number>();

/** A number by which other threads tell this thread's tasks apart, their own among them. */
export function taskNumber(task: Task): number {
  const number = numbers.get(task) ?? randomId();
  numbers.set(task, number);
  return number;
}

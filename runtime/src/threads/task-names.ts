/** The names of tasks, for the live view: memory holds their ids. As many as are worth it. */
const taskNames = new Map<number, string>();
const MAX_NAMES = 10_000;

export function rememberTask(id: number, name: string): void {
  if (taskNames.size >= MAX_NAMES) taskNames.delete(taskNames.keys().next().value!);
  taskNames.set(id, name);
}

/** What this thread calls the task; empty where it has neither made it nor attached to it. */
export function taskName(id: number): string {
  return taskNames.get(id) ?? '';
}

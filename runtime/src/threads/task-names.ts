import type { SharedTask } from './task.js';

/** The tasks of this thread, for the live view: memory holds their ids. As many names as are worth it. */
const known = new Map<number, { readonly name: string; readonly task: WeakRef<SharedTask> }>();
const MAX_NAMES = 10_000;

export function rememberTask(task: SharedTask): void {
  if (known.size >= MAX_NAMES) known.delete(known.keys().next().value!);
  known.set(task.id, { name: task.name, task: new WeakRef(task) });
}

/** What this thread calls the task; empty where it has neither made it nor attached to it. */
export function taskName(id: number): string {
  return known.get(id)?.name ?? '';
}

/** The task itself, as long as this thread keeps it. */
export function knownTask(id: number): SharedTask | undefined {
  return known.get(id)?.task.deref();
}

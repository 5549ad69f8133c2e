import { setAttend, setTaskFinder, taskNow } from './attention.js';
import { Task } from './task.js';
import { waitAttended } from './wait-attended.js';

/** A task that `spawn` started. */
export class SpawnedTask<Result> extends Task {
  /** Settles as the task's function does. */
  readonly done: Promise<Result>;

  constructor(name: string, start: (task: Task) => Promise<Result>) {
    super(name);
    this.done = start(this);
  }
}

/**
 * Starts a task (`kthread_run`): the function runs at once, up to its first `await`.
 *
 * A function without a parameter finds its task by `currentTask()`, and so do the waits in it. That takes the
 * platform's async context, which makes every promise of the process two to three times slower on Node 20 and
 * 22; it is loaded when the first such function is spawned. A function that takes its task, `(task) => …`,
 * and passes it on, `{ task }`, does without, and is the only way where there is no async context (browsers).
 */
export function spawn<Result>(
  name: string,
  run: (task: Task) => Result | PromiseLike<Result>,
): SpawnedTask<Awaited<Result>> {
  setAttend(waitAttended);
  if (run.length === 0) context ??= loadContext();
  const call = async (task: Task): Promise<Awaited<Result>> => await run(task);
  return new SpawnedTask(name, (task) => (context ? context.run(task, call, task) : call(task)));
}

/** The task that runs now: `undefined` outside of tasks and where the platform does not track it. */
export function currentTask(): Task | undefined {
  return taskNow();
}

interface Context {
  run<Result>(task: Task, fn: (task: Task) => Result, argument: Task): Result;
  getStore(): Task | undefined;
}

interface NodeProcess {
  getBuiltinModule?(name: 'node:async_hooks'): { AsyncLocalStorage: new () => Context };
}

let context: Context | undefined;

function loadContext(): Context | undefined {
  const { process } = globalThis as { process?: NodeProcess };
  const hooks = process?.getBuiltinModule?.('node:async_hooks');
  if (!hooks) return undefined;
  const storage = new hooks.AsyncLocalStorage();
  setTaskFinder(() => storage.getStore());
  return storage;
}

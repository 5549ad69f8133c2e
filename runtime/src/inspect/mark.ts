/** Lets threads know that the main thread is inspected and holds their shared queues; Node only. */

interface NodeProcess {
  getBuiltinModule?(name: 'node:worker_threads'): {
    readonly isMainThread: boolean;
    getEnvironmentData(key: string): unknown;
    setEnvironmentData(key: string, value: unknown): void;
  };
}

const KEY = 'waitq.inspect';
let isMarked: boolean | undefined;

/** Threads that are started from now on know. */
export function markProgram(): void {
  workerThreads()?.setEnvironmentData(KEY, true);
}

/** Whether the main thread was inspected when this one was started: it has listened before, and listens still. */
export function isInspectedFromMain(): boolean {
  return (isMarked ??= findMark());
}

function findMark(): boolean {
  const threads = workerThreads();
  return threads !== undefined && !threads.isMainThread && threads.getEnvironmentData(KEY) === true;
}

function workerThreads(): ReturnType<NonNullable<NodeProcess['getBuiltinModule']>> | undefined {
  return (globalThis as { process?: NodeProcess }).process?.getBuiltinModule?.('node:worker_threads');
}

/** Which threads of this program have ended, of those that this thread started since it is watched. Node only. */

interface NodeWorker {
  readonly threadId: number;
  once(event: 'exit', listener: () => void): unknown;
}

interface NodeProcess {
  getBuiltinModule?(name: 'node:diagnostics_channel'): {
    subscribe(channel: 'worker_threads', listener: (message: unknown) => void): void;
  };
}

/** Threads that are remembered: those that ended last. */
const MAX_ENDED = 10_000;

const ended = new Map<number, number>();
let isNoting = false;

/** From now on the ends of new threads are noted. */
export function noteEndsOfThreads(): void {
  if (isNoting) return;
  isNoting = true;
  const { process } = globalThis as { process?: NodeProcess };
  process
    ?.getBuiltinModule?.('node:diagnostics_channel')
    .subscribe('worker_threads', (message) => noteEndOf((message as { worker: NodeWorker }).worker));
}

/** When that thread ended, in milliseconds since the epoch; `undefined` where it runs, or nothing is known of it. */
export function endOfThread(threadId: number | undefined): number | undefined {
  return threadId === undefined ? undefined : ended.get(threadId);
}

function noteEndOf(worker: NodeWorker): void {
  const { threadId } = worker;
  worker.once('exit', () => {
    ended.set(threadId, Date.now());
    if (ended.size > MAX_ENDED) ended.delete(ended.keys().next().value!);
  });
}

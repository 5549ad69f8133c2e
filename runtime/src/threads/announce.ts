import { currentThread } from './thread-id.js';

/** The key under which a web worker posts its number to whoever started it. */
export const ANNOUNCED = 'waitq-thread';

/** Web Locks, as far as they are used here. */
export interface LockManager {
  request(name: string, callback: () => unknown): Promise<unknown>;
}

/** The lock that a web worker holds for as long as it lives: who gets it after that knows that it has ended. */
export function lifeLock(thread: number): string {
  return `waitq-thread-${thread}`;
}

/**
 * Lets `watch` notice the end of this web worker. Await it before the first wait: a worker that blocks sooner
 * was not heard. Elsewhere than in a web worker it does nothing, for Node tells when a thread ends.
 *
 * @returns resolves to the thread's number, as `currentThread()` tells it; rejects where Web Locks are refused,
 *   as in a sandboxed frame
 */
export function announceThread(): Promise<number> {
  return (announced ??= announce());
}

let announced: Promise<number> | undefined;

/** The lock is held before the number is told, so that nobody gets it while this thread lives. */
async function announce(): Promise<number> {
  const thread = currentThread();
  const worker = webWorker();
  if (!worker) return thread;
  await new Promise<void>((granted, refused) => {
    const held = worker.navigator.locks.request(lifeLock(thread), () => {
      granted();
      return new Promise(() => {}); // until the thread ends
    });
    held.catch(refused);
  });
  worker.postMessage({ [ANNOUNCED]: thread });
  return thread;
}

interface WebWorkerScope {
  readonly navigator: { readonly locks: LockManager };
  postMessage(message: unknown): void;
}

function webWorker(): WebWorkerScope | undefined {
  const { DedicatedWorkerGlobalScope: scope } = globalThis as {
    DedicatedWorkerGlobalScope?: new () => unknown;
  };
  return scope && globalThis instanceof scope ? (globalThis as unknown as WebWorkerScope) : undefined;
}

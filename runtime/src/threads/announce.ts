import { currentThread } from './thread-id.js';

/** What a web worker posts to whoever started it. */
export interface Announcement {
  readonly waitqThread: number;
  /** To be told that the announcement was heard. */
  readonly heard: Port;
}

/** A MessagePort, as far as it is used here; the types of Node and of browsers differ. */
export interface Port {
  onmessage: ((event: unknown) => void) | null;
  postMessage(message: unknown): void;
  close(): void;
}

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
 * is not heard. Elsewhere than in a web worker it does nothing, for Node tells when a thread ends.
 *
 * @returns resolves, once `watch` has heard it, to the thread's number, as `currentThread()` tells it; never where
 *   nobody watches. Rejects where Web Locks are refused, as in a sandboxed frame
 */
export function announceThread(): Promise<number> {
  return (announced ??= announce());
}

let announced: Promise<number> | undefined;

/**
 * The lock is held before the number is told, so that nobody gets it while this thread lives. Then the answer is
 * waited for: `terminate()` throws away messages that have not arrived, and of a thread whose number nobody knows
 * the places in line would stay.
 */
async function announce(): Promise<number> {
  const thread = currentThread();
  const worker = webWorker();
  if (!worker) return thread;
  await holdForLife(worker.navigator.locks, lifeLock(thread));
  const { port1, port2 } = new MessageChannel() as unknown as { port1: Port; port2: Port };
  const answer = new Promise((resolve) => (port1.onmessage = resolve));
  const announcement: Announcement = { waitqThread: thread, heard: port2 };
  worker.postMessage(announcement, [port2]);
  await answer;
  port1.close();
  return thread;
}

/** Resolves once the lock is held. */
function holdForLife(locks: LockManager, name: string): Promise<void> {
  return new Promise((granted, refused) => {
    const held = locks.request(name, () => {
      granted();
      return new Promise(() => {}); // until the thread ends
    });
    held.catch(refused);
  });
}

interface WebWorkerScope {
  readonly navigator: { readonly locks: LockManager };
  postMessage(message: unknown, transfer: readonly Port[]): void;
}

function webWorker(): WebWorkerScope | undefined {
  const { DedicatedWorkerGlobalScope: scope } = globalThis as {
    DedicatedWorkerGlobalScope?: new () => unknown;
  };
  return scope && globalThis instanceof scope ? (globalThis as unknown as WebWorkerScope) : undefined;
}

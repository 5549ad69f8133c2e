let own = 0;

/**
 * This thread's number, as `sharedWaiters` shows it and `reapThread` takes it: in Node its `threadId` (0 is the
 * main thread), elsewhere a random number, for browsers give none.
 */
export function currentThread(): number {
  return ownerId() - 1;
}

/** The same as written into shared memory, where 0 means nobody. */
export function ownerId(): number {
  return (own ||= 1 + (nodeThreadId() ?? randomId()));
}

function nodeThreadId(): number | undefined {
  if (typeof process !== 'object' || typeof process.getBuiltinModule !== 'function') return undefined;
  return process.getBuiltinModule('node:worker_threads').threadId;
}

/** A positive number of 30 bits: one more bit is the lock's. */
export function randomId(): number {
  return 1 + ((randomWord() & 0x3fff_ffff) % 0x3fff_fffe);
}

export function randomWord(): number {
  return crypto.getRandomValues(new Int32Array(1))[0]!;
}

import type { Memory } from './memory.js';
import { stayAlive } from './keep-alive.js';
import type { Waiter } from './waiter.js';

/** Blocks the thread until the waiter's word is no longer `word`, or the time is over. */
export function sleepSync({ memory, slot }: Waiter, word: number, ms = Infinity): void {
  memory.atomics.wait(memory.words, slot, word, ms);
}

/**
 * Resolves when the waiter's word is no longer `word`. Who wants it to end earlier changes the word and
 * notifies, as `rouseSlot` does: so no promise is left behind that a later notification would go to.
 */
export async function sleep({ memory, slot }: Waiter, word: number): Promise<void> {
  const sleeping = memory.atomics.waitAsync(memory.words, slot, word);
  if (!sleeping.async) return;
  const letExit = stayAlive();
  try {
    await sleeping.value;
  } finally {
    letExit();
  }
}

/** Throws a TypeError where blocking is forbidden, as on the main thread of a web page. */
export function assertMayBlock(memory: Memory, call: string, instead: string): void {
  if (mayBlock(memory)) return;
  throw new TypeError(`${call} cannot block this thread: use ${instead}`);
}

let blocks: boolean | undefined;

/** `Atomics.wait` looks at the thread first and then at the word, so this never sleeps. */
function mayBlock({ platform }: Memory): boolean {
  if (blocks !== undefined) return blocks;
  try {
    platform.atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1);
    return (blocks = true);
  } catch {
    return (blocks = false);
  }
}

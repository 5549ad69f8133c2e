import type { WaitStory } from '../inspect/thread-watch.js';
import type { Memory } from './memory.js';
import { stayAlive } from './keep-alive.js';
import type { Waiter } from './waiter.js';

/** Blocks the thread until the waiter's word is no longer `word`, or the time is over. */
export function sleepSync({ memory, slot, story }: Waiter, word: number, ms = Infinity): void {
  if (story === undefined) memory.atomics.wait(memory.words, slot, word, ms);
  else {
    story.sleeps(true);
    sleepTold(memory, story, slot, word, ms);
    story.resumes();
  }
}

/** Who is asleep can't say what for: so it sleeps briefly at first, then tells, and sleeps on. */
function sleepTold(memory: Memory, story: WaitStory, slot: number, word: number, ms: number): void {
  const { atomics, words, platform } = memory;
  const began = platform.monotonic();
  if (atomics.wait(words, slot, word, Math.min(ms, BRIEF)) !== 'timed-out' || ms <= BRIEF) return;
  story.stays();
  atomics.wait(words, slot, word, Math.max(0, ms - (platform.monotonic() - began)));
}

/** Milliseconds. */
const BRIEF = 10;

/**
 * Resolves when the waiter's word is no longer `word`. Who wants it to end earlier changes the word and
 * notifies, as `rouseSlot` does: so no promise is left behind that a later notification would go to.
 */
export async function sleep({ memory, slot, story }: Waiter, word: number): Promise<void> {
  story?.sleeps(false);
  const sleeping = memory.atomics.waitAsync(memory.words, slot, word);
  const letExit = stayAlive();
  try {
    if (sleeping.async) await sleeping.value;
  } finally {
    letExit();
    story?.resumes();
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

import type { Condition } from '../options.js';
import type { TaskState } from '../state.js';
import { TASK_UNINTERRUPTIBLE } from '../state.js';
import { isTrue } from '../truth.js';
import { BLOCKS, EXCLUSIVE, SPURIOUS, TIMED } from './layout.js';
import { Limits } from './limits.js';
import type { Memory } from './memory.js';
import type { SyncWaitOptions } from './options.js';
import type { SharedWaitQueue } from './queue.js';
import { memoryOf } from './queue.js';
import { assertMayBlock, sleepSync } from './sleep.js';
import { ASLEEP, isPicked, statusOf } from './status.js';
import { ownerId } from './thread-id.js';
import { leaveLine, standInLine, Waiter, wasTrue, wordOf } from './waiter.js';

/**
 * The blocking way to wait (`___wait_event`): test, and if false stand in line, test and sleep until a test is
 * true. Every `waitEvent…Sync` is a line over it; `state` and `flags` are what its name says.
 */
export function waitOnSync<Outcome>(
  queue: SharedWaitQueue,
  condition: Condition,
  options: SyncWaitOptions | undefined,
  state: TaskState | undefined,
  flags: number,
): Outcome {
  const memory = memoryOf(queue);
  if (options === undefined) {
    if (isTrue(condition)) return wasTrue(memory) as Outcome;
    return stayInLine(memory, condition, {}, undefined, (state ?? TASK_UNINTERRUPTIBLE) | flags) as Outcome;
  }
  if ('signal' in options)
    throw new TypeError('A thread that blocks cannot see an abort signal: use a task and kill()');
  const limits = new Limits(memory, options, state);
  if (isTrue(condition)) {
    wasTrue(memory);
    return limits.deadline?.left(false) as Outcome;
  }
  const kind = limits.state | (options.exclusive ? EXCLUSIVE : flags);
  return stayInLine(memory, condition, options, limits, kind) as Outcome;
}

/** The wait after its first test, with anybody's memory and as any thread, so that it can be explored. */
export function stayInLine(
  memory: Memory,
  condition: Condition,
  options: SyncWaitOptions,
  limits: Limits | undefined,
  flags: number,
  owner = ownerId(),
): number | bigint | undefined {
  assertMayBlock(memory, 'A …Sync wait', 'await and the name without Sync');
  const timed = limits?.deadline ? TIMED : 0;
  const waiter = new Waiter(memory, owner, flags | BLOCKS | timed, limits?.task?.id);
  waiter.story = memory.journal?.begin(waiter, condition, limits?.task?.name);
  let spent = false;
  try {
    let word = standInLine(waiter);
    for (;;) {
      const picked = isPicked(word);
      if (isTrue(condition)) {
        spent = picked;
        waiter.story?.ends('true');
        return limits?.deadline?.left(false);
      }
      if (statusOf(word) !== ASLEEP) {
        // Woken in vain. It stands in line again and tests once more before it sleeps.
        if (picked) memory.atomics.add(memory.words, SPURIOUS, 1);
        word = standInLine(waiter);
        continue;
      }
      const stop = limits?.interruption();
      if (stop || limits?.expired()) {
        waiter.story?.ends(stop ? 'interrupt' : 'timeout');
        if (stop) throw stop;
        return limits!.deadline!.left(true);
      }
      interlude(waiter, word, options, limits?.deadline?.ms);
      word = wordOf(waiter);
    }
  } finally {
    leaveLine(waiter, spent);
  }
}

/** The sleep, and what is to be done around it; the lock is held again however it ends. */
function interlude(waiter: Waiter, word: number, options: SyncWaitOptions, ms?: number): void {
  const { lock, before, after } = options;
  lock?.release();
  try {
    before?.();
    sleepSync(waiter, word, ms);
    after?.();
  } finally {
    lock?.acquireSync();
  }
}

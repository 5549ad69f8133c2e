import { offAbort, onAbort } from '../abort-listeners.js';
import type { Condition } from '../options.js';
import type { TaskState } from '../state.js';
import { isTrue } from '../truth.js';
import { EXCLUSIVE, SPURIOUS } from './layout.js';
import { Limits } from './limits.js';
import type { WaitOptions } from './options.js';
import type { SharedWaitQueue } from './queue.js';
import { memoryOf } from './queue.js';
import { sleep } from './sleep.js';
import { ASLEEP, isPicked, statusOf } from './status.js';
import { ownerId } from './thread-id.js';
import { leaveLine, standInLine, Waiter, wasTrue, wordOf } from './waiter.js';
import { rouseSlot } from './wake-slots.js';

/**
 * The way to wait that does not block the thread (`___wait_event`). Every `waitEvent…` of threads is a line over
 * it; `state` and `flags` are what its name says.
 */
export async function waitOn<Outcome>(
  queue: SharedWaitQueue,
  condition: Condition,
  options: WaitOptions | undefined,
  state: TaskState | undefined,
  flags: number,
): Promise<Outcome> {
  const memory = memoryOf(queue);
  const limits = new Limits(memory, options ?? {}, state);
  if (isTrue(condition)) {
    wasTrue(memory);
    return limits.deadline?.left(false) as Outcome;
  }
  const kind = limits.state | (options?.exclusive ? EXCLUSIVE : flags);
  const waiter = new Waiter(memory, ownerId(), kind, limits.task?.id);
  waiter.story = memory.journal?.begin(waiter, condition, limits.task?.name);
  return stayInLine(waiter, condition, options ?? {}, limits) as Promise<Outcome>;
}

async function stayInLine(
  waiter: Waiter,
  condition: Condition,
  options: WaitOptions,
  limits: Limits,
): Promise<unknown> {
  const { atomics, words } = waiter.memory;
  const { deadline } = limits;
  const unwatch = watch(waiter, limits);
  let spent = false;
  try {
    let word = standInLine(waiter);
    for (;;) {
      const picked = isPicked(word);
      if (isTrue(condition)) {
        spent = picked;
        waiter.story?.ends('true');
        return deadline?.left(false);
      }
      if (statusOf(word) !== ASLEEP) {
        // Woken in vain. It stands in line again and tests once more before it sleeps.
        if (picked) atomics.add(words, SPURIOUS, 1);
        word = standInLine(waiter);
        continue;
      }
      const stop = limits.interruption();
      if (stop || limits.expired()) {
        waiter.story?.ends(stop ? 'interrupt' : 'timeout');
        if (stop) throw stop;
        return deadline!.left(true);
      }
      if (options.lock || options.before || options.after) await interlude(waiter, word, options);
      else await sleep(waiter, word);
      word = wordOf(waiter);
    }
  } finally {
    unwatch();
    leaveLine(waiter, spent);
  }
}

/** The sleep, and what is to be done around it; the lock is held again however it ends. */
async function interlude(waiter: Waiter, word: number, options: WaitOptions): Promise<void> {
  const { lock, before, after } = options;
  await lock?.release();
  try {
    await before?.();
    await sleep(waiter, word);
    await after?.();
  } finally {
    await lock?.acquire();
  }
}

/** The longest time a timer takes, in milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Rouses the sleeper when its signal is aborted and when its time is over. */
function watch(waiter: Waiter, { signal, deadline }: Limits): () => void {
  if (!signal && !deadline) return nothing;
  const rouse = (): void => {
    if (waiter.slot) rouseSlot(waiter.memory, waiter.slot);
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const start = (): void => {
    const ms = deadline!.ms;
    if (ms <= 0) rouse();
    else if (ms < Infinity) timer = setTimeout(start, Math.min(Math.ceil(ms), LONGEST_TIMER));
  };
  if (signal) onAbort(signal, rouse);
  if (deadline) start();
  return () => {
    if (signal) offAbort(signal, rouse);
    clearTimeout(timer);
  };
}

function nothing(): void {}

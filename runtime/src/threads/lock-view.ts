import type { LockUser, LockView, LockWanter, ViewableLock } from '../inspect/registry.js';
import { registerLock } from '../inspect/registry.js';
import {
  CONTENDED,
  HELD_SINCE,
  HOLDER,
  HOLDER_NAME,
  HOLDER_SITE,
  HOLDER_TASK,
  HOLDS,
  LOCK,
  LOCK_TASK,
  NAME_TEXT,
  SERIAL,
} from './layout.js';
import type { Memory } from './memory.js';
import { SeenMemory } from './seen-memory.js';
import type { PlacedWaiter } from './state-of.js';
import { waitersIn } from './state-of.js';

/** They live as long as the memory they show. */
const views = new WeakMap<Memory, ViewableLock>();

/** Makes a lock of threads, or the one that a queue has, visible to the live view of this thread. */
export function showLock(memory: Memory): void {
  const view = new SharedLockView(memory);
  views.set(memory, view);
  registerLock(view);
}

class SharedLockView extends SeenMemory implements ViewableLock {
  view(): LockView {
    const memory = this.memory;
    const { words, atomics } = memory;
    const lock = atomics.load(words, LOCK);
    const owner = lock & ~CONTENDED;
    const isTold = owner !== 0 && atomics.load(words, HOLDER) === owner;
    const told = isTold
      ? [words[HOLDER_TASK]!, words[HOLDER_NAME]!, words[HOLDS]!, words[HELD_SINCE]!, words[HOLDER_SITE]!]
      : [];
    const [task = 0, name = 0, hold = 0, since, site = 0] = told;
    return {
      holder: owner === 0 ? undefined : this.#user(owner - 1, task, name),
      hold,
      since: since === undefined ? 0 : (this.journal?.journal.timeOf(since) ?? 0),
      site: this.#textOf(site),
      wanted: lock & CONTENDED ? this.#wanted() : [],
    };
  }

  #wanted(): LockWanter[] {
    const waiting = waitersIn(this.memory).filter(({ waiter }) => waiter.forLock);
    return waiting.map((one) => this.#wanter(one));
  }

  #wanter({ slot, waiter: { threadId, blocks } }: PlacedWaiter): LockWanter {
    const { words } = this.memory;
    const serial = words[slot + SERIAL]!;
    const told = serial === 0 ? [] : [words[slot + LOCK_TASK]!, words[slot + NAME_TEXT]!];
    const [task = 0, name = 0] = told;
    return { ...this.#user(threadId, task, name), serial, blocks };
  }

  #user(threadId: number, task: number, name: number): LockUser {
    return { threadId, task, name: this.#textOf(name) };
  }

  #textOf(number: number): string {
    return this.journal?.journal.texts.textOf(number) ?? '';
  }
}

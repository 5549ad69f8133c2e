import { TASK_NORMAL } from '../state.js';
import { CONTENDED, FLAGS, FOR_LOCK, HEADER, LOCK, OWNER, REAPED, RECOVERIES, STRIDE } from './layout.js';
import { holderOf } from './lock.js';
import type { Memory } from './memory.js';
import { usedWords } from './memory.js';
import { ASLEEP, IDLE, statusOf } from './status.js';
import { freeSlot } from './waiter.js';
import { wakeExclusive, wakeSlots } from './wake-slots.js';

/** What a dead thread left behind in a region. */
export interface Remains {
  /** Places in line, and wake-ups it was given and had not used. */
  readonly slots: number;
  /** Whether it held the lock. */
  readonly lock: boolean;
}

/**
 * Clears away what a dead thread left: its places in line, the lock, wake-ups it was given. Its death may also
 * have come between an update and its wake-up, or between choosing a sleeper and notifying it, of which no
 * trace can be left: so every sleeper looks once more.
 */
export function reapRegion(memory: Memory, owner: number): Remains {
  const slots = freeSlots(memory, owner);
  const lock = recoverLock(memory, owner);
  notifyChosen(memory);
  wakeExclusive(memory, FOR_LOCK, TASK_NORMAL, 1);
  wakeSlots(memory, TASK_NORMAL, 0, false);
  memory.atomics.add(memory.words, REAPED, slots);
  return { slots, lock };
}

function freeSlots(memory: Memory, owner: number): number {
  const { atomics } = memory;
  let freed = 0;
  usedWords(memory);
  const { words } = memory;
  for (let slot = HEADER; slot < words.length; slot += STRIDE) {
    if (atomics.load(words, slot + OWNER) !== owner) continue;
    freeSlot(memory, slot, atomics.get(words, slot + FLAGS), false);
    freed++;
  }
  return freed;
}

function recoverLock(memory: Memory, owner: number): boolean {
  const { atomics, words } = memory;
  if (holderOf(memory) !== owner) return false;
  atomics.add(words, RECOVERIES, 1);
  memory.journal?.gives(memory);
  while (holderOf(memory) === owner) {
    const lock = atomics.load(words, LOCK);
    if ((lock & ~CONTENDED) === owner) atomics.compareExchange(words, LOCK, lock, 0);
  }
  return true;
}

function notifyChosen(memory: Memory): void {
  const { atomics } = memory;
  const end = usedWords(memory);
  const { words } = memory;
  for (let slot = HEADER; slot < end; slot += STRIDE) {
    const status = statusOf(atomics.load(words, slot));
    if (status !== IDLE && status !== ASLEEP) atomics.notify(words, slot);
  }
}

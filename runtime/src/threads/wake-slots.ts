import {
  EXCLUSIVE,
  FLAGS,
  FOR_LOCK,
  HEADER,
  PLACE,
  STRIDE,
  TASK,
  TICKET,
  WAKE_UPS,
  WAKE_UPS_OF_NOBODY,
  WOKEN,
} from './layout.js';
import type { Memory } from './memory.js';
import { usedWords } from './memory.js';
import { TASK_INTERRUPTIBLE } from '../state.js';
import { ASLEEP, PICKED, PICKED_INTERRUPTIBLE, ROUSED, statusOf, withStatus } from './status.js';

/**
 * A wake-up of the queue: every non-exclusive waiter in one of the states of `mode`, and of the exclusive ones
 * the `nr` that have waited longest, 0: all.
 *
 * It takes no lock: each waiter is woken by one exchange of its word. So a thread that dies here holds up
 * nobody, and the main thread of a page may wake.
 *
 * @param announces whether an update may have come before it
 * @returns how many exclusive waiters it woke
 */
export function wakeSlots(memory: Memory, mode: number, nr: number, announces = true): number {
  const { atomics, journal } = memory;
  const wake = journal === undefined ? 0 : journal.wakes();
  let woken = 0;
  let others = 0;
  let some = false;
  const end = usedWords(memory);
  const { words } = memory;
  for (let slot = HEADER; slot < end; slot += STRIDE) {
    const word = atomics.load(words, slot);
    if (statusOf(word) !== ASLEEP) continue;
    const flags = atomics.get(words, slot + FLAGS);
    if (!(flags & mode) || flags & FOR_LOCK) continue;
    const exclusive = flags & EXCLUSIVE;
    if (exclusive && nr !== 0) some = true;
    else if (!pick(memory, slot, word, mode, wake)) continue;
    else if (exclusive) woken++;
    else others++;
  }
  if (some) woken = wakeExclusive(memory, 0, mode, nr, wake);
  atomics.add(memory.words, woken + others > 0 ? WAKE_UPS : WAKE_UPS_OF_NOBODY, 1);
  if (journal !== undefined) journal.woke(memory, wake, woken + others, announces);
  return woken;
}

/**
 * Wakes the `nr` exclusive waiters that have waited longest, in that order. Those who queue meanwhile test
 * after this wake-up began, so they see what it announces and are passed over.
 *
 * @param channel 0: the queue's waiters, FOR_LOCK: those of the region's lock
 */
export function wakeExclusive(memory: Memory, channel: number, mode: number, nr: number, wake = 0): number {
  const begin = memory.atomics.load(memory.words, TICKET);
  let woken = 0;
  while (woken < nr) {
    const slot = pickOldest(memory, channel, mode, begin, wake);
    if (slot === 0) break;
    woken++;
  }
  return woken;
}

/** Makes the sleepers of a task look again, whose state lets the signal through. */
export function rouseTask(memory: Memory, task: number, passes: (state: number) => boolean): void {
  const { atomics } = memory;
  const end = usedWords(memory);
  const { words } = memory;
  for (let slot = HEADER; slot < end; slot += STRIDE) {
    const word = atomics.load(words, slot);
    if (statusOf(word) !== ASLEEP || atomics.get(words, slot + TASK) !== task) continue;
    if (passes(atomics.get(words, slot + FLAGS))) rouse(memory, slot, word);
  }
}

/** Makes the waiter in this slot look again, if it sleeps. */
export function rouseSlot(memory: Memory, slot: number): void {
  const word = memory.atomics.load(memory.words, slot);
  if (statusOf(word) === ASLEEP) rouse(memory, slot, word);
}

function rouse({ atomics, words }: Memory, slot: number, word: number): void {
  const seen = atomics.compareExchange(words, slot, word, withStatus(word, ROUSED));
  if (seen === word) atomics.notify(words, slot);
}

/** Picks the oldest exclusive waiter; tells its slot, 0 when there is none. */
function pickOldest(memory: Memory, channel: number, mode: number, begin: number, wake: number): number {
  const { atomics } = memory;
  for (;;) {
    let oldest = 0;
    let oldestWord = 0;
    let oldestAge = 0;
    const end = usedWords(memory);
    const { words } = memory;
    for (let slot = HEADER; slot < end; slot += STRIDE) {
      const word = atomics.load(words, slot);
      if (statusOf(word) !== ASLEEP) continue;
      const flags = atomics.get(words, slot + FLAGS);
      if (!(flags & EXCLUSIVE) || !(flags & mode) || (flags & FOR_LOCK) !== channel) continue;
      const age = (begin - atomics.get(words, slot + PLACE)) | 0; // the places wrap around
      if (age <= oldestAge) continue;
      [oldest, oldestWord, oldestAge] = [slot, word, age];
    }
    if (oldest === 0 || pick(memory, oldest, oldestWord, mode, wake)) return oldest;
  }
}

/** Everyone on the slot's word is woken: a promise that an earlier wait left there must not take it. */
function pick(memory: Memory, slot: number, word: number, mode: number, wake: number): boolean {
  const { atomics, words, journal } = memory;
  const picked = withStatus(word, mode === TASK_INTERRUPTIBLE ? PICKED_INTERRUPTIBLE : PICKED);
  if (journal !== undefined) journal.picks(memory, slot);
  if (atomics.compareExchange(words, slot, word, picked) !== word) return false;
  atomics.add(words, WOKEN, 1);
  if (journal !== undefined) journal.picked(memory, slot, wake);
  atomics.notify(words, slot);
  return true;
}

import {
  ALL_TOLD,
  BLOCKS,
  CONDITION_TEXT,
  FLAGS,
  FOR_LOCK,
  SERIAL,
  SEVERAL,
  TIMED,
  WAKER,
} from './layout.js';
import type { Memory } from './memory.js';
import { ASLEEP, statusOf } from './status.js';

/**
 * The number of the one thread that has ever woken anybody on the queue, if the wait of this number blocks its thread in
 * this slot now and nothing but its condition ends it. `undefined` also where a thread may have woken and kept that to
 * itself.
 */
export function onlyWakerOf({ words, atomics }: Memory, slot: number, serial: number): number | undefined {
  if (statusOf(atomics.load(words, slot)) !== ASLEEP) return undefined;
  if (serial === 0 || words[slot + SERIAL] !== serial || words[slot + CONDITION_TEXT] === 0) return undefined;
  if ((words[slot + FLAGS]! & (BLOCKS | TIMED | FOR_LOCK)) !== BLOCKS) return undefined;
  const waker = atomics.load(words, WAKER);
  return words[ALL_TOLD] !== 1 || waker === 0 || waker === SEVERAL ? undefined : waker - 1;
}

import { watch } from '../attention.js';
import { watchNow } from '../inspect/enable.js';
import { isInspectedFromMain } from '../inspect/mark.js';
import { ALL_TOLD, JOURNAL } from './layout.js';
import type { Memory } from './memory.js';

/**
 * Lets those who watch know what this thread does on the queue or lock, if the program is watched; `given`, which came
 * with its handle, or the main thread says that it is. All threads tell one journal: that of whoever was first.
 */
export function joinJournal(memory: Memory, given?: SharedArrayBuffer): Memory {
  if (memory.journal) return memory;
  if (!watch && (given || isInspectedFromMain())) watchNow();
  const journal = watch?.journal(given);
  const { words, atomics } = memory;
  const first = journal ? atomics.compareExchange(words, JOURNAL, 0, journal.id) : undefined;
  if (journal && (first === 0 || first === journal.id)) memory.journal = journal;
  else words[ALL_TOLD] = 0;
  return memory;
}

/** The same for a region that no other thread knows yet. */
export function beginJournal(memory: Memory): Memory {
  joinJournal(memory);
  if (memory.journal) memory.words[ALL_TOLD] = 1;
  return memory;
}

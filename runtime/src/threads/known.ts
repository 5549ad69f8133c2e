import type { Memory } from './memory.js';
import { show } from './view.js';

/** The regions this thread made or attached to, for `watch`; a set, and weak, so that it keeps none alive. */
const known = new Set<WeakRef<Memory>>();
let nextSweep = 64;

export function remember(memory: Memory): Memory {
  show(memory);
  known.add(new WeakRef(memory));
  if (known.size >= nextSweep) nextSweep = Math.max(64, 2 * knownRegions().length);
  return memory;
}

/** Those that are still alive. */
export function knownRegions(): Memory[] {
  const alive: Memory[] = [];
  for (const ref of known) {
    const memory = ref.deref();
    if (memory) alive.push(memory);
    else known.delete(ref);
  }
  return alive;
}

import type { Counters } from '../inspect/snapshot.js';
import { INTERRUPTED, LATE_HIGH, LATE_LOW, LONGEST_LATE, RESUMED } from './layout.js';
import type { Memory } from './memory.js';
import { countersIn } from './state-of.js';

/** What all threads have counted on a queue, as the live view shows it. */
export function allCountersIn(memory: Memory): Counters {
  const at = (index: number): number => memory.atomics.load(memory.words, index) >>> 0;
  return {
    ...countersIn(memory),
    interrupts: at(INTERRUPTED),
    longestWakeToRunMs: at(LONGEST_LATE) / 1000,
    totalWakeToRunMs: lateMicroseconds(at) / 1000,
    resumed: at(RESUMED),
  };
}

/** The upper word grows after the lower one has wrapped around. */
function lateMicroseconds(at: (index: number) => number): number {
  const high = at(LATE_HIGH);
  const low = at(LATE_LOW);
  return high === at(LATE_HIGH) ? high * 2 ** 32 + low : lateMicroseconds(at);
}

import { endOfThread } from '../inspect/ended-threads.js';
import type { ViewableQueue } from '../inspect/registry.js';
import { PUBLISHED, PUBLISHED_AT, PUBLISHER } from '../threads/layout.js';
import type { Memory } from '../threads/memory.js';
import { ownerId } from '../threads/thread-id.js';
import type { Counted } from './instruments.js';
import { countedNames, noCounts } from './instruments.js';

/** A thread that has not said so for so long publishes no more: it has ended, or blocks (seconds). */
const LEASE = 10;

type Counts = Readonly<Record<Counted, number>>;

/**
 * Whether this thread publishes the shared queue. Of all threads that publish only one does, so that nothing is counted
 * twice: the first to ask, until it stops, ends, or has not asked for a while.
 */
export function isPublishedHere({ memory }: ViewableQueue): boolean {
  if (!memory) return true;
  const { words, atomics } = memory;
  const [own, now] = [ownerId(), Math.floor(Date.now() / 1000)];
  const publisher = atomics.load(words, PUBLISHER);
  if (publisher !== own && publisher !== 0 && !isOver(memory, publisher, now)) return false;
  // Before it is taken over, so that nobody takes it over a second time.
  atomics.store(words, PUBLISHED_AT, now);
  return publisher === own || atomics.compareExchange(words, PUBLISHER, publisher, own) === publisher;
}

/** Another thread may publish it. */
export function publishNoMore({ memory }: ViewableQueue): void {
  memory?.atomics.compareExchange(memory.words, PUBLISHER, ownerId(), 0);
}

const publishedHere = new Map<string, Record<Counted, number>>();

/** What this thread publishes of what the queue has counted: what no other has before. */
export function shareOf({ key = '', memory }: ViewableQueue, now: Counts): Counts {
  const share = publishedHere.get(key) ?? noCounts();
  publishedHere.set(key, share);
  countedNames.forEach((name, index) => {
    if (memory) share[name] += takeUpTo(memory, PUBLISHED + index, now[name]);
  });
  return share;
}

/** Each step of a counter goes to one thread, however many ask at a time. Counters wrap around. */
function takeUpTo({ words, atomics }: Memory, at: number, now: number): number {
  for (;;) {
    const before = atomics.load(words, at);
    const more = (now - before) | 0;
    if (more <= 0) return 0;
    if (atomics.compareExchange(words, at, before, now | 0) === before) return more;
  }
}

function isOver({ words, atomics }: Memory, publisher: number, now: number): boolean {
  const age = now - atomics.load(words, PUBLISHED_AT);
  return age > LEASE || age < -LEASE || endOfThread(publisher - 1) !== undefined;
}

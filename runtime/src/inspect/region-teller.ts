import { ID_HIGH, ID_LOW } from '../threads/layout.js';
import { knownRegions } from '../threads/known.js';
import type { Memory } from '../threads/memory.js';
import type { SharedHandle } from '../threads/region.js';
import { handleOf } from '../threads/region.js';
import { currentThread } from '../threads/thread-id.js';
import { createRate } from './budget.js';
import { isInspectedFromMain } from './mark.js';
import type { RegionNews } from './region-news.js';
import { NEWS } from './region-news.js';

/** Sends news to whoever holds regions. */
export type Post = (news: RegionNews) => void;

/**
 * So many regions are told of at once, and then one in ten seconds: what is said waits in the memory of every thread that
 * has spoken and blocks since.
 */
const mayTell = createRate(0.1, 1000);

let post: Post | undefined;
let told = new WeakSet<Memory>();

const ends = new FinalizationRegistry<SharedHandle['id']>((id) => {
  const [low, high] = id;
  const has = ({ words }: Memory): boolean => words[ID_LOW] === low && words[ID_HIGH] === high;
  if (!knownRegions().some(has)) post?.({ gone: { id, thread: currentThread() } });
});

/** From now on this thread says which shared queues and locks it has, beginning with those it has already. */
export function beginTelling(by: Post): void {
  post = by;
  told = new WeakSet();
  knownRegions().forEach(tellRegion);
}

/** Makes a shared queue or lock known to those who can be asked while this thread blocks. */
export function tellRegion(memory: Memory): void {
  if (!post && isInspectedFromMain()) post = speak;
  if (!post || told.has(memory)) return;
  const handle = handleOf(memory);
  told.add(memory);
  if (!mayTell(performance.now())) return;
  ends.register(memory, handle.id);
  post({ known: [{ handle, threads: [currentThread()] }] });
}

/** To all who listen now; this thread itself never does, for it may block. */
export function speak(news: RegionNews): void {
  const channel = new BroadcastChannel(NEWS);
  channel.postMessage(news);
  channel.close();
}

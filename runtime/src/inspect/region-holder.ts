import { BroadcastChannel } from 'node:worker_threads';
import { joinJournal } from '../threads/join-journal.js';
import { KIND_LOCK, KIND_QUEUE } from '../threads/layout.js';
import type { Memory } from '../threads/memory.js';
import type { SharedHandle } from '../threads/region.js';
import { openRegion } from '../threads/region.js';
import { show } from '../threads/view.js';
import { endOfThread } from './ended-threads.js';
import { later } from './later.js';
import type { KnownRegion, RegionNews } from './region-news.js';
import { NEWS } from './region-news.js';

/** Regions held at most; the oldest go. */
const MAX_HELD = 1000;
/** How often ended threads are looked for (milliseconds). */
const SWEEP_INTERVAL = 1000;

/**
 * Holds the shared queues and locks that other threads of the program have, so that this one can show them while they
 * block: each for as long as any of these threads lives and has it.
 */
export class RegionHolder {
  readonly #channel = new BroadcastChannel(NEWS);
  readonly #held = new Map<string, Held>();

  constructor() {
    // Who listens for the program's sake does not keep it running.
    this.#channel.onmessage = ({ data }: { data: RegionNews }) => this.hear(data);
    this.#channel.unref();
    later(() => this.#sweep(), SWEEP_INTERVAL);
    this.#channel.postMessage({ asks: true } satisfies RegionNews);
  }

  hear({ known = [], gone, asks }: RegionNews): void {
    for (const one of known) this.#hold(one);
    if (gone) this.#letGo(keyOf(gone.id), gone.thread);
    if (asks && this.#held.size > 0) this.#channel.postMessage({ known: this.#all() } satisfies RegionNews);
  }

  /** Tells the others what only this one was told. */
  passOn(news: RegionNews): void {
    this.hear(news);
    this.#channel.postMessage(news);
  }

  #all(): readonly KnownRegion[] {
    return [...this.#held.values()].map(({ handle, threads }) => ({ handle, threads: [...threads] }));
  }

  #hold({ handle, threads }: KnownRegion): void {
    const key = keyOf(handle.id);
    const held = this.#held.get(key) ?? open(handle);
    if (!held) return;
    for (const thread of threads) held.threads.add(thread);
    this.#held.set(key, held);
    if (this.#held.size > MAX_HELD) this.#held.delete(this.#held.keys().next().value!);
  }

  #letGo(key: string, thread: number): void {
    const held = this.#held.get(key);
    if (held?.threads.delete(thread) && held.threads.size === 0) this.#held.delete(key);
  }

  #sweep(): void {
    for (const [key, { threads }] of this.#held) {
      for (const thread of threads) if (endOfThread(thread) !== undefined) this.#letGo(key, thread);
    }
    later(() => this.#sweep(), SWEEP_INTERVAL);
  }
}

interface Held {
  readonly handle: SharedHandle;
  /** Views of it live as long as this does. */
  readonly memory: Memory;
  readonly threads: Set<number>;
}

function keyOf([low, high]: SharedHandle['id']): string {
  return `${low}:${high}`;
}

/** `undefined` where something else is there by now, or another version made it. */
function open(handle: SharedHandle): Held | undefined {
  try {
    const memory = openRegion(handle.kind === 'waitq-lock' ? KIND_LOCK : KIND_QUEUE, handle);
    show(memory);
    joinJournal(memory, handle.journal);
    return { handle, memory, threads: new Set() };
  } catch {
    return undefined;
  }
}

import * as code from './event-log.js';
import type { Recorder } from './recorder.js';
import type { ViewableQueue } from './registry.js';
import type { Shower } from './show.js';
import type { Watching } from './watching.js';

/** Gone queues that are remembered; a client that lags further behind than that gets a snapshot anyway. */
const MAX_GONE = 10_000;

/**
 * What happens without anybody telling: queues are collected, other threads wait on shared queues, and waits that
 * began before the program was watched go on. Looked at when somebody asks what has changed.
 */
export class Unobserved {
  readonly #recorder: Recorder;
  readonly #watching: Watching;
  readonly #shower: Shower;
  readonly #known = new Map<number, WeakRef<ViewableQueue>>();
  readonly #silent = new Map<number, { readonly queue: WeakRef<ViewableQueue>; shown: string }>();
  #gone: { readonly id: number; readonly sequence: number }[] = [];

  constructor(recorder: Recorder, watching: Watching, shower: Shower) {
    this.#recorder = recorder;
    this.#watching = watching;
    this.#shower = shower;
  }

  /** Gives numbers to what has changed. */
  look(): void {
    this.#forgetTheDead();
    for (const queue of this.#recorder.registry.queues()) this.#meet(queue);
    for (const [id, { queue }] of this.#silent) this.#compare(id, queue.deref());
  }

  goneSince(sequence: number): readonly number[] {
    return this.#gone.filter((one) => one.sequence > sequence).map(({ id }) => id);
  }

  #forgetTheDead(): void {
    const { log, clock } = this.#recorder;
    for (const [id, ref] of this.#known) {
      if (ref.deref()) continue;
      this.#known.delete(id);
      this.#gone.push({ id, sequence: log.push(code.GONE, clock(), id, 0, 0, '') });
    }
    if (this.#gone.length > MAX_GONE) this.#gone = this.#gone.slice(-MAX_GONE / 2);
  }

  /** Sees a queue for the first time: does all that happens on it come to us? */
  #meet(queue: ViewableQueue): void {
    const { id } = this.#recorder.statsOf(queue);
    if (this.#known.has(id)) return;
    const ref = new WeakRef(queue);
    this.#known.set(id, ref);
    if (this.#isSilent(queue)) this.#silent.set(id, { queue: ref, shown: this.#textOf(queue) });
  }

  #compare(id: number, queue: ViewableQueue | undefined): void {
    if (!queue) return void this.#silent.delete(id);
    const entry = this.#silent.get(id)!;
    const shown = this.#textOf(queue);
    if (shown !== entry.shown) {
      entry.shown = shown;
      this.#recorder.statsOf(queue).changed = this.#recorder.log.mark();
    }
    if (!this.#isSilent(queue)) this.#silent.delete(id);
  }

  #isSilent(queue: ViewableQueue): boolean {
    const { kind, waiters } = queue.view();
    if (kind === 'shared') return true;
    return waiters.some((waiter) => {
      const wait = this.#watching.waitOf(waiter);
      return !wait || (wait.isAdopted && !wait.isSeen);
    });
  }

  #textOf(queue: ViewableQueue): string {
    return JSON.stringify(this.#shower.queue(queue));
  }
}

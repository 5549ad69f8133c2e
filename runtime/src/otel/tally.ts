import type { QueueStats } from '../inspect/queue-stats.js';
import type { Recorder } from '../inspect/recorder.js';
import type { ViewableQueue } from '../inspect/registry.js';
import type { QueueKind } from '../inspect/protocol.js';
import type { Counted } from './instruments.js';
import { countedNames, noCounts } from './instruments.js';
import { isPublishedHere, publishNoMore, shareOf } from './shared-publisher.js';
import type { Series, SeriesTable } from './series.js';

/** Whether metrics of a queue are wanted. */
export type QueueFilter = (queue: { readonly name: string; readonly kind: QueueKind }) => boolean;

/** One queue: what of its counts is in the totals already. */
interface Entry {
  readonly series: Series;
  readonly stats: QueueStats;
  readonly seen: Record<Counted, number>;
}

type Counts = Readonly<Record<Counted, number>>;

/** Counters of threads are words of 32 bits. */
const WRAP = 2 ** 32;

/** Sums up over queues that come and go: a queue that is collected leaves what it counted. */
export class Tally {
  readonly #recorder: Recorder;
  readonly #table: SeriesTable;
  readonly #wanted: QueueFilter;
  /** By `key`, or else by their counts. */
  readonly #entries = new Map<unknown, Entry | undefined>();
  #sweepAt = 256;

  constructor(recorder: Recorder, table: SeriesTable, wanted: QueueFilter) {
    this.#recorder = recorder;
    this.#table = table;
    this.#wanted = wanted;
  }

  /** To be told of a new queue: it may be gone at the next look. */
  meet(queue: ViewableQueue): void {
    // A shared queue keeps its counts itself, and is complete only after it is registered.
    if (queue.key !== undefined) return;
    this.#entryOf(queue, queue.view().kind);
    if (this.#entries.size < this.#sweepAt) return;
    this.#sweep();
    this.#sweepAt = Math.max(256, 2 * this.#entries.size);
  }

  /** The series that a queue belongs to; `undefined` for one that nobody wants. */
  seriesOf(stats: QueueStats): Series | undefined {
    const entry = this.#entries.get(stats);
    if (entry || this.#entries.has(stats)) return entry?.series;
    const queue = stats.queue.deref();
    return queue && this.#entryOf(queue, queue.view().kind)?.series;
  }

  /** The same for a shared queue; `undefined` also for one that another thread publishes. */
  seriesOfShared(queue: ViewableQueue): Series | undefined {
    return this.isOurs(queue) ? this.#entryOf(queue, 'shared')?.series : undefined;
  }

  /** Whether this thread publishes a shared queue; asked now and then, it stays so. */
  isOurs(queue: ViewableQueue): boolean {
    return this.#entryOf(queue, 'shared') !== undefined && isPublishedHere(queue);
  }

  /** Brings totals and depths up to date. */
  look(): Iterable<Series> {
    for (const series of this.#table.all()) series.depth = 0;
    for (const queue of this.#recorder.registry.queues()) {
      const { kind, waiters, counters } = queue.view();
      const entry = this.#entryOf(queue, kind);
      if (!entry || !isPublishedHere(queue)) continue;
      entry.series.depth += waiters.filter(({ facts }) => !facts?.forLock).length;
      if (counters) add(entry, shareOf(queue, counters));
    }
    this.#sweep();
    return this.#table.all();
  }

  #entryOf(queue: ViewableQueue, kind: QueueKind): Entry | undefined {
    const stats = this.#recorder.statsOf(queue);
    const key = queue.key ?? stats;
    if (this.#entries.has(key)) return this.#entries.get(key);
    const { name } = queue;
    const entry = this.#wanted({ name, kind }) ? this.#newEntry(name, kind, stats) : undefined;
    this.#entries.set(key, entry);
    return entry;
  }

  /** What another thread publishes has no series here. */
  #newEntry(name: string, kind: QueueKind, stats: QueueStats): Entry {
    const table = this.#table;
    let series: Series | undefined;
    return {
      get series() {
        return (series ??= table.of(name, kind));
      },
      stats,
      seen: noCounts(),
    };
  }

  /** Others may publish what threads share. */
  letGo(): void {
    for (const queue of this.#recorder.registry.queues()) publishNoMore(queue);
  }

  #sweep(): void {
    for (const [key, entry] of this.#entries) {
      // A shared queue stays: attached anew, it would be counted from its making a second time.
      if (typeof key === 'string') continue;
      if (entry) add(entry, entry.stats);
      if (!(key as QueueStats).queue.deref()) this.#entries.delete(key);
    }
  }
}

function add({ series, seen }: Entry, now: Counts): void {
  for (const name of countedNames) {
    const more = now[name] - seen[name];
    series.totals[name] += more < 0 ? more + WRAP : more;
    seen[name] = now[name];
  }
}
